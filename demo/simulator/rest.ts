import { Hono, type Context } from 'hono';
import { isJsonObject, parseJson } from '../../src/base/json.js';
import { restPath } from '../../src/protocol/addresses.js';
import { operationNames, type OperationName } from '../../src/protocol/operations.js';
import type { Agent } from './agent.js';
import { operations } from './operations.js';
import { admit, isRefusal, refusalByFault, type Refusal, type Simulation } from './simulation.js';

const captivePortal = '<!doctype html><title>Sign in</title><p>Sign in to this network';

/** Operations that count against the rate limits (API document: "Rate Limiting"). */
const limited: readonly OperationName[] = ['execute-create', 'execute'];

/** The seven REST operations (API document: "REST API Endpoints"). */
export function restRoutes(simulation: Simulation, uploadOrigin: (request: Request) => string): Hono {
  const routes = new Hono();
  routes.post(`${restPath}:operation`, async (c) => {
    const operation = operationNames.find((name) => name === c.req.param('operation'));
    if (operation === undefined) return refuse(c, { status: 404, errors: ['There is no such operation'] });
    const agent = admit(simulation, c.req.header('Authorization'), c.req.query('resourceId'));
    if (isRefusal(agent)) return refuse(c, agent);
    agent.traffic.rest[operation] = (agent.traffic.rest[operation] ?? 0) + 1;
    const fault = refusalByFault(agent);
    if (fault) return refuse(c, fault);
    if (agent.faults.take('http-html')) return c.html(captivePortal);
    const verdict = limited.includes(operation) ? simulation.rateLimiter.take(simulation.apiKey) : undefined;
    for (const [name, value] of Object.entries(verdict?.headers ?? {})) c.header(name, value);
    if (verdict?.allowed === false) return refuse(c, { status: 429, errors: ['Too many requests'] });
    const body = parseJson(await c.req.text());
    const problem = problemWith(body, operation, agent);
    if (problem !== undefined || !isJsonObject(body)) return refuse(c, { status: 400, errors: [problem ?? ''] });
    const { signal } = c.req.raw;
    const call = { simulation, agent, body, signal, uploadOrigin: uploadOrigin(c.req.raw) };
    const answer = await operations[operation](call);
    // Answers may carry a session token, which a client has no use for.
    return c.json({ errors: [], ...answer.body, sessionToken: 'simulated' }, answer.status ?? 200);
  });
  routes.all(`${restPath}*`, (c) => c.json({ errors: ['Only POST is allowed'] }, 405, { Allow: 'POST' }));
  return routes;
}

function problemWith(body: unknown, operation: OperationName, agent: Agent): string | undefined {
  if (!isJsonObject(body)) return 'The body must be a JSON object';
  if (operation === 'generate-audio-upload-link' && body['agentId'] === undefined) return undefined;
  return body['agentId'] === agent.id ? undefined : 'agentId must be the same as resourceId';
}

function refuse(c: Context, { status, errors, headers }: Refusal): Response {
  return c.json({ errors }, status, headers);
}
