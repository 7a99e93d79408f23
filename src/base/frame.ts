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

/** How long what grows stays as it is, in ms: with the wait for the next frame, two frames of most displays. */
const leastMs = 25;

/** When it was last shown, by `performance.now()`. */
let shownAt = 0;

/**
 * The same, some thirty times in a second at most: of text that comes faster than anybody reads, each frame would have
 * to be laid out and painted. The first comes with the next frame.
 */
export function onSteadyFrame(callback: () => void): () => void {
  const timer = setTimeout(() => {
    cancel = onNextFrame(() => {
      shownAt = performance.now();
      callback();
    });
  }, shownAt + leastMs - performance.now());
  let cancel = (): void => clearTimeout(timer);
  return () => cancel();
}
