import type { Context } from 'hono';
import { isJsonObject, parseJson, type JsonObject } from '../base/json.js';
import { defaultApiBase } from '../protocol/addresses.js';
import { restAddress, operationNames, type OperationName } from '../protocol/operations.js';
import { pointsBeyondFirst, requesterOf, type Admission } from './admission.js';
import { forBrowser, type Sealing } from './answers.js';
import { readBody } from './body.js';
import { presentedConversation, sealingFor } from './conversations.js';
import type { Grants } from './grants.js';
import { noLog } from './log.js';
import { defaultBodyLimit, type RelayOptions } from './options.js';
import { isRefusal, passOn, refusal, type Refusal } from './refusal.js';
import { documentedFields, rewrite } from './rewrite.js';
import type { Holder } from './tokens.js';

/** What the context of a request knows besides. */
export interface RelayEnvironment {
  Variables: { address: string | undefined };
}

export interface RestForwarderParts {
  readonly options: RelayOptions;
  readonly admission: Admission;
  readonly grants: Grants;
}

/** No answer is waited for longer than this, in ms: an agent with slow tools needs minutes. */
const patience = 200_000;

/** Forwards the seven REST operations (API document: "REST API Endpoints"), the token exchanged for the key. */
export function restForwarder({ options, admission, grants }: RestForwarderParts): (c: Context<RelayEnvironment>) => Promise<Response> {
  const { apiBase = defaultApiBase, apiKey, bodyLimit = defaultBodyLimit, log = noLog } = options;
  const { allowEnvironmentVariables = false } = options;
  return async (c) => {
    const operation = operationNames.find((name) => name === c.req.param('operation'));
    if (!operation) return refuse(c, refusal(404, 'There is no such operation'));
    const admitted = await admission.admit({
      token: c.req.header('Authorization'),
      origin: c.req.header('Origin'),
      resourceId: c.req.query('resourceId'),
      address: c.get('address'),
    });
    if (isRefusal(admitted)) return refuse(c, admitted);
    const { holder, headers } = admitted;
    for (const [name, value] of Object.entries(headers)) c.header(name, value);
    const text = await readBody(c.req.raw, bodyLimit);
    if (typeof text !== 'string') return refuse(c, text);
    const more = pointsBeyondFirst(text.length);
    const counted = more > 0 ? await admission.count({ ...requesterOf(holder), address: c.get('address') }, more) : admitted;
    if (isRefusal(counted)) return refuse(c, counted);
    const body = readFields(text, operation, holder);
    if (isRefusal(body)) return refuse(c, body);
    const asked = documentedFields[operation].includes('conversationId') ? body.fields['conversationId'] : undefined;
    const presented = presentedConversation(grants, holder, asked);
    if (isRefusal(presented)) {
      // The documented answer for what is not there lets a client begin anew.
      const isUnknown = operation === 'conversation-status' && presented.status === 404;
      if (!isUnknown) return refuse(c, presented);
      return c.json({ conversationId: asked, status: 'NOT_FOUND', errors: [] });
    }
    const fields = presented.id === undefined ? body.fields : { ...body.fields, conversationId: presented.conversation };
    const sent = write(rewrite(operation, fields, { claims: holder, allowEnvironmentVariables }));
    if (typeof sent !== 'string') return refuse(c, sent);
    try {
      const answer = await fetch(restAddress(apiBase, operation, holder.agent), {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Authorization: apiKey },
        body: sent,
        // A redirect would carry the key to another address.
        redirect: 'error',
        signal: AbortSignal.any([c.req.raw.signal, AbortSignal.timeout(patience)]),
      });
      // The key is the site's to mend; the page can only ask for another token.
      const { status } = answer;
      if (status === 401 || status === 403) log.error({ operation, status }, 'The Agent API refused the key');
      const text = await answer.text();
      return c.body(answerText(text, sealingFor(grants, holder, presented)), status as 200, answerHeaders(answer));
    } catch (error) {
      if (!c.req.raw.signal.aborted) log.error({ operation, cause: causeOf(error) }, 'The Agent API cannot be reached');
      return refuse(c, refusal(502, 'The Agent API cannot be reached'));
    }
  };
}

/** What is nested deeper than the stack can be read, but not be written. */
function write(fields: JsonObject): string | Refusal {
  try {
    return JSON.stringify(fields);
  } catch {
    return refusal(400, 'The body is nested too deeply');
  }
}

/** The one form of every refusal. */
export function refuse(c: Context, { status, errors, headers }: Refusal): Response {
  return c.json({ errors }, status, headers);
}

function answerHeaders({ headers }: Response): Record<string, string> {
  return {
    'Content-Type': headers.get('Content-Type') ?? 'application/json',
    'Cache-Control': 'no-store',
    ...passOn((name) => headers.get(name)),
  };
}

function answerText(text: string, seal: Sealing): string {
  const answer = parseJson(text);
  return isJsonObject(answer) ? JSON.stringify(forBrowser(answer, seal)) : text;
}

/** The body, if it is for the token's agent; only the upload link may leave the agent out. */
function readFields(text: string, operation: OperationName, holder: Holder): { readonly fields: JsonObject } | Refusal {
  const fields = parseJson(text);
  if (!isJsonObject(fields)) return refusal(400, 'The body must be a JSON object');
  const { agentId } = fields;
  if (agentId === undefined && operation === 'generate-audio-upload-link') return { fields };
  return agentId === holder.agent ? { fields } : refusal(403, 'The token was issued for another agent');
}

/** The system's word for what failed (`ECONNREFUSED`), which holds no address and no key. */
function causeOf(error: unknown): string {
  const { cause, name } = error as Error & { cause?: { code?: unknown } };
  return typeof cause?.code === 'string' ? cause.code : name;
}
