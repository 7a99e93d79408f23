import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { secureHeaders } from 'hono/secure-headers';
import { restPath, operationNames } from '../protocol/operations.js';
import { clientAddress, isLocal } from './address.js';
import type { Admission } from './admission.js';
import type { VisitorGrants } from './visitor-grants.js';
import type { Capacity } from './capacity.js';
import { noLog } from './log.js';
import type { Metrics } from './metrics.js';
import type { RelayOptions } from './options.js';
import { originAllowed } from './origins.js';
import type { ReadingTurns } from './reading-turns.js';
import type { Redaction } from './redaction.js';
import { passedHeaders, refusal } from './refusal.js';
import { refuse, restForwarder, type RelayEnvironment } from './rest.js';
import { sameText } from './same-text.js';
import { tokenEndpoint } from './token-endpoint.js';
import type { Tokens } from './tokens.js';

export interface AppParts {
  readonly options: RelayOptions;
  readonly admission: Admission;
  readonly grants: VisitorGrants;
  readonly memory: Capacity;
  readonly turns: ReadingTurns;
  readonly redaction: Redaction;
  readonly tokens: Tokens;
  readonly metrics: Metrics;
  /** Whether it should be sent visitors. */
  readonly isReady: () => boolean;
}

type Environment = RelayEnvironment & { Bindings: { remote: string | undefined } };

/** How long a browser keeps the answer to a preflight, in seconds. */
const preflightSeconds = 600;

/** In bytes. */
const longBody = 64 * 1024;

/** The HTTP side of the relay: what every request goes through, and where it leads. */
export function createApp(parts: AppParts): Hono<Environment> {
  const { options, metrics, isReady } = parts;
  const { origins, proxies = 0, log = noLog, metricsToken, publicUrl } = options;
  const app = new Hono<Environment>();

  app.use(async (c, next) => {
    await next();
    // What nobody wants would be read to its end, for the sake of the connection.
    const isWanted = c.req.method === 'POST' && c.res.ok;
    if (!isWanted && isLong(c.req.raw.headers)) c.header('Connection', 'close');
  });
  app.use(
    secureHeaders({
      contentSecurityPolicy: { defaultSrc: [`'none'`], frameAncestors: [`'none'`], sandbox: [] },
      crossOriginResourcePolicy: 'cross-origin',
      referrerPolicy: 'no-referrer',
      strictTransportSecurity: publicUrl?.startsWith('https:') ? 'max-age=31536000' : false,
      xFrameOptions: 'DENY',
    }),
  );
  // For who runs it; no page reads these.
  app.get('/healthz', (c) => c.json({ status: 'well' }));
  app.get('/readyz', (c) => (isReady() ? c.json({ status: 'ready' }) : c.json({ status: 'not ready' }, 503)));
  app.get('/metrics', async (c) => {
    const mayRead = metricsToken === undefined ? isLocal(c.env.remote, c.req.raw.headers) : sameText(c.req.header('Authorization') ?? '', `Bearer ${metricsToken}`);
    if (!mayRead) return refuse(c, refusal(403, 'Metrics are not for everybody'));
    return c.body(await metrics.text(), 200, { 'Content-Type': metrics.contentType });
  });

  for (const path of ['/token', `${restPath}*`]) {
    app.use(path, async (c, next) => {
      const start = performance.now();
      await next();
      const route = path === '/token' ? 'token' : operationOf(c.req.path);
      const ms = performance.now() - start;
      metrics.request(route, c.res.status, ms / 1000);
      log.info({ route, status: c.res.status, ms: Math.round(ms) }, 'Request');
    });
  }
  // For every other path too: a page that was given a wrong one can tell so.
  app.use(
    cors({
      origin: (origin) => (originAllowed(origins, origin) ? origin : null),
      allowMethods: ['POST'],
      allowHeaders: ['Authorization', 'Content-Type'],
      exposeHeaders: [...passedHeaders],
      maxAge: preflightSeconds,
    }),
  );
  app.use(async (c, next) => {
    c.set('address', clientAddress(c.env.remote, c.req.header('X-Forwarded-For'), proxies));
    await next();
  });
  app.post('/token', tokenEndpoint(parts));
  app.post(`${restPath}:operation`, restForwarder(parts));
  for (const path of ['/token', `${restPath}:operation`]) {
    app.all(path, (c) => refuse(c, { ...refusal(405, 'Only POST is allowed'), headers: { Allow: 'POST' } }));
  }

  app.onError((error, c) => {
    log.error({ error: error.name }, 'Failed');
    return refuse(c, refusal(500, 'The relay failed'));
  });
  app.notFound((c) => refuse(c, refusal(404, 'There is nothing here')));
  return app;
}

/** Whether a body is worth reading to its end only if it is wanted. */
function isLong(headers: Headers): boolean {
  return headers.has('Transfer-Encoding') || Number(headers.get('Content-Length') ?? 0) > longBody;
}

/** Whoever asks for something else must not add to what is counted. */
function operationOf(path: string): string {
  return operationNames.find((name) => path === restPath + name) ?? 'unknown';
}
