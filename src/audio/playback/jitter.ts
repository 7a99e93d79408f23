/** Bounds of the wait, in ms. */
const shortest = 40;
const longest = 300;
/** More than that is no jitter but a pause, which no wait can make up for, in ms. */
const stall = 500;
/** What is expected before anything is known, in ms. */
const expected = 55;

/**
 * How long to gather sound before it is played, so that chunks which come late still come in time. Learns from how
 * irregularly they come. All times in ms.
 */
export class Jitter {
  #spread = expected;
  #earliest = Infinity;
  #received = 0;

  /** How long to wait after the first chunk. */
  get wait(): number {
    return Math.min(longest, Math.max(shortest, this.#spread * 1.2 + 15));
  }

  /** Another reply begins, with a delay of its own. */
  restart(): void {
    this.#earliest = Infinity;
    this.#received = 0;
  }

  /** A chunk has come. @param now when @param length of its sound */
  arrive(now: number, length: number): void {
    const delay = now - this.#received;
    this.#received += length;
    this.#earliest = Math.min(this.#earliest, delay);
    const spread = delay - this.#earliest;
    if (spread > stall) {
      // Goes on from here.
      this.#earliest = delay;
      return;
    }
    // Up at once, down slowly.
    this.#spread = Math.max(spread, this.#spread + (spread - this.#spread) * 0.02);
  }
}
