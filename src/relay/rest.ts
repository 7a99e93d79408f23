import type { Context } from 'hono';
import { isJsonObject, parseJson, type JsonObject } from '../base/json.js';
import { operationNames, type OperationName } from '../protocol/operations.js';
import { pointsBeyondFirst, requesterOf, type Admission } from './admission.js';
import { askAgentApi, unreachable } from './agent-api.js';
import { forBrowser } from './answers.js';
import { presentedConversation, sealingFor, type VisitorGrants, type NoneNamed } from './visitor-grants.js';
import { heldBody, readBody } from './body.js';
import type { Capacity, HeldBy, Hold } from './capacity.js';
import type { Presented } from './grants.js';
import { noLog } from './log.js';
import { defaultSizes, defaultTimeouts, type RelayOptions } from './options.js';
import type { ReadingTurns } from './reading-turns.js';
import type { Redaction } from './redaction.js';
import { isRefusal, passOn, refusal, type Refusal } from './refusal.js';
import { rewrite } from './rewrite.js';
import type { Holder } from './tokens.js';
import { readUntrusted } from './untrusted-json.js';

/** What the context of a request knows besides. */
export interface RelayEnvironment {
  Variables: { address: string | undefined };
}

export interface RestForwarderParts {
  readonly options: RelayOptions;
  readonly admission: Admission;
  readonly grants: VisitorGrants;
  readonly memory: Capacity;
  readonly turns: ReadingTurns;
  readonly redaction: Redaction;
}

/** No answer is waited for longer than this, in ms: an agent with slow tools needs minutes. */
const patience = 200_000;
/** The largest answer of the Agent API's that is passed on, in bytes: the log of a very long conversation. */
const largestAnswer = 16 * 1024 * 1024;

/** Forwards the seven REST operations (API document: "REST API Endpoints"), the token exchanged for the key. */
export function restForwarder({ options, admission, grants, memory, turns, redaction }: RestForwarderParts): (c: RelayContext) => Promise<Response> {
  const { allowEnvironmentVariables = false, allowVersion = false, log = noLog } = options;
  const { bodyLimit, textLimit } = { ...defaultSizes, ...options };
  const { request: seconds } = { ...defaultTimeouts, ...options.timeouts };

  /** What goes on to the Agent API, and the conversation that it is about. */
  async function readRequest({ c, operation, holder, hold }: Call): Promise<Asked | Refusal> {
    const data = await readBody(c.req.raw, { limit: bodyLimit, hold });
    if (isRefusal(data)) return data;
    const more = pointsBeyondFirst(data.length);
    const counted = more > 0 && (await admission.count({ ...requesterOf(holder), address: c.get('address') }, { points: more }));
    if (counted && isRefusal(counted)) return counted;
    await turns.for(data);
    const read = readUntrusted(data, textLimit);
    if (isRefusal(read)) return read;
    const { agentId } = read.message;
    const needsAgent = agentId !== undefined || operation !== 'generate-audio-upload-link';
    if (needsAgent && agentId !== holder.agent) return refusal(403, 'The token was issued for another agent');
    const rules = { holder, grants, allowEnvironmentVariables, allowVersion, textLimit };
    const body = rewrite(operation, read.message, data.length, rules);
    if (isRefusal(body)) return body;
    const { conversationId: id } = body;
    const presented = presentedConversation(grants, holder, id);
    if (!isRefusal(presented)) return { body: presented.id === undefined ? body : { ...body, conversationId: presented.original }, presented };
    // The documented answer for what is not there lets a client begin anew.
    const isUnknown = operation === 'conversation-status' && presented.status === 404;
    return isUnknown ? { response: c.json({ conversationId: id, status: 'NOT_FOUND', errors: [] }) } : presented;
  }

  async function ask({ c, operation, holder, hold }: Call, { body, presented }: Question): Promise<Response> {
    const { signal: left } = c.req.raw;
    try {
      const signal = AbortSignal.any([left, AbortSignal.timeout(patience)]);
      const answer = await askAgentApi(options, { operation, agent: holder.agent, body, signal });
      const { status, headers } = answer;
      // The key is the site's to mend; the page can only ask for another token.
      if (status === 401 || status === 403) log.error({ operation, status }, 'The Agent API refused the key');
      const data = await readBody(answer, { limit: largestAnswer, hold });
      if (isRefusal(data)) return refuse(c, data.status === 413 ? refusal(502, 'The answer of the Agent API is too large') : data);
      await turns.for(data);
      const fields = parseJson(data.toString());
      // A proxy's page, or a stack: of no use to a browser, and nobody's business.
      if (!isJsonObject(fields)) return refuse(c, refusal((status < 400 ? 502 : status) as 502, 'The Agent API gave no JSON object'));
      const text = Buffer.from(forBrowser(fields, sealingFor(grants, holder, presented), redaction));
      // From here on there is only the text.
      hold.release();
      const held = heldBody(text, memory.hold(heldBy(c, holder)), seconds * 1000);
      if (typeof held === 'object' && isRefusal(held)) return refuse(c, held);
      const passed = passOn((name) => headers.get(name));
      return c.body(held, status as 200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...passed });
    } catch (error) {
      if (!left.aborted) log.error({ operation, cause: causeOf(error) }, unreachable);
      return refuse(c, refusal(502, unreachable));
    }
  }

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
    const hold = memory.hold(heldBy(c, holder));
    try {
      const call = { c, operation, holder, hold };
      const asked = await readRequest(call);
      if (isRefusal(asked)) return refuse(c, asked);
      return 'response' in asked ? asked.response : await ask(call, asked);
    } finally {
      hold.release();
    }
  };
}

type RelayContext = Context<RelayEnvironment>;

/** One call of a browser's that was let in. */
interface Call {
  readonly c: RelayContext;
  readonly operation: OperationName;
  readonly holder: Holder;
  readonly hold: Hold;
}

interface Question {
  readonly body: JsonObject;
  readonly presented: Presented | NoneNamed;
}

/** A question for the Agent API, or what the relay answers by itself. */
type Asked = Question | { readonly response: Response };

function heldBy(c: RelayContext, holder: Holder): HeldBy {
  return { visitor: String(requesterOf(holder).visitor), address: c.get('address') };
}

/** The one form of every refusal. */
export function refuse(c: Context, { status, errors, headers }: Refusal): Response {
  return c.json({ errors }, status, headers);
}

/** The system's word for what failed (`ECONNREFUSED`), which holds no address and no key. */
function causeOf(error: unknown): string {
  const { cause, name } = error as Error & { cause?: { code?: unknown } };
  return typeof cause?.code === 'string' ? cause.code : name;
}
