import { Tally } from './tally.js';

/** Who holds something of the relay's. */
export interface HeldBy {
  /** As limits count them; `undefined` where that is not known yet. */
  readonly visitor?: string | undefined;
  readonly address?: string | undefined;
}

/** How much may be held at once: by one visitor, by one address, and by all. */
export interface Shares {
  readonly visitor: number;
  readonly address: number;
  readonly total: number;
}

/** What one request, or one socket, holds. */
export interface Hold {
  /** @returns whether there was room for so much more; if not, nothing has changed */
  add(amount: number): boolean;
  /** From now on it holds just so much, which is not more than before. */
  shrinkTo(amount: number): void;
  /** Gives all of it back. */
  release(): void;
}

/** Something that there is only so much of, such as bytes of memory or sockets. */
export class Capacity {
  readonly #shares: Shares;
  readonly #visitors = new Tally();
  readonly #addresses = new Tally();
  #total = 0;

  constructor(shares: Shares) {
    this.#shares = shares;
  }

  /** In use by all. */
  get used(): number {
    return this.#total;
  }

  hold({ visitor, address }: HeldBy): Hold {
    let held = 0;
    const change = (amount: number) => {
      held += amount;
      this.#total += amount;
      if (visitor !== undefined) this.#visitors.add(visitor, amount);
      if (address !== undefined) this.#addresses.add(address, amount);
    };
    return {
      add: (amount) => {
        const shares = this.#shares;
        if (this.#total + amount > shares.total) return false;
        if (visitor !== undefined && this.#visitors.amount(visitor) + amount > shares.visitor) return false;
        if (address !== undefined && this.#addresses.amount(address) + amount > shares.address) return false;
        change(amount);
        return true;
      },
      shrinkTo: (amount) => change(amount - held),
      release: () => change(-held),
    };
  }
}
