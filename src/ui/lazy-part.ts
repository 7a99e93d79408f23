import { loadOnce } from '../base/load-once.js';

/** A part whose code is loaded when it is first needed. */
export interface LazyPart<Loaded> {
  /** `undefined` until it is there. */
  readonly current: Loaded | undefined;
  /** Whether it could not be loaded; what asks for it the next time, tries again. */
  readonly hasFailed: boolean;
  /** Rejects where it cannot be loaded. */
  load(): Promise<Loaded>;
  /** Loads it, for those who are told by `onChange`. */
  request(): void;
}

/** @param onChange it is there, or could not be loaded */
export function lazyPart<Loaded>(load: () => Promise<Loaded>, onChange: () => void = () => {}): LazyPart<Loaded> {
  let current: Loaded | undefined;
  let hasFailed = false;
  const loadPart = loadOnce(async () => {
    try {
      current = await load();
      hasFailed = false;
      return current;
    } catch (error) {
      hasFailed = true;
      throw error;
    } finally {
      // Whoever asks for it while they are told of a failure does not ask in a circle.
      onChange();
    }
  });
  const part = {
    get current() {
      return current;
    },
    get hasFailed() {
      return hasFailed;
    },
    load: loadPart,
    request: () => void part.load().catch(() => undefined),
  };
  return part;
}
