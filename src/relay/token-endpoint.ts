import type { Context } from 'hono';
import type { Admission } from './admission.js';
import { readBody } from './body.js';
import type { VisitorGrants } from './visitor-grants.js';
import type { Capacity } from './capacity.js';
import { newVisitor } from './grants.js';
import { noLog } from './log.js';
import type { Identity, RelayOptions, TokenRequest } from './options.js';
import { originAllowed, refusedOrigin } from './origins.js';
import { isRefusal, refusal, type Refusal } from './refusal.js';
import { refuse, type RelayEnvironment } from './rest.js';
import type { Claims, Tokens } from './tokens.js';
import { readUntrusted } from './untrusted-json.js';

export interface TokenEndpointParts {
  readonly options: RelayOptions;
  readonly admission: Admission;
  readonly grants: VisitorGrants;
  readonly memory: Capacity;
  readonly tokens: Tokens;
}

/** Proxies take addresses of up to 8 KiB, and the socket's holds the token. In characters. */
const longestToken = 7_500;
/** In bytes: two short fields. */
const largestBody = 4096;

/** `POST /token`: hands a page a short-lived token for one agent. */
export function tokenEndpoint({ options, admission, grants, memory, tokens }: TokenEndpointParts): (c: Context<RelayEnvironment>) => Promise<Response> {
  const { authenticate = anyone, publicUrl, log = noLog, tokenEndpoint: isOn = true } = options;
  if (!isOn) return async (c) => refuse(c, refusal(404, 'Tokens are not issued here'));

  async function readRequest(c: Context<RelayEnvironment>): Promise<Asked | Refusal> {
    const origin = c.req.header('Origin');
    if (!originAllowed(options.origins, origin)) {
      log.warn(refusedOrigin(origin, 'it is not among the allowed ones'), 'Origin refused');
      return refusal(403, 'This origin may not use the relay');
    }
    const hold = memory.hold({ address: c.get('address') });
    try {
      const data = await readBody(c.req.raw, { limit: largestBody, hold });
      return isRefusal(data) ? data : whatIsAsked(data, origin, options, grants);
    } finally {
      hold.release();
    }
  }

  return async (c) => {
    const address = c.get('address');
    const asUnknown = await admission.countUnknown(address);
    if (isRefusal(asUnknown)) return refuse(c, asUnknown);
    const asked = await readRequest(c);
    if (isRefusal(asked)) return refuse(c, asked);
    const { agentId: agent } = asked.request;
    const identity = await authenticate(c.req.raw, asked.request);
    if (!identity) {
      log.info({ agent }, 'Token refused by the site');
      return refuse(c, refusal(403, 'You may not use this agent'));
    }
    const asKnown = await admission.countKnown(address);
    if (isRefusal(asKnown)) return refuse(c, asKnown);
    const isNew = identity.user === undefined && asked.visitor === undefined;
    const counted = await admission.count({ agent, newcomers: isNew ? address : undefined });
    if (isRefusal(counted)) return refuse(c, counted);
    const { token, expiresAt } = await tokens.issue(claimsFor(asked, identity));
    const problem = problemWith(identity, token);
    if (problem !== undefined) {
      log.error({ agent }, `authenticate ${problem}`);
      return refuse(c, refusal(500, 'The relay failed'));
    }
    c.header('Cache-Control', 'no-store');
    const apiBase = publicUrl ?? addressOf(c.req.raw);
    return c.json({ token, expiresAt: new Date(expiresAt).toISOString(), apiBase });
  };
}

const anyone = (): Identity => ({});

/** What the site's own code does wrong; a page need not know. */
function problemWith({ user }: Identity, token: string): string | undefined {
  if (user === '') return 'must name a user, or leave them out';
  return token.length > longestToken ? 'pins more variables than an address can hold' : undefined;
}

interface Asked {
  readonly request: TokenRequest;
  /** The anonymous visitor who had the conversation that is asked for. */
  readonly visitor: string | undefined;
}

function claimsFor({ request, visitor }: Asked, { user, variables = {}, version, ownsConversation = false }: Identity): Claims {
  const { agentId: agent, origin, conversationId } = request;
  // Who signs in goes on with what they began before.
  const isTheirs = ownsConversation || (user !== undefined && visitor !== undefined);
  return {
    agent,
    origin,
    variables,
    subject: user === undefined ? (visitor ?? newVisitor()) : `user:${user}`,
    ...(version && { version }),
    ...(isTheirs && conversationId !== null && { conversation: conversationId }),
  };
}

function whatIsAsked(data: Buffer, origin: string, { agents }: RelayOptions, { conversations }: VisitorGrants): Asked | Refusal {
  const body = readUntrusted(data, largestBody);
  if (isRefusal(body)) return body;
  const { agentId, conversationId: id = null } = body.message;
  if (typeof agentId !== 'number' || !Number.isInteger(agentId)) return refusal(400, 'agentId must be an integer');
  if (id !== null && typeof id !== 'string') return refusal(400, 'conversationId must be a string or null');
  if (!agentAllowed(agents, agentId)) return refusal(403, 'This agent may not be used here');
  const conversationId = id === null ? null : conversations.open(id).original;
  return { request: { agentId, conversationId, origin }, visitor: id === null ? undefined : conversations.visitorOf(id, agentId) };
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
