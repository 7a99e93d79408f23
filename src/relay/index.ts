import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import { restPath } from '../protocol/addresses.js';
import { defaultBodyLimit, type RelayOptions } from './options.js';
import { originAllowed } from './origins.js';
import { passedHeaders } from './refusal.js';
import { refuseHandshake } from './refuse-handshake.js';
import { restForwarder } from './rest.js';
import { socketForwarder } from './socket.js';
import { tokenEndpoint } from './token-endpoint.js';
import { createTokens } from './tokens.js';

export type { Identity, RelayOptions, TokenRequest } from './options.js';
export type { OriginRule } from './origins.js';

export interface RunningRelay {
  /** Where it listens. */
  readonly url: string;
  /** Closes every connection with 1001 and stops listening. */
  close(): Promise<void>;
}

/**
 * The small server between a page and the Agent API: it holds the key, hands out tokens at `POST /token`, and forwards
 * REST and WebSocket at the Agent API's own paths.
 */
export interface Relay {
  /** The HTTP side, for any server that speaks the web's `Request`: `/token` and all below `/clients/agents/`. */
  fetch(request: Request): Response | Promise<Response>;
  /** The socket side: call it on the server's `upgrade`. @returns `false` if the path is not the relay's */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** Closes the sockets. */
  close(): void;
  /** A server with nothing but the relay. @param port 0, the default, takes a free one */
  listen(port?: number, host?: string): Promise<RunningRelay>;
}

/** How long a browser keeps the answer to a preflight, in seconds. */
const preflightSeconds = 600;

export function createRelay(options: RelayOptions): Relay {
  if (options.apiKey === '') throw new Error('apiKey must not be empty');
  const { secret, tokenLifetime = 300, now = Date.now, log } = options;
  const tokens = createTokens({ secret, lifetime: tokenLifetime, now });
  const sockets = socketForwarder(options, tokens);
  const app = createApp(options)
    .post('/token', tokenEndpoint(options, tokens))
    .post(`${restPath}:operation`, restForwarder(options, tokens));
  for (const path of ['/token', `${restPath}:operation`]) {
    app.all(path, (c) => c.json({ errors: ['Only POST is allowed'] }, 405, { Allow: 'POST' }));
  }
  app.onError((error, c) => {
    log?.(`failed: ${error.name}`);
    return c.json({ errors: ['The relay failed'] }, 500);
  });
  app.notFound((c) => c.json({ errors: ['There is nothing here'] }, 404));

  return {
    fetch: (request) => app.fetch(request),
    upgrade: sockets.upgrade,
    close: sockets.close,
    listen: (port = 0, host = '127.0.0.1') => listen({ fetch: app.fetch, ...sockets }, port, host),
  };
}

/** What every request goes through first. Rate limits belong here. */
function createApp({ origins, bodyLimit: maxSize = defaultBodyLimit }: RelayOptions): Hono {
  const app = new Hono();
  const shared = [
    cors({
      origin: (origin) => (originAllowed(origins, origin) ? origin : null),
      allowMethods: ['POST'],
      allowHeaders: ['Authorization', 'Content-Type'],
      exposeHeaders: [...passedHeaders],
      maxAge: preflightSeconds,
    }),
    bodyLimit({ maxSize, onError: (c) => c.json({ errors: ['The body is too large'] }, 413) }),
  ] as const;
  return app.use('/token', ...shared).use(`${restPath}*`, ...shared);
}

async function listen(
  { fetch, upgrade, close }: Pick<Relay, 'fetch' | 'upgrade' | 'close'>,
  port: number,
  host: string,
): Promise<RunningRelay> {
  const server = createServer(getRequestListener(fetch));
  server.on('upgrade', (request, socket, head) => {
    if (!upgrade(request, socket, head)) refuseHandshake(socket, 404, ['There is nothing here']);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  const { address, family, port: actualPort } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${actualPort}`,
    close() {
      close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
}
