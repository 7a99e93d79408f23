import type { Clock } from '../../src/base/clock.js';

export interface RateLimits {
  /** Requests per minute and key. Default: 10 000. */
  readonly perMinute?: number;
  /** Requests per day and key. Default: 1 000 000. */
  readonly perDay?: number;
}

export interface RateLimitVerdict {
  readonly allowed: boolean;
  /** The `X-RateLimit-*` headers, with `Retry-After` where it is not allowed (API document: "Rate Limiting"). */
  readonly headers: Readonly<Record<string, string>>;
}

interface Window {
  index: number;
  used: number;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** Counts executions per key, in fixed windows of a minute and a day. */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #perMinute: number;
  readonly #perDay: number;
  readonly #windows = new Map<string, Window>();

  constructor(clock: Clock, { perMinute = 10_000, perDay = 1_000_000 }: RateLimits = {}) {
    this.#clock = clock;
    this.#perMinute = perMinute;
    this.#perDay = perDay;
  }

  /** Counts one request, unless it is over a limit. */
  take(key: string): RateLimitVerdict {
    const minute = this.#window(`minute ${key}`, minuteMs);
    const day = this.#window(`day ${key}`, dayMs);
    const overDay = day.used >= this.#perDay;
    const allowed = !overDay && minute.used < this.#perMinute;
    if (allowed) {
      minute.used += 1;
      day.used += 1;
    }
    const headers = {
      'X-RateLimit-Limit-Minute': String(this.#perMinute),
      'X-RateLimit-Remaining-Minute': String(this.#perMinute - minute.used),
      'X-RateLimit-Limit-Day': String(this.#perDay),
      'X-RateLimit-Remaining-Day': String(this.#perDay - day.used),
    };
    if (allowed) return { allowed, headers };
    const lengthMs = overDay ? dayMs : minuteMs;
    const waitMs = lengthMs - (this.#clock.now() % lengthMs);
    return { allowed, headers: { ...headers, 'Retry-After': String(Math.ceil(waitMs / 1000)) } };
  }

  #window(name: string, lengthMs: number): Window {
    const index = Math.floor(this.#clock.now() / lengthMs);
    const current = this.#windows.get(name);
    if (current?.index === index) return current;
    const fresh = { index, used: 0 };
    this.#windows.set(name, fresh);
    return fresh;
  }
}
