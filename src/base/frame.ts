/** How long to gather where there are no frames, because nobody looks or there is no browser, in ms. */
const unseenMs = 50;

/** Calls back before the next frame, or soon where no frame comes. */
export function onNextFrame(callback: () => void): void {
  if (isSeen()) requestAnimationFrame(callback);
  else setTimeout(callback, unseenMs);
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
export function onSteadyFrame(callback: () => void): void {
  const show = (): void => {
    shownAt = performance.now();
    callback();
  };
  // There each timer may be held back for a second: one has to do.
  if (isSeen()) setTimeout(() => onNextFrame(show), shownAt + leastMs - performance.now());
  else onNextFrame(show);
}
