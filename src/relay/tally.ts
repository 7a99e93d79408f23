/** Counts how many each holds at present; who holds none takes no memory. */
export class Tally {
  readonly #counts = new Map<string, number>();

  count(who: string): number {
    return this.#counts.get(who) ?? 0;
  }

  /** @returns gives it back; only the first call counts */
  take(who: string): () => void {
    this.#counts.set(who, this.count(who) + 1);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      const left = this.count(who) - 1;
      if (left > 0) this.#counts.set(who, left);
      else this.#counts.delete(who);
    };
  }
}
