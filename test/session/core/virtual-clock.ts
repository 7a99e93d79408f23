/** Time that passes as soon as all is done that is due. */
export class VirtualClock {
  now = 0;
  #order = 0;
  readonly #queue: { readonly at: number; readonly order: number; readonly act: () => void }[] = [];

  /** What is due at the same time happens in the order in which it was asked for. */
  at(at: number, act: () => void): void {
    this.#queue.push({ at, order: (this.#order += 1), act });
  }

  /** Whether anything is left to happen. */
  get isRunning(): boolean {
    return this.#queue.length > 0;
  }

  /** What is due next happens. */
  step(): void {
    let best = 0;
    for (let index = 1; index < this.#queue.length; index += 1) {
      const [one, other] = [this.#queue[index]!, this.#queue[best]!];
      if (one.at < other.at || (one.at === other.at && one.order < other.order)) best = index;
    }
    const [due] = this.#queue.splice(best, 1);
    if (!due) return;
    this.now = Math.max(this.now, due.at);
    due.act();
  }

  stop(): void {
    this.#queue.length = 0;
  }
}
