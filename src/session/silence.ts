import type { Clock } from '../base/clock.js';

export interface SilenceOptions {
  readonly clock: Clock;
  /** When something was last heard, in ms since the epoch; `Infinity` where silence means nothing. */
  readonly heardAt: () => number;
  /** Told each time that nothing was heard for another `patienceMs`. @param ms how long the silence has lasted */
  readonly onSilence: (ms: number) => void;
}

/** A wire that says nothing for so long, in ms, while a reply is awaited, may be dead. */
const patienceMs = 15_000;

/** Notices silence while something is awaited: by one timer, however much is heard meanwhile. */
export class Silence {
  readonly #options: SilenceOptions;
  #cancel: (() => void) | undefined;
  #since = 0;

  constructor(options: SilenceOptions) {
    this.#options = options;
  }

  /** Something is awaited from now on. */
  watch(): void {
    this.stop();
    this.#since = this.#options.clock.now();
    this.#wait(patienceMs);
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #wait(ms: number): void {
    if (!Number.isFinite(ms)) return;
    const { clock, heardAt, onSilence } = this.#options;
    this.#cancel = clock.after(ms, () => {
      const silent = clock.now() - Math.max(this.#since, heardAt());
      if (silent < patienceMs) return this.#wait(patienceMs - silent);
      this.#wait(patienceMs);
      onSilence(silent);
    });
  }
}
