import type { Count, Counter } from './counter.js';

export interface MemoryCounterOptions {
  /** How long a window lasts, in ms. */
  readonly windowMs: number;
  /** How many keys are known at once; beyond that the oldest are forgotten. Default: 100,000. */
  readonly capacity?: number;
  /** In ms. */
  readonly now?: () => number;
}

/** Counts in this process, in windows that begin with a key's first count. */
export class MemoryCounter implements Counter {
  readonly #windowMs: number;
  readonly #capacity: number;
  readonly #now: () => number;
  /** All windows are of one length, so they stand in the order in which they end. */
  readonly #windows = new Map<string, Counted>();
  /** The oldest that is known, and those after it: who looked from the front each time would pass all that was forgotten. */
  #oldestFirst = this.#windows.entries();
  #oldest: readonly [key: string, Counted] | undefined;

  constructor({ windowMs, capacity = 100_000, now = Date.now }: MemoryCounterOptions) {
    this.#windowMs = windowMs;
    this.#capacity = capacity;
    this.#now = now;
  }

  /** How many keys are known. */
  get size(): number {
    return this.#windows.size;
  }

  add(key: string, points: number): Promise<Count> {
    const now = this.#now();
    let window = this.#windows.get(key);
    if (!window || window.end <= now) {
      this.#forget(now);
      window = { spent: 0, end: now + this.#windowMs };
      this.#windows.set(key, window);
    }
    window.spent += points;
    return Promise.resolve({ spent: window.spent, resetMs: window.end - now });
  }

  #forget(now: number): void {
    for (;;) {
      this.#oldest ??= this.#oldestFirst.next().value;
      if (!this.#oldest) {
        // One that has come to its end stays there.
        this.#oldestFirst = this.#windows.entries();
        return;
      }
      const [key, { end }] = this.#oldest;
      if (end > now && this.#windows.size < this.#capacity) return;
      this.#windows.delete(key);
      this.#oldest = undefined;
    }
  }
}

interface Counted {
  spent: number;
  /** In ms. */
  readonly end: number;
}
