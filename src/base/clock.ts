import { abortable } from './abortable.js';

/** Time as a fact from outside, so that a test can hand in its own. All times in ms. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back once after `ms`; the returned function takes it back. */
  after(ms: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/** Settles after `ms`, never where that is `Infinity`; rejects with the signal's reason as soon as it aborts. */
export function sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  let cancel: (() => void) | undefined;
  const time = new Promise<void>((resolve) => {
    if (Number.isFinite(ms)) cancel = clock.after(ms, resolve);
  });
  return abortable(time, signal).finally(() => cancel?.());
}
