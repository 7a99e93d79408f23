import type { Clock } from '../../src/base/clock.js';

/** A clock that a test moves. */
export class FakeClock implements Clock {
  #now: number;
  #nextId = 0;
  readonly #timers = new Map<number, { readonly at: number; readonly callback: () => void }>();

  constructor(now = Date.UTC(2026, 0, 1)) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, callback: () => void): () => void {
    const id = (this.#nextId += 1);
    this.#timers.set(id, { at: this.#now + ms, callback });
    return () => this.#timers.delete(id);
  }

  /** How many timers are running. */
  get running(): number {
    return this.#timers.size;
  }

  /** Lets `ms` pass, with all that falls due in their order, and with what that leads to. */
  async pass(ms: number): Promise<void> {
    const until = this.#now + ms;
    await settled();
    for (;;) {
      const [next] = [...this.#timers].filter(([, { at }]) => at <= until).toSorted(([, a], [, b]) => a.at - b.at);
      if (!next) break;
      const [id, { at, callback }] = next;
      this.#timers.delete(id);
      this.#now = Math.max(this.#now, at);
      callback();
      await settled();
    }
    this.#now = until;
  }
}

/** For a page's turns: to make one takes WebKit four times as long as to use it. */
const channel = new MessageChannel();

/** A turn of the event loop, which comes after all microtasks, those that others led to included. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    // In Node one that is kept would keep the process, too.
    const isKept = !('unref' in channel.port1);
    const { port1, port2 } = isKept ? channel : new MessageChannel();
    const onMessage = (): void => {
      if (!isKept) port1.close();
      resolve();
    };
    port1.addEventListener('message', onMessage, { once: true });
    port1.start();
    port2.postMessage(undefined);
  });
}

/** Lets every promise that can settle by itself do so. */
export async function settled(): Promise<void> {
  // It takes browsers some turns to see that all of a module that is imported is there, more the more it imports itself.
  for (let round = 0; round < 20; round += 1) await turn();
}
