import { createId } from '../../src/base/id.js';
import type { Clock } from '../../src/base/clock.js';

/** Tokens that the simulator itself hands out and takes, for a page that uses it without a relay. */
export class IssuedTokens {
  readonly #clock: Clock;
  /** When each expires, in ms since the epoch. */
  readonly #expiries = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param seconds how long it is good for */
  issue(seconds: number): { readonly token: string; readonly expiresAt: number } {
    const token = `simulated_${createId()}`;
    const expiresAt = this.#clock.now() + seconds * 1000;
    this.#expiries.set(token, expiresAt);
    return { token, expiresAt };
  }

  accepts(token: unknown): boolean {
    return this.expiryOf(token) > this.#clock.now();
  }

  /** In ms since the epoch; what was never issued expired long ago. */
  expiryOf(token: unknown): number {
    return this.#expiries.get(token as string) ?? -Infinity;
  }

  /** No token issued so far is good any more. */
  revokeAll(): void {
    this.#expiries.clear();
  }
}
