/** Counts how much each holds at present; who holds nothing takes no memory. */
export class Tally {
  readonly #amounts = new Map<string, number>();

  amount(who: string): number {
    return this.#amounts.get(who) ?? 0;
  }

  /** @param amount negative to give back */
  add(who: string, amount: number): void {
    const left = this.amount(who) + amount;
    if (left > 0) this.#amounts.set(who, left);
    else this.#amounts.delete(who);
  }
}
