/** The longest wait that a server can ask for, in ms; beyond it the header is taken for a mistake. */
const longestMs = 3_600_000;
/** How long to wait where a 429 says nothing of use, in ms. */
const defaultMs = 5_000;

/**
 * How long a `429` asks to wait.
 *
 * @param header seconds, or an HTTP date
 * @param now in ms since the epoch
 * @returns ms, from 1,000 to 3,600,000
 */
export function retryAfterMs(header: string | null, now: number): number {
  const value = header?.trim() ?? '';
  const wait = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  if (Number.isNaN(wait)) return defaultMs;
  return Math.min(longestMs, Math.max(1000, wait));
}
