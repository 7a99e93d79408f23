import { limitWaitMs } from '../base/limit-wait.js';

/* What the headers of an answer say of how many requests may be made, and when. */

/** What is left of the requests that a key may make (API document: "Rate Limiting"). */
export interface RateLimit {
  readonly limitMinute: number | undefined;
  readonly remainingMinute: number | undefined;
  readonly limitDay: number | undefined;
  readonly remainingDay: number | undefined;
  /** When it was so, in ms since the epoch. */
  readonly at: number;
}

/**
 * Reads the `X-RateLimit-…` headers of an answer.
 *
 * @param now in ms since the epoch
 * @returns `undefined` where there is none, or where CORS hides them
 */
export function readRateLimit(headers: Headers, now: number): RateLimit | undefined {
  const read = (name: string): number | undefined => {
    const value = headers.get(`X-RateLimit-${name}`)?.trim() ?? '';
    return /^\d+$/.test(value) ? Number(value) : undefined;
  };
  const limit = {
    limitMinute: read('Limit-Minute'),
    remainingMinute: read('Remaining-Minute'),
    limitDay: read('Limit-Day'),
    remainingDay: read('Remaining-Day'),
  };
  return Object.values(limit).every((value) => value === undefined) ? undefined : Object.freeze({ ...limit, at: now });
}

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
