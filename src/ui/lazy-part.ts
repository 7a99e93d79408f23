import { loadOnce } from '../base/load-once.js';

/** A part whose code is loaded when it is first needed. */
export class LazyPart<Loaded> {
  /** `undefined` until it is there. */
  current: Loaded | undefined;
  /** Whether it could not be loaded; what asks for it the next time, tries again. */
  hasFailed = false;
  readonly #load: () => Promise<Loaded>;

  /** @param onChange it is there, or could not be loaded */
  constructor(load: () => Promise<Loaded>, onChange?: () => void) {
    this.#load = loadOnce(async () => {
      try {
        return (this.current = await load());
      } finally {
        this.hasFailed = this.current === undefined;
        // Whoever asks for it while they are told of a failure does not ask in a circle.
        onChange?.();
      }
    });
  }

  /** Rejects where it cannot be loaded. */
  load(): Promise<Loaded> {
    return this.#load();
  }

  /** Loads it, for those who are told by `onChange`. */
  request(): void {
    this.load().catch(() => undefined);
  }
}
