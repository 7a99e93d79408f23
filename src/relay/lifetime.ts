import type { WebSocket } from 'ws';
import type { Activity } from './activity.js';
import type { Closing } from './forward.js';

export interface LifetimeOptions {
  /** Its close ends the watch. */
  readonly client: WebSocket;
  readonly activity: Activity;
  readonly end: (closing: Closing) => void;
  /** Until the token expires, in ms. */
  readonly tokenMs: number;
  /** Beyond that, in ms. */
  readonly graceMs: number;
  /** In ms. */
  readonly idleMs: number;
}

export interface Lifetime {
  /** Ends it at the next pause, and by `deadlineMs` in any case. */
  endSoon(closing: Closing, deadlineMs: number): void;
}

/** How often a socket that is to end is looked at, in ms. */
const lookMs = 250;
/** The longest delay of a timer, in ms. */
const longestTimer = 2 ** 31 - 1;

/** Ends a socket that is idle, or whose token has expired, at a moment when that does not cut a reply in two. */
export function watchLifetime({ client, activity, end, tokenMs, graceMs, idleMs }: LifetimeOptions): Lifetime {
  const timers = new Set<NodeJS.Timeout>();
  const after = (ms: number, action: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      action();
    }, Math.min(Math.max(0, ms), longestTimer));
    timers.add(timer);
  };
  client.once('close', () => {
    for (const timer of timers) clearTimeout(timer);
  });

  const endSoon = (closing: Closing, deadlineMs: number) => {
    let isOver = false;
    const look = () => {
      if (isOver || activity.isPause) return end(closing);
      return after(lookMs, look);
    };
    after(deadlineMs, () => (isOver = true));
    after(deadlineMs, () => end(closing));
    look();
  };
  const watchIdle = () => {
    if (activity.silence >= idleMs) return end({ code: 1000, reason: 'Idle' });
    return after(idleMs - activity.silence, watchIdle);
  };
  after(tokenMs, () => endSoon({ code: 4401, reason: 'The token has expired' }, graceMs));
  watchIdle();
  return { endSoon };
}
