import type { Context } from 'hono';
import { isJsonObject, parseJson, type JsonObject } from '../base/json.js';
import { defaultApiBase, restAddress } from '../protocol/addresses.js';
import { operationNames, type OperationName } from '../protocol/operations.js';
import { admit } from './admission.js';
import type { RelayOptions } from './options.js';
import { isRefusal, passOn, refusal, type Refusal } from './refusal.js';
import { rewrite } from './rewrite.js';
import type { Claims, Tokens } from './tokens.js';

/** Forwards the seven REST operations (API document: "REST API Endpoints"), the token exchanged for the key. */
export function restForwarder(options: RelayOptions, tokens: Tokens): (c: Context) => Promise<Response> {
  const { apiBase = defaultApiBase, apiKey, allowEnvironmentVariables = false, log } = options;
  return async (c) => {
    const operation = operationNames.find((name) => name === c.req.param('operation'));
    if (!operation) return c.json({ errors: ['There is no such operation'] }, 404);
    const claims = await admit(tokens, {
      token: c.req.header('Authorization'),
      origin: c.req.header('Origin'),
      resourceId: c.req.query('resourceId'),
    });
    if (isRefusal(claims)) return c.json({ errors: claims.errors }, claims.status);
    const body = readBody(await c.req.text(), operation, claims);
    if (isRefusal(body)) return c.json({ errors: body.errors }, body.status);
    const { fields } = body;
    const sent = operation === 'execute' ? rewrite(fields, { claims, allowEnvironmentVariables }) : fields;
    try {
      const answer = await fetch(restAddress(apiBase, operation, claims.agent), {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Authorization: apiKey },
        body: JSON.stringify(sent),
        // A redirect would carry the key to another address.
        redirect: 'error',
        signal: c.req.raw.signal,
      });
      // The key is the site's to mend; the page can only ask for another token.
      const { status } = answer;
      if (status === 401 || status === 403) log?.(`${operation} refused by the Agent API: ${status}`);
      return new Response(answer.body, { status, headers: answerHeaders(answer) });
    } catch (error) {
      if (!c.req.raw.signal.aborted) log?.(`${operation} failed: ${causeOf(error)}`);
      return c.json({ errors: ['The Agent API cannot be reached'] }, 502);
    }
  };
}

function answerHeaders({ headers }: Response): Record<string, string> {
  return {
    'Content-Type': headers.get('Content-Type') ?? 'application/json',
    // The answer is data, whatever it claims to be.
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
    ...passOn((name) => headers.get(name)),
  };
}

/** The body, if it is for the token's agent; only the upload link may leave the agent out. */
function readBody(text: string, operation: OperationName, claims: Claims): { readonly fields: JsonObject } | Refusal {
  const fields = parseJson(text);
  if (!isJsonObject(fields)) return refusal(400, 'The body must be a JSON object');
  const { agentId } = fields;
  if (agentId === undefined && operation === 'generate-audio-upload-link') return { fields };
  return agentId === claims.agent ? { fields } : refusal(403, 'The token was issued for another agent');
}

/** The system's word for what failed (`ECONNREFUSED`), which holds no address and no key. */
function causeOf(error: unknown): string {
  const { cause } = error as { cause?: { code?: unknown } };
  return typeof cause?.code === 'string' ? cause.code : 'no answer';
}
