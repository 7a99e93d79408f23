import { setTimeout as pause } from 'node:timers/promises';

type Found<T> = Exclude<T, false | null | undefined>;

/** Waits until `read` finds something; for what no event tells. */
export async function eventually<T>(read: () => T | Promise<T>, withinMs = 20_000): Promise<Found<T>> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const value = await read();
    if (value !== undefined && value !== null && value !== false) return value as Found<T>;
    if (Date.now() > deadline) throw new Error(`Not within ${withinMs} ms: ${read.toString()}`);
    await pause(5);
  }
}
