export interface StateOptions {
  /** Ends the subscription. */
  readonly signal?: AbortSignal | undefined;
}

interface Subscription<T> extends StateOptions {
  readonly subscriber: (current: Readonly<T>) => void;
}

/**
 * A frozen snapshot of what is. Its owner patches it; everybody else reads it and is told, once a microtask however
 * many patches there were, that it changed. Whoever subscribes late has missed nothing: the snapshot is all there is.
 */
export class State<T extends object> {
  #current: Readonly<T>;
  #flushing = false;
  /** A list of its own, made anew: Node warns of an `EventTarget`, or a signal, that more than ten listen to. */
  #subscriptions: readonly Subscription<T>[] = [];

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
      for (const { subscriber, signal } of this.#open()) {
        // It may have ended meanwhile.
        if (signal?.aborted) continue;
        try {
          subscriber(this.#current);
        } catch (error) {
          // One subscriber's error keeps no other from hearing: it is reported as uncaught.
          queueMicrotask(() => {
            throw error;
          });
        }
      }
    });
  }

  subscribe(subscriber: (current: Readonly<T>) => void, { signal }: StateOptions = {}): void {
    this.#subscriptions = [...this.#open(), { subscriber, signal }];
  }

  /** Lets go of those that have ended. */
  #open(): readonly Subscription<T>[] {
    return (this.#subscriptions = this.#subscriptions.filter(({ signal }) => !signal?.aborted));
  }
}
