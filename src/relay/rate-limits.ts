/** How many requests, handshakes and messages; 0 for any number. */
export interface Allowance {
  readonly minute: number;
  readonly day: number;
}

/** For one holder of tokens, for one address, and for all that use one agent. */
export interface RateLimits {
  readonly visitor: Allowance;
  readonly address: Allowance;
  readonly agent: Allowance;
}

export type LimitedBy = keyof RateLimits;

export const defaultLimits: RateLimits = {
  visitor: { minute: 60, day: 2_000 },
  // Behind one address there may be a whole office.
  address: { minute: 600, day: 20_000 },
  agent: { minute: 6_000, day: 0 },
};

/** What happens while the shared store is away: count in memory, let everybody on, or nobody. */
export type WithoutStore = 'memory' | 'allow' | 'refuse';
