import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { createAdmission } from './admission.js';
import { createApp } from './app.js';
import { Capacity } from './capacity.js';
import { createGrants, noGrants } from './grants.js';
import { createLimits } from './limits.js';
import { noLog } from './log.js';
import { createMetrics } from './metrics.js';
import { defaultSizes, defaultTimeouts, type RelayOptions } from './options.js';
import { defaultLimits } from './rate-limits.js';
import { ReadingTurns } from './reading-turns.js';
import { createRedaction } from './redaction.js';
import { redisStore } from './redis-store.js';
import { checkSecrets } from './secrets.js';
import { listen, type RunningRelay } from './server.js';
import { socketForwarder } from './socket.js';
import { createTokens } from './tokens.js';

export type { Allowance, RateLimits, WithoutStore } from './rate-limits.js';
export type { RelayLog } from './log.js';
export type { Identity, RelayOptions, Timeouts, TokenRequest } from './options.js';
export type { OriginRule } from './origins.js';
export type { RunningRelay } from './server.js';

/**
 * The small server between a page and the Agent API: it holds the key, hands out tokens at `POST /token`, and forwards
 * REST and WebSocket at the Agent API's own paths. `/healthz`, `/readyz` and `/metrics` are for who runs it.
 */
export interface Relay {
  /**
   * The HTTP side, for any server that speaks the web's `Request`.
   *
   * @param remote the address at the other end of the connection; without it, limits by address do not apply
   */
  fetch(request: Request, remote?: string): Response | Promise<Response>;
  /** The socket side: call it on the server's `upgrade`. @returns `false` if the path is not the relay's */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** Takes no more sockets, and ends each with 1001 at its next pause. @param deadline when it ends in any case, in ms */
  drain(deadline: number): Promise<void>;
  /** Ends all sockets, and what else keeps a process running. */
  close(): void;
  /** A server with nothing but the relay. @param port 0, the default, takes a free one */
  listen(port?: number, host?: string): Promise<RunningRelay>;
}

/** Where a site issues tokens of its own, this would give away what they protect. */
const anonymousTokens =
  'POST /token gives every visitor of the allowed pages an anonymous token. Where your site issues its own, switch it off (RELAY_TOKEN_ENDPOINT=off); where that is meant, say so (=on)';

/** @throws {Error} where the key is missing or a secret is too short */
export function createRelay(options: RelayOptions): Relay {
  if (options.apiKey === '') throw new Error('apiKey must not be empty');
  const { secret, tokenLifetime = 300, now = Date.now, log = noLog, redisUrl, bindConversations = true } = options;
  const secrets = checkSecrets(typeof secret === 'string' ? [secret] : secret);
  const store = redisUrl === undefined ? undefined : redisStore(redisUrl, log);
  const limits = createLimits({
    limits: { ...defaultLimits, ...options.limits },
    secret: secrets[0],
    store,
    withoutStore: options.withoutRedis ?? 'memory',
  });
  const tokens = createTokens({ secrets, lifetime: tokenLifetime, now });
  const grants = {
    conversations: bindConversations ? createGrants(secrets, 'conversation grants') : noGrants,
    files: bindConversations ? createGrants(secrets, 'file grants') : noGrants,
  };
  const metrics = createMetrics(options.processMetrics ?? false, store?.isConnected);
  const admission = createAdmission({ tokens, limits, metrics, options });
  const { bodyLimit, bufferLimit } = { ...defaultSizes, ...options };
  // Whatever the limit, one largest message fits.
  const share = (part: number) => Math.max(bufferLimit / part, 2 * bodyLimit);
  const memory = new Capacity({ visitor: share(16), address: share(4), total: share(1) });
  const redaction = createRedaction(options.apiKey);
  let isDraining = false;
  const shared = { options, admission, grants, memory, turns: new ReadingTurns(), redaction, metrics };
  const sockets = socketForwarder({ ...shared, isDraining: () => isDraining });
  const app = createApp({ ...shared, tokens, isReady: () => !isDraining && limits.isReady() });
  if (options.tokenEndpoint === undefined && !options.authenticate) log.warn({}, anonymousTokens);

  const relay: Relay = {
    fetch: (request, remote) => app.fetch(request, { remote }),
    upgrade: sockets.upgrade,
    drain(deadline) {
      isDraining = true;
      return sockets.drain(deadline);
    },
    close() {
      sockets.close();
      limits.close();
    },
    listen: (port = 0, host = '127.0.0.1') => listen(relay, { ...defaultTimeouts, ...options.timeouts }, port, host),
  };
  return relay;
}
