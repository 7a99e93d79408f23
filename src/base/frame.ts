/** How long to gather where there are no frames, because nobody looks or there is no browser, in ms. */
const unseenMs = 50;

/** Calls back before the next frame, or soon where no frame comes; the returned function takes it back. */
export function onNextFrame(callback: () => void): () => void {
  if (globalThis.document?.visibilityState === 'visible') {
    const frame = requestAnimationFrame(callback);
    return () => cancelAnimationFrame(frame);
  }
  const timer = setTimeout(callback, unseenMs);
  return () => clearTimeout(timer);
}
