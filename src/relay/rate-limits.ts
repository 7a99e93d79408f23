/** How many requests, handshakes and messages; 0 for any number. */
export interface Allowance {
  readonly minute: number;
  readonly day: number;
}

export interface RateLimits {
  /** For one holder of tokens. */
  readonly visitor: Allowance;
  /** For one address. */
  readonly address: Allowance;
  /** For anonymous visitors from one address whom nobody has seen before: how many tokens they get. */
  readonly newcomers: Allowance;
  /** For all that use one agent. */
  readonly agent: Allowance;
}

export type LimitedBy = keyof RateLimits;

/** In seconds. */
export const windows = { minute: 60, day: 86_400 } as const;
export type Window = keyof typeof windows;

export const defaultLimits: RateLimits = {
  visitor: { minute: 60, day: 2_000 },
  // Behind one address there may be a whole office.
  address: { minute: 600, day: 20_000 },
  newcomers: { minute: 60, day: 2_000 },
  agent: { minute: 6_000, day: 0 },
};

/** What happens while the shared store is away: count in memory, let everybody on, or nobody. */
export type WithoutStore = 'memory' | 'allow' | 'refuse';
