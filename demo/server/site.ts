import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { getConnInfo } from '@hono/node-server/conninfo';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono, type Context, type MiddlewareHandler } from 'hono';
import { restPath } from '../../src/protocol/operations.js';
import { createRelay, type RelayOptions } from '../../src/relay/index.js';
import type { Simulator } from '../simulator/index.js';
import { refuseHandshake } from '../../src/relay/refuse-handshake.js';
import { contentSecurityPolicy } from './content-security-policy.js';
import { simulatedRoutes } from './simulated-routes.js';
import type { WidgetFromSource } from './widget-from-source.js';

export interface SiteOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** The Agent API, or what stands in for it. */
  readonly apiBase: string;
  readonly apiKey: string;
  /** Answers what is under `/_simulator/`, and may spoil tokens. Default: nothing is there. */
  readonly simulator?: Pick<Simulator, 'fetch' | 'answerToken'>;
  /** How long a token is good for, in seconds. Default: the relay's. */
  readonly tokenLifetime?: number;
  /** Where the widget is from. Default: `dist/`, as it was built. */
  readonly widget?: Pick<WidgetFromSource, 'file'>;
  /** Further sources for the page's `connect-src`, such as where audio files are uploaded. */
  readonly connect?: readonly string[];
}

export interface Site {
  /** `http://127.0.0.1:{port}`; the same server answers on `localhost`. */
  readonly origin: string;
  close(): Promise<void>;
}

const root = (folder: string) => fileURLToPath(new URL(`../../${folder}`, import.meta.url));

/** Pages on this machine, whatever their port: this server's own, and those of a test. */
const local = /^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?$/;

const many = { minute: 0, day: 0 };

function say(fields: object, message: string): void {
  console.error(`relay: ${message} ${JSON.stringify(fields)}`);
}

/** One server for all that the demo page needs: the page, the built widget, the relay, the simulator's controls. */
export async function startSite({ port = 0, apiBase, apiKey, simulator, tokenLifetime, widget, connect = [] }: SiteOptions): Promise<Site> {
  const options: RelayOptions = {
    apiBase,
    apiKey,
    // Tokens need not outlive the process.
    secret: randomBytes(32).toString('hex'),
    origins: (origin) => local.test(origin),
    agents: '*',
    // There is nothing to hide from a visitor of the demo, who may want to see them arrive.
    allowEnvironmentVariables: true,
    // The demo shows drafts.
    allowVersion: true,
    tokenEndpoint: true,
    // All visitors of the demo, and of tests, are on this machine.
    limits: { visitor: many, address: many, newcomers: many, agent: many },
    socketsPerAddress: 10_000,
    log: { info: () => undefined, warn: say, error: say },
    ...(tokenLifetime !== undefined && { tokenLifetime }),
  };
  const relay = createRelay(options);
  const app = new Hono<{ Bindings: HttpBindings }>();
  if (simulator) app.route('/', simulatedRoutes({ simulator, relay, options }));
  for (const path of ['/token', `${restPath}*`]) app.all(path, (c) => relay.fetch(c.req.raw, getConnInfo(c).remote.address));
  app.use('*', async (c, next) => {
    await next();
    c.header('Cache-Control', 'no-cache');
    c.header('X-Content-Type-Options', 'nosniff');
  });
  app.use('/dist/*', widget ? serveFromSource(widget) : serveBuilt());
  app.use('*', async (c, next) => {
    await next();
    c.header('Content-Security-Policy', contentSecurityPolicy(c.req.header('Host') ?? '', connect));
  });
  app.use('*', serveStatic({ root: root('demo/page') }));
  app.notFound(notFound);

  const server = createServer(getRequestListener(app.fetch));
  server.on('upgrade', (request, socket, head) => {
    if (!relay.upgrade(request, socket, head)) refuseHandshake(socket, 404, ['There is nothing here']);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      relay.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
}

/** `dist/`, for pages of any origin, as a CDN serves it. The route lets no other folder through. */
function serveBuilt() {
  return serveStatic({
    root: root('.'),
    onFound: (_path, c) => {
      c.header('Access-Control-Allow-Origin', '*');
      c.header('Cross-Origin-Resource-Policy', 'cross-origin');
    },
  });
}

function serveFromSource(widget: Pick<WidgetFromSource, 'file'>): MiddlewareHandler {
  return async (c) => {
    const file = await widget.file(c.req.path);
    if (!file) return notFound(c);
    return c.body(file.body, 200, { 'Content-Type': file.type, 'Access-Control-Allow-Origin': '*', 'Cross-Origin-Resource-Policy': 'cross-origin' });
  };
}

function notFound(c: Context): Response {
  return c.text('There is nothing here', 404);
}
