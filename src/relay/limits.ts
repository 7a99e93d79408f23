import { createHmac } from 'node:crypto';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { LimitedBy, RateLimits, WithoutStore } from './rate-limits.js';

/** Who makes a request. */
export type Requester = Partial<Readonly<Record<LimitedBy, string | number | undefined>>>;

export interface Verdict {
  /** Whose limit is reached; `undefined` where it may go on, `store` where nobody can tell. */
  readonly limitedBy?: LimitedBy | 'store';
  /** `X-RateLimit-*` of whoever has the least left, and `Retry-After` where it may not go on. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface Limits {
  /** Counts against each of them. Never rejects. @param points 1 or more; default 1 */
  take(requester: Requester, points?: number): Promise<Verdict>;
  /** Whether limits are known: in `refuse`, nothing goes on without the store. */
  isReady(): boolean;
  close(): void;
}

/** One count in a window of time. */
export interface Counter {
  /** Resolves with what is left; rejects with a `RateLimiterRes` where nothing is, with an `Error` if it cannot tell. */
  consume(key: string, points: number): Promise<RateLimiterRes>;
}

export type CounterFactory = (name: string, points: number, seconds: number) => Counter;

/** Shared by all copies of the relay. */
export interface SharedStore {
  readonly counter: CounterFactory;
  isConnected(): boolean;
  close(): void;
}

export interface LimitsOptions {
  readonly limits: RateLimits;
  /** Whoever looks into a shared store does not read there who was here. */
  readonly secret: string;
  readonly store?: SharedStore | undefined;
  readonly withoutStore: WithoutStore;
}

const windows = { minute: 60, day: 86_400 } as const;
type Window = keyof typeof windows;

/** How soon to ask again while the store is away, in seconds. */
const retryWithoutStore = 5;

const inMemory: CounterFactory = (keyPrefix, points, duration) => new RateLimiterMemory({ keyPrefix, points, duration });

export function createLimits({ limits, secret, store, withoutStore }: LimitsOptions): Limits {
  const keyOf = (who: string | number) => createHmac('sha256', secret).update(String(who)).digest('base64url').slice(0, 22);
  const counters = (['visitor', 'address', 'agent'] as const).flatMap((by) =>
    (['minute', 'day'] as const).flatMap((window) => {
      const points = limits[by][window];
      if (points === 0) return [];
      const make = (factory: CounterFactory) => factory(`autessa-relay:${by}:${window}`, points, windows[window]);
      return [{ by, window, points, memory: make(inMemory), shared: store && make(store.counter) }];
    }),
  );

  /** `undefined` where there is no telling, and that should not stop anybody. */
  async function consume({ memory, shared }: Pick<(typeof counters)[number], 'memory' | 'shared'>, key: string, points: number): Promise<RateLimiterRes | 'unknown' | undefined> {
    try {
      return await (shared ?? memory).consume(key, points);
    } catch (outcome) {
      if (outcome instanceof RateLimiterRes) return outcome;
      if (withoutStore === 'refuse') return 'unknown';
      return withoutStore === 'allow' ? undefined : consume({ memory, shared: undefined }, key, points);
    }
  }

  return {
    async take(requester, cost = 1) {
      const counted = await Promise.all(
        counters.flatMap((counter) => {
          const who = requester[counter.by];
          if (who === undefined) return [];
          return [consume(counter, keyOf(who), cost).then((result) => ({ ...counter, result }))];
        }),
      );
      if (counted.some(({ result }) => result === 'unknown')) {
        return { limitedBy: 'store', headers: { 'Retry-After': String(retryWithoutStore) } };
      }
      const known = counted.flatMap(({ result, ...counter }) => (result instanceof RateLimiterRes ? [{ ...counter, result }] : []));
      const over = known.filter(({ points, result }) => result.consumedPoints > points);
      const wait = Math.max(0, ...over.map(({ result }) => result.msBeforeNext));
      const headers = { ...remaining(known, 'Minute'), ...remaining(known, 'Day') };
      const [first] = over;
      return first ? { limitedBy: first.by, headers: { ...headers, 'Retry-After': String(Math.ceil(wait / 1000)) } } : { headers };
    },
    isReady: () => store === undefined || withoutStore !== 'refuse' || store.isConnected(),
    close: () => store?.close(),
  };
}

interface Counted {
  readonly window: Window;
  readonly points: number;
  readonly result: RateLimiterRes;
}

/** As the Agent API tells its own (API document: "Rate Limiting"). */
function remaining(counted: readonly Counted[], window: Capitalize<Window>): Record<string, string> {
  const [least] = counted
    .filter((one) => one.window === window.toLowerCase())
    .toSorted((one, other) => one.result.remainingPoints - other.result.remainingPoints);
  return least
    ? {
        [`X-RateLimit-Limit-${window}`]: String(least.points),
        [`X-RateLimit-Remaining-${window}`]: String(least.result.remainingPoints),
      }
    : {};
}
