import { createHmac } from 'node:crypto';
import type { Count, Counter } from './counter.js';
import { MemoryCounter } from './memory-counter.js';
import { windows, type LimitedBy, type RateLimits, type Window, type WithoutStore } from './rate-limits.js';
import { keyFor } from './secrets.js';

/** Who makes a request. */
export type Requester = Partial<Readonly<Record<LimitedBy, string | number | undefined>>>;

export interface Cost {
  /** 1 or more. Default: 1. */
  readonly points?: number;
  /** Default: both. */
  readonly in?: readonly Window[];
}

export interface Verdict {
  /** Whose limit is reached; `undefined` where it may go on, `store` where nobody can tell. */
  readonly limitedBy?: LimitedBy | 'store';
  /** `X-RateLimit-*` of whoever has the least left, and `Retry-After` where it may not go on. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface Limits {
  /** Counts against each of them, but against the agent, which is everybody's, only what the others let through. Never rejects. */
  take(requester: Requester, cost?: Cost): Promise<Verdict>;
  /** Whether limits are known: in `refuse`, nothing goes on without the store. */
  isReady(): boolean;
  close(): void;
}

/** Shared by all copies of the relay. */
export interface SharedStore {
  counter(name: string, seconds: number): Counter;
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

/** How soon to ask again while the store is away, in seconds. */
const retryWithoutStore = 5;

/** One after the other: who is refused in one does not count in the next. */
const stages: readonly (readonly LimitedBy[])[] = [['visitor', 'address', 'newcomers'], ['agent']];

interface Rule {
  readonly by: LimitedBy;
  readonly window: Window;
  readonly points: number;
  readonly memory: Counter;
  readonly shared: Counter | undefined;
}

interface Counted extends Rule {
  readonly count: Count | 'allowed' | 'unknown';
}

interface Known extends Rule {
  readonly count: Count;
}

export function createLimits({ limits, secret, store, withoutStore }: LimitsOptions): Limits {
  const key = keyFor(secret, 'limits');
  const keyOf = (who: string | number) => createHmac('sha256', key).update(String(who)).digest('base64url').slice(0, 22);
  const rulesOf = (by: LimitedBy): Rule[] =>
    (['minute', 'day'] as const).flatMap((window) => {
      const points = limits[by][window];
      if (points === 0) return [];
      const seconds = windows[window];
      const memory = new MemoryCounter({ windowMs: seconds * 1000 });
      return [{ by, window, points, memory, shared: store?.counter(`autessa-relay:${by}:${window}`, seconds) }];
    });
  const rules = stages.map((stage) => stage.flatMap(rulesOf));

  async function count({ memory, shared }: Rule, who: string, points: number): Promise<Counted['count']> {
    if (!shared) return memory.add(who, points);
    try {
      return await shared.add(who, points);
    } catch {
      if (withoutStore === 'memory') return memory.add(who, points);
      return withoutStore === 'allow' ? 'allowed' : 'unknown';
    }
  }

  return {
    async take(requester, { points = 1, in: wanted = ['minute', 'day'] } = {}) {
      const known: Known[] = [];
      for (const stage of rules) {
        const counted = await Promise.all(
          stage.flatMap((rule): Promise<Counted>[] => {
            const who = requester[rule.by];
            if (who === undefined || !wanted.includes(rule.window)) return [];
            return [count(rule, keyOf(who), points).then((result) => ({ ...rule, count: result }))];
          }),
        );
        if (counted.some((one) => one.count === 'unknown')) {
          return { limitedBy: 'store', headers: { 'Retry-After': String(retryWithoutStore) } };
        }
        known.push(...counted.filter((one): one is Known => typeof one.count === 'object'));
        const over = known.filter((one) => one.count.spent > one.points);
        const [first] = over;
        if (!first) continue;
        const wait = Math.ceil(Math.max(...over.map((one) => one.count.resetMs)) / 1000);
        return { limitedBy: first.by, headers: { ...remaining(known), 'Retry-After': String(Math.max(1, wait)) } };
      }
      return { headers: remaining(known) };
    },
    isReady: () => store === undefined || withoutStore !== 'refuse' || store.isConnected(),
    close: () => store?.close(),
  };
}

/** As the Agent API tells its own (API document: "Rate Limiting"). */
function remaining(known: readonly Known[]): Record<string, string> {
  const left = ({ points, count }: Known) => Math.max(0, points - count.spent);
  return Object.fromEntries(
    (['Minute', 'Day'] as const).flatMap((name) => {
      const [least] = known
        .filter(({ window }) => window === name.toLowerCase())
        .toSorted((one, other) => left(one) - left(other));
      return least ? [[`X-RateLimit-Limit-${name}`, String(least.points)], [`X-RateLimit-Remaining-${name}`, String(left(least))]] : [];
    }),
  );
}
