import type { Redis } from 'ioredis';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import type { RelayLog } from './log.js';
import type { SharedStore } from './limits.js';

/** A request does not wait longer for a count, in ms. */
const commandTimeout = 500;
const connectTimeout = 2_000;
/** The longest pause between two attempts to connect again, in ms. */
const longestPause = 2_000;

/**
 * Counts in Redis. While it is away every count fails at once, and the connection is sought again without end.
 *
 * @param url `redis://` or `rediss://`, with a password if need be: it gets into no log
 */
export function redisStore(url: string, log: RelayLog): SharedStore {
  let client: Redis | undefined;
  let isClosed = false;
  // Only those who use it load it.
  const connected = import('ioredis').then(({ Redis: RedisClient }) => {
    if (isClosed) return undefined;
    client = new RedisClient(url, {
      commandTimeout,
      connectTimeout,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      retryStrategy: (attempt) => Math.min(attempt * 100, longestPause),
    });
    let isAway = false;
    let cause = 'closed';
    client.on('ready', () => {
      isAway = false;
      log.info({}, 'Redis is there');
    });
    client.on('error', (error: NodeJS.ErrnoException) => (cause = error.code ?? error.name));
    client.on('close', () => {
      if (!isAway && !isClosed) log.error({ cause }, 'Redis is away');
      isAway = true;
      cause = 'closed';
    });
    return client;
  });

  const counter: SharedStore['counter'] = (keyPrefix, duration) => {
    // Whether that is too much is for others to say.
    const limiter = connected.then((storeClient) => storeClient && new RateLimiterRedis({ storeClient, keyPrefix, points: Number.MAX_SAFE_INTEGER, duration }));
    return {
      async add(key, points) {
        const ready = await limiter;
        if (!ready) throw new Error('The store is closed');
        const { consumedPoints, msBeforeNext } = await ready.consume(key, points);
        return { spent: consumedPoints, resetMs: msBeforeNext };
      },
    };
  };
  return {
    counter,
    isConnected: () => client?.status === 'ready',
    close() {
      isClosed = true;
      client?.disconnect();
    },
  };
}
