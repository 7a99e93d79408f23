import { Hono } from 'hono';
import type { Clock } from '../../src/base/clock.js';
import { isJsonObject, parseJson } from '../../src/base/json.js';
import { controlPath } from './control.js';
import type { Simulation } from './simulation.js';
import { answerToken } from './token-endpoint.js';

interface TokenAnswer {
  readonly status?: number;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How a token endpoint can be wrong, or right in an unusual way. */
function tokenAnswers(clock: Clock, apiKey: string): Readonly<Record<string, (origin: string) => TokenAnswer>> {
  const iso = (offsetMs: number) => new Date(clock.now() + offsetMs).toISOString();
  const json = (value: unknown): TokenAnswer => ({ body: JSON.stringify(value) });
  const error = (status: number): TokenAnswer => ({ status, ...json({ errors: [`Refused with ${status}`] }) });
  return {
    'status-400': () => error(400),
    'status-401': () => error(401),
    'status-403': () => error(403),
    'status-500': () => error(500),
    'status-429': () => ({ ...error(429), headers: { 'Retry-After': '2' } }),
    /** A sign-in page with 200. */
    html: () => ({ type: 'text/html; charset=utf-8', body: '<!doctype html><title>Sign in</title>' }),
    empty: () => ({ body: '' }),
    'not-an-object': () => json(['token']),
    'no-token': () => json({ expiresAt: iso(300_000) }),
    'wrong-token-type': () => json({ token: 42, expiresAt: iso(300_000) }),
    'no-expiry': () => json({ token: 'not.a.token' }),
    'wrong-expiry': () => json({ token: 'not.a.token', expiresAt: 'tomorrow' }),
    /** Expired before it arrives. */
    expired: () => json({ token: 'not.a.token', expiresAt: iso(-1000) }),
    /** Looks well, and every server refuses it with 401. */
    forged: () => json({ token: 'not.a.token', expiresAt: iso(300_000) }),
    /** Good for the simulator itself, without a relay between; the three ways to say when it expires. */
    direct: (apiBase) => json({ token: apiKey, expiresAt: iso(300_000), apiBase }),
    'direct-epoch': (apiBase) => json({ token: apiKey, expiresAt: clock.now() + 300_000, apiBase }),
    'direct-expires-in': (apiBase) => json({ token: apiKey, expiresIn: 300, apiBase }),
  };
}

/**
 * Token endpoints for tests: `POST /_simulator/token/{kind}`; `GET /_simulator/token` lists the kinds. One more,
 * `issued`, hands out tokens that really expire, under the faults of the agent that it is asked for.
 */
export function tokenFaultRoutes({ clock, apiKey, agents, issuedTokens }: Simulation, simulatorOrigin: () => string): Hono {
  const answers = tokenAnswers(clock, apiKey);
  const routes = new Hono();
  routes.get(`${controlPath}token`, (c) => c.json({ kinds: Object.keys(answers) }));
  routes.post(`${controlPath}token/issued`, async (c) => {
    const body = parseJson(await c.req.text());
    const agent = agents.find(isJsonObject(body) ? body['agentId'] : undefined);
    if (!agent) return c.json({ errors: ['There is no such agent'] }, 404);
    return answerToken(c, agent, clock, (seconds = 300) => {
      const { token, expiresAt } = issuedTokens.issue(seconds);
      return c.json({ token, expiresAt: new Date(expiresAt).toISOString(), apiBase: simulatorOrigin() });
    });
  });
  routes.post(`${controlPath}token/:kind`, (c) => {
    const answer = answers[c.req.param('kind')]?.(simulatorOrigin());
    if (!answer) return c.json({ errors: ['There is no such kind'] }, 404);
    const { status = 200, type = 'application/json', headers = {}, body } = answer;
    return new Response(body, { status, headers: { 'Content-Type': type, ...headers } });
  });
  return routes;
}
