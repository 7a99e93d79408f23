type Hold = (lock: Lock | null) => unknown;

interface Held {
  readonly lock: Lock;
  /** Rejects what its holder was promised: somebody has taken it. */
  take(): void;
}

/** Exclusive Web Locks (https://w3c.github.io/web-locks/), for tabs that are sessions in one process. */
export class FakeLocks implements LockManager {
  readonly #held = new Map<string, Held>();
  readonly #waiting = new Map<string, (() => void)[]>();

  request<T>(name: string, callback: LockGrantedCallback<T>): Promise<Awaited<T>>;
  request<T>(name: string, options: LockOptions, callback: LockGrantedCallback<T>): Promise<Awaited<T>>;
  async request(name: string, ...rest: readonly unknown[]): Promise<never> {
    const callback = rest.at(-1) as Hold;
    const { ifAvailable = false, steal = false, signal } = (rest.length > 1 ? rest[0] : {}) as LockOptions;
    signal?.throwIfAborted();
    if (this.#held.has(name)) {
      if (ifAvailable) return (await callback(null)) as never;
      if (steal) this.#held.get(name)?.take();
      else await this.#turn(name, signal);
    }
    return (await this.#hold(name, callback)) as never;
  }

  query(): Promise<LockManagerSnapshot> {
    const infoOf = (name: string): LockInfo => ({ name, mode: 'exclusive', clientId: 'test' });
    const pending = [...this.#waiting].flatMap(([name, { length }]) => Array.from({ length }, () => infoOf(name)));
    return Promise.resolve({ held: [...this.#held.keys()].map(infoOf), pending });
  }

  #hold(name: string, callback: Hold): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const held: Held = {
        lock: { name, mode: 'exclusive' },
        take: () => reject(new DOMException('The lock was stolen', 'AbortError')),
      };
      this.#held.set(name, held);
      const release = (): void => {
        if (this.#held.get(name) !== held) return;
        this.#held.delete(name);
        this.#waiting.get(name)?.shift()?.();
      };
      // The callback is called later, never in the midst of the request.
      Promise.resolve(held.lock).then(callback).then(resolve, reject).finally(release);
    });
  }

  #turn(name: string, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting = this.#waiting.get(name) ?? [];
      this.#waiting.set(name, waiting);
      waiting.push(resolve);
      signal?.addEventListener('abort', () => {
        // Whoever has had their turn takes nobody else's.
        if (waiting.includes(resolve)) waiting.splice(waiting.indexOf(resolve), 1);
        reject(signal.reason as Error);
      });
    });
  }
}
