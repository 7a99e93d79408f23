import { limitWaitMs } from '../base/limit-wait.js';

/**
 * How long a `429` asks to wait.
 *
 * @param header seconds, or an HTTP date
 * @param now in ms since the epoch
 * @returns ms, from 1,000 to 3,600,000
 */
export function retryAfterMs(header: string | null, now: number): number {
  const value = header?.trim() ?? '';
  return limitWaitMs(/^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now);
}
