/** How long to gather where there are no frames, because nobody looks or there is no browser, in ms. */
const unseenMs = 50;

/** Calls back before the next frame, or soon where no frame comes; the returned function takes it back. */
export function onNextFrame(callback: () => void): () => void {
  if (isSeen()) {
    const frame = requestAnimationFrame(callback);
    return () => cancelAnimationFrame(frame);
  }
  const timer = setTimeout(callback, unseenMs);
  return () => clearTimeout(timer);
}

const isSeen = (): boolean => globalThis.document?.visibilityState === 'visible';

/** How long what grows stays as it is, in ms: with the wait for the next frame, two frames of most displays. */
const leastMs = 25;

/** When it was last shown, by `performance.now()`. */
let shownAt = 0;

/**
 * The same, some thirty times in a second at most: of text that comes faster than anybody reads, each frame would have
 * to be laid out and painted. The first comes with the next frame.
 */
export function onSteadyFrame(callback: () => void): () => void {
  let cancel: () => void;
  const showSoon = (): void => {
    cancel = onNextFrame(() => {
      shownAt = performance.now();
      callback();
    });
  };
  if (isSeen()) {
    const timer = setTimeout(showSoon, shownAt + leastMs - performance.now());
    cancel = () => clearTimeout(timer);
    // A browser may hold each timer back for a second: one has to do.
  } else showSoon();
  return () => cancel();
}
