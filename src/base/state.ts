export interface StateOptions {
  /** Ends the subscription. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * A frozen snapshot of what is. Its owner patches it; everybody else reads it and is told, once a microtask however
 * many patches there were, that it changed. Whoever subscribes late has missed nothing: the snapshot is all there is.
 */
export class State<T extends object> {
  #current: Readonly<T>;
  #flushing = false;
  readonly #subscribers = new Set<(current: Readonly<T>) => void>();

  constructor(initial: T) {
    this.#current = Object.freeze({ ...initial });
  }

  get current(): Readonly<T> {
    return this.#current;
  }

  /** Replaces some fields. A patch that changes nothing keeps the snapshot's identity and tells nobody. */
  patch(changes: Partial<T>): void {
    const current = this.#current;
    if ((Object.keys(changes) as (keyof T)[]).every((key) => Object.is(current[key], changes[key]))) return;
    this.#current = Object.freeze({ ...current, ...changes });
    if (this.#flushing) return;
    this.#flushing = true;
    queueMicrotask(() => {
      this.#flushing = false;
      // One subscriber's error must not keep the others from hearing: it is reported as uncaught, like a listener's.
      for (const subscriber of [...this.#subscribers]) {
        try {
          subscriber(this.#current);
        } catch (error) {
          reportError(error);
        }
      }
    });
  }

  subscribe(subscriber: (current: Readonly<T>) => void, { signal }: StateOptions = {}): void {
    if (signal?.aborted) return;
    this.#subscribers.add(subscriber);
    signal?.addEventListener('abort', () => this.#subscribers.delete(subscriber), { once: true });
  }
}
