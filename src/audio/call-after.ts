import type { Clock } from '../base/clock.js';

/** Calls back once after `ms`, unless the signal aborts before. Leaves no listener behind. */
export function callAfter(clock: Clock, ms: number, signal: AbortSignal, callback: () => void): void {
  const cancel = clock.after(ms, () => {
    signal.removeEventListener('abort', cancel);
    callback();
  });
  signal.addEventListener('abort', cancel);
}
