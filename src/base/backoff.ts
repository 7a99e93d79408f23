/** How long to wait before the next attempt to connect. */
export interface ReconnectPolicy {
  /**
   * @param attempt how many attempts have failed in a row, 1 or more
   * @returns a delay in ms, or `null` to give up
   */
  delay(attempt: number): number | null;
}

export interface BackoffOptions {
  /** Upper bound of the first delay, in ms. Default: 500. */
  readonly firstMs?: number;
  /** No delay is longer, in ms. Default: 30 000. */
  readonly maximumMs?: number;
  /** How many attempts before giving up. Default: never. */
  readonly attempts?: number;
  /** A number from 0 up to 1, for the jitter. */
  readonly random?: () => number;
}

/**
 * Exponential backoff with full jitter: a delay anywhere between nothing and the bound, which doubles with each
 * attempt, so that the visitors of a server that went away do not all come back in the same moment.
 */
export function exponentialBackoff(options: BackoffOptions = {}): ReconnectPolicy {
  const { firstMs = 500, maximumMs = 30_000, attempts = Infinity, random = Math.random } = options;
  return {
    delay: (attempt) => (attempt > attempts ? null : random() * Math.min(maximumMs, firstMs * 2 ** (attempt - 1))),
  };
}
