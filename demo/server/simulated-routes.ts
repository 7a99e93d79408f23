import type { HttpBindings } from '@hono/node-server';
import { getConnInfo } from '@hono/node-server/conninfo';
import { Hono, type Context } from 'hono';
import { isJsonObject, parseJson } from '../../src/base/json.js';
import { createGrants, newVisitor } from '../../src/relay/grants.js';
import { createRelay, type Relay, type RelayOptions } from '../../src/relay/index.js';
import { checkSecrets } from '../../src/relay/secrets.js';
import type { Simulator } from '../simulator/index.js';

export interface SimulatedRoutesOptions {
  readonly simulator: Pick<Simulator, 'fetch' | 'answerToken'>;
  readonly relay: Relay;
  /** What the relay was made with. */
  readonly options: RelayOptions;
}

type Bound = { Bindings: HttpBindings };

/** What the site answers otherwise while agents are simulated: tokens that may be spoiled, and the controls. */
export function simulatedRoutes({ simulator, relay, options }: SimulatedRoutesOptions): Hono<Bound> {
  const grants = createGrants(checkSecrets([options.secret].flat()), 'conversation grants');

  /** A token of the relay's, unless the agent's faults have other plans. Pages of other origins may read of them. */
  async function token(c: Context<Bound>): Promise<Response> {
    const answer = await simulator.answerToken(c, (seconds) =>
      seconds === undefined ? relay.fetch(c.req.raw, addressOf(c)) : shortToken(c, seconds),
    );
    const headers = new Headers(answer.headers);
    if (!headers.has('Access-Control-Allow-Origin')) {
      headers.set('Access-Control-Allow-Origin', '*');
      headers.set('Access-Control-Expose-Headers', 'Retry-After');
    }
    return new Response(answer.body, { status: answer.status, headers });
  }

  /** With the same secret, a relay takes what another has issued. */
  async function shortToken(c: Context<Bound>, tokenLifetime: number): Promise<Response> {
    const other = createRelay({ ...options, tokenLifetime });
    try {
      return await other.fetch(c.req.raw, addressOf(c));
    } finally {
      other.close();
    }
  }

  /** A conversation with a past, under the id that its owner's browser would know it by. */
  async function conversation(c: Context<Bound>): Promise<Response> {
    const answer = await simulator.fetch(c.req.raw, c.env);
    const fields = parseJson(await answer.text());
    const { conversationId, ...rest } = isJsonObject(fields) ? fields : {};
    if (typeof conversationId !== 'string') return Response.json(fields, { status: answer.status });
    const owner = { agent: Number(c.req.param('id')), subject: newVisitor() };
    const headers = new Headers(answer.headers);
    headers.delete('Content-Length');
    return Response.json({ ...rest, conversationId: grants.seal(conversationId, owner) }, { status: answer.status, headers });
  }

  return new Hono<Bound>()
    .post('/token', (c) => token(c))
    .post('/_simulator/agents/:id/conversations', (c) => conversation(c))
    .all('/_simulator/*', (c) => simulator.fetch(c.req.raw, c.env));
}

/** For limits by address. */
function addressOf(c: Context<Bound>): string | undefined {
  return getConnInfo(c).remote.address;
}
