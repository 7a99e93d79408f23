import { setTimeout as pause } from 'node:timers/promises';

/** Waits until `read` gives something other than `undefined` or `false`; for what another process's side tells nobody. */
export async function eventually<T>(read: () => T | Promise<T>, withinMs = 5000): Promise<Exclude<T, false | null | undefined>> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const value = await read();
    if (value !== undefined && value !== null && value !== false) return value as Exclude<T, false | null | undefined>;
    if (Date.now() > deadline) throw new Error(`Not within ${withinMs} ms: ${read.toString()}`);
    await pause(5);
  }
}
