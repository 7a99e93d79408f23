import { Hono } from 'hono';
import { isJsonObject, parseJson } from '../../src/base/json.js';
import { restPath, operationNames, type OperationName } from '../../src/protocol/operations.js';
import type { Agent } from './agent.js';
import { underFaults, type HttpContext } from './disturbed-http.js';
import { operations } from './operations.js';
import { isRefusal, type Refusal } from './refusals.js';
import { admit, type Simulation } from './simulation.js';

/** Operations that count against the rate limits (API document: "Rate Limiting"). */
const limited: readonly OperationName[] = ['execute-create', 'execute'];

/** The seven REST operations (API document: "REST API Endpoints"). */
export function restRoutes(simulation: Simulation, uploadOrigin: (request: Request) => string): Hono {
  const routes = new Hono();
  routes.post(`${restPath}:operation`, async (c) => {
    const operation = operationNames.find((name) => name === c.req.param('operation'));
    if (operation === undefined) return refuse({ status: 404, errors: ['There is no such operation'] });
    const agent = admit(simulation, c.req.header('Authorization'), c.req.query('resourceId'));
    if (isRefusal(agent)) return refuse(agent);
    agent.traffic.rest[operation] = (agent.traffic.rest[operation] ?? 0) + 1;
    return underFaults(c, agent, operation, simulation.clock, () => answer(c, operation, agent));
  });
  routes.all(`${restPath}*`, (c) => c.json({ errors: ['Only POST is allowed'] }, 405, { Allow: 'POST' }));

  async function answer(c: HttpContext, operation: OperationName, agent: Agent): Promise<Response> {
    const verdict = limited.includes(operation) ? simulation.rateLimiter.take(simulation.apiKey) : undefined;
    const headers = { ...verdict?.headers };
    if (verdict?.allowed === false) return refuse({ status: 429, errors: ['Too many requests'], headers });
    const body = parseJson(await c.req.raw.text());
    const problem = problemWith(body, operation, agent);
    if (problem !== undefined || !isJsonObject(body)) return refuse({ status: 400, errors: [problem ?? ''], headers });
    const { signal } = c.req.raw;
    const call = { simulation, agent, operation, body, signal, uploadOrigin: uploadOrigin(c.req.raw) };
    const { status = 200, body: fields } = await operations[operation](call);
    // Answers may carry a session token, which a client has no use for.
    return Response.json({ errors: [], ...fields, sessionToken: 'simulated' }, { status, headers });
  }
  return routes;
}

function problemWith(body: unknown, operation: OperationName, agent: Agent): string | undefined {
  if (!isJsonObject(body)) return 'The body must be a JSON object';
  if (operation === 'generate-audio-upload-link' && body['agentId'] === undefined) return undefined;
  return body['agentId'] === agent.id ? undefined : 'agentId must be the same as resourceId';
}

function refuse({ status, errors, headers = {} }: Refusal): Response {
  return Response.json({ errors }, { status, headers });
}
