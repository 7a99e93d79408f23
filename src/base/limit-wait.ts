/** Where a limit does not say how long to wait, in ms. */
const usualMs = 5_000;
/** The least, in ms, and the most that a server can ask for: beyond it, it is taken for a mistake. */
const leastMs = 1_000;
const longestMs = 3_600_000;

/**
 * How long to wait after too many requests.
 *
 * @param askedMs as was asked; `NaN` where what was asked makes no sense
 * @returns ms, from 1,000 to 3,600,000
 */
export function limitWaitMs(askedMs = NaN): number {
  return Number.isNaN(askedMs) ? usualMs : Math.min(longestMs, Math.max(leastMs, askedMs));
}
