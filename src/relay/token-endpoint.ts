import type { Context } from 'hono';
import { isJsonObject, parseJson } from '../base/json.js';
import type { Identity, RelayOptions, TokenRequest } from './options.js';
import { originAllowed } from './origins.js';
import { isRefusal, refusal, type Refusal } from './refusal.js';
import type { Tokens } from './tokens.js';

/** `POST /token`: hands a page a short-lived token for one agent. */
export function tokenEndpoint(options: RelayOptions, tokens: Tokens): (c: Context) => Promise<Response> {
  const { authenticate = anyone, publicUrl, log } = options;
  return async (c) => {
    const asked = await readRequest(c, options);
    if (isRefusal(asked)) return c.json({ errors: asked.errors }, asked.status);
    const identity = await authenticate(c.req.raw, asked);
    if (!identity) {
      log?.(`token refused: agent ${asked.agentId}, not authenticated`);
      return c.json({ errors: ['You may not use this agent'] }, 403);
    }
    const { user, variables = {} } = identity;
    const { agentId: agent, origin } = asked;
    const claims = { agent, origin, variables, ...(user !== undefined && { user }) };
    const { token, expiresAt } = await tokens.issue(claims);
    c.header('Cache-Control', 'no-store');
    const apiBase = publicUrl ?? addressOf(c.req.raw);
    return c.json({ token, expiresAt: new Date(expiresAt).toISOString(), apiBase });
  };
}

const anyone = (): Identity => ({});

async function readRequest(c: Context, { origins, agents }: RelayOptions): Promise<TokenRequest | Refusal> {
  const origin = c.req.header('Origin');
  if (!originAllowed(origins, origin)) return refusal(403, 'This origin may not use the relay');
  const body = parseJson(await c.req.text());
  if (!isJsonObject(body)) return refusal(400, 'The body must be a JSON object');
  const { agentId, conversationId = null } = body;
  if (typeof agentId !== 'number' || !Number.isInteger(agentId)) return refusal(400, 'agentId must be an integer');
  if (conversationId !== null && typeof conversationId !== 'string') {
    return refusal(400, 'conversationId must be a string or null');
  }
  if (!agentAllowed(agents, agentId)) return refusal(403, 'This agent may not be used here');
  return { agentId, conversationId, origin };
}

function agentAllowed(agents: RelayOptions['agents'], agentId: number): boolean {
  if (agents === '*') return true;
  return typeof agents === 'function' ? agents(agentId) : agents.includes(agentId);
}

/** The relay as the browser sees it. Behind a proxy that ends TLS, only the proxy knows the scheme. */
function addressOf(request: Request): string {
  const { protocol, host } = new URL(request.url);
  const forwarded = request.headers.get('X-Forwarded-Proto')?.split(',')[0]?.trim();
  return `${forwarded === 'https' || forwarded === 'http' ? `${forwarded}:` : protocol}//${host}`;
}
