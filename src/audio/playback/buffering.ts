import { Jitter } from './jitter.js';

/** How long a reply that has run dry still counts as audible, in ms. */
const betweenMs = 500;

/** Whether enough of a reply has come to play it: at its beginning, and when it has run dry. All times in ms. */
export class Buffering {
  readonly #jitter = new Jitter();
  #longestChunk = 0;
  /** Since the first chunk that waits came. */
  #waited = 0;
  /** When what was played ran dry, if it did, and whether more has come since. */
  #driedAt = -Infinity;
  #hasResumed = false;

  /** A chunk has come. @param length of its sound @param isFirst of its reply */
  arrive(now: number, length: number, isFirst: boolean): void {
    if (isFirst) {
      this.#jitter.restart();
      this.#longestChunk = 0;
    }
    this.#hasResumed = true;
    this.#jitter.arrive(now, length);
    this.#longestChunk = Math.max(this.#longestChunk, length);
  }

  /** Sound is buffered from now on. @param driedAt when what was played ran dry, if it did */
  begin(driedAt = -Infinity): void {
    this.#waited = 0;
    this.#driedAt = driedAt;
    this.#hasResumed = false;
  }

  /** Whether that is enough. @param length of what has come, and is not all @param passed since this was asked last */
  isEnough(length: number, passed: number): boolean {
    const { wait } = this.#jitter;
    if (length >= wait + this.#longestChunk || this.#waited >= wait) return true;
    this.#waited += passed;
    return false;
  }

  /** It is played. @returns how long ago it had run dry, where more has come since; else `Infinity` */
  end(now: number): number {
    const gap = this.#hasResumed ? now - this.#driedAt : Infinity;
    this.#driedAt = -Infinity;
    return gap;
  }

  /** Whether it has run dry only just now. */
  isBetween(now: number): boolean {
    return now - this.#driedAt < betweenMs;
  }
}
