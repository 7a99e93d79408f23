import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { systemClock, type Clock } from '../../src/base/clock.js';
import { isJsonObject, parseJson } from '../../src/base/json.js';
import { controlRoutes } from './control.js';
import type { HttpContext } from './disturbed-http.js';
import type { RateLimits } from './rate-limit.js';
import { restRoutes } from './rest.js';
import { createSimulation, type Simulation } from './simulation.js';
import { createSocketSide } from './socket.js';
import { answerToken, type IssueToken } from './token-endpoint.js';
import { tokenFaultRoutes } from './token-faults.js';
import { uploadRoutes } from './uploads.js';

export interface SimulatorOptions {
  /** The key it accepts. Default: `simulator-key`. */
  readonly apiKey?: string;
  readonly rateLimits?: RateLimits;
  /** Decides about expiry, inactivity and pace. Default: the system's. */
  readonly clock?: Clock;
  /** Where a browser reaches the uploads, if not at the address that `listen` gives. */
  readonly uploadOrigin?: () => string;
}

export interface RunningSimulator {
  /** The `apiBase` of this Agent API. */
  readonly url: string;
  /** Cuts every connection and stops listening. */
  close(): Promise<void>;
}

/** A stand-in for the Agent API: its text half over real HTTP and WebSocket, with faults on request. */
export interface Simulator extends Simulation {
  /** Answers a request without a network between, unless `env` says otherwise; sockets need `listen`. */
  fetch(request: Request, env?: Partial<HttpBindings>): Response | Promise<Response>;
  /** Answers as a site's token endpoint under the faults of the agent asked for. */
  answerToken(c: HttpContext, issue: IssueToken): Promise<Response>;
  /** @param port 0, the default, takes a free one */
  listen(port?: number): Promise<RunningSimulator>;
}

export function createSimulator(options: SimulatorOptions = {}): Simulator {
  const { apiKey = 'simulator-key', rateLimits = {}, clock = systemClock, uploadOrigin } = options;
  const simulation = createSimulation(clock, apiKey, rateLimits);
  let url = '';
  const app = new Hono()
    .use(cors({ origin: '*', exposeHeaders: ['Date', 'Retry-After'] }))
    .route('/', restRoutes(simulation, () => uploadOrigin?.() ?? url))
    .route('/', uploadRoutes(simulation.uploads, clock))
    .route('/', tokenFaultRoutes(simulation, () => url))
    .route('/', controlRoutes(simulation));
  app.notFound((c) => c.json({ errors: ['There is nothing here'] }, 404));

  return {
    ...simulation,
    fetch: (request, env) => app.fetch(request, env),
    async answerToken(c, issue) {
      const body = parseJson(await c.req.raw.clone().text());
      const agent = simulation.agents.find(isJsonObject(body) ? body['agentId'] : undefined);
      return agent ? answerToken(c, agent, clock, issue) : issue();
    },
    async listen(port = 0) {
      const sockets = createSocketSide(simulation);
      const server = createServer(getRequestListener(app.fetch));
      server.on('upgrade', sockets.upgrade);
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject).listen(port, '127.0.0.1', resolve);
      });
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      return {
        url,
        close() {
          sockets.close();
          const closed = new Promise<void>((resolve) => server.close(() => resolve()));
          server.closeAllConnections();
          return closed;
        },
      };
    },
  };
}
