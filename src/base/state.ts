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
  readonly #changes = new EventTarget();

  constructor(initial: T) {
    this.#current = Object.freeze({ ...initial });
  }

  get current(): Readonly<T> {
    return this.#current;
  }

  /** Replaces some fields. A patch that changes nothing keeps the snapshot's identity and tells nobody. */
  patch(changes: Partial<T>): void {
    const current = this.#current;
    let isChanged = false;
    for (const key in changes) if (!Object.is(current[key], changes[key])) isChanged = true;
    if (!isChanged) return;
    this.#current = Object.freeze({ ...current, ...changes });
    if (this.#flushing) return;
    this.#flushing = true;
    queueMicrotask(() => {
      this.#flushing = false;
      // One subscriber's error keeps no other from hearing: it is reported as uncaught.
      this.#changes.dispatchEvent(new Event('change'));
    });
  }

  subscribe(subscriber: (current: Readonly<T>) => void, { signal }: StateOptions = {}): void {
    // Node may have let go of what takes the listener off: an ended call that is still told would answer the next one, without end.
    this.#changes.addEventListener('change', () => signal?.aborted || subscriber(this.#current), signal && { signal });
  }
}
