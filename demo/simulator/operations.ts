import { isJsonObject, textOf, type JsonObject } from '../../src/base/json.js';
import { decodeInput } from '../../src/protocol/client-codec.js';
import type { OperationName } from '../../src/protocol/operations.js';
import type { Agent } from './agent.js';
import type { Conversation } from './conversations.js';
import { hear } from './inputs.js';
import { writeReply, type Audience } from './reply.js';
import { apiKeyId, findConversation, type Simulation } from './simulation.js';

/** What an operation answers: the documented fields; `errors` is added where it says none. */
export interface Answer {
  readonly status?: 200 | 400 | 404;
  readonly body: JsonObject;
}

export interface OperationCall {
  readonly simulation: Simulation;
  readonly agent: Agent;
  readonly operation: OperationName;
  readonly body: JsonObject;
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal;
  /** The origin under which a browser reaches the simulator's uploads. */
  readonly uploadOrigin: string;
}

/** What each operation does (API document: "REST API Endpoints"). */
export const operations: Readonly<Record<OperationName, (call: OperationCall) => Answer | Promise<Answer>>> = {
  'execute-create': ({ simulation, agent, body }) => {
    const version = agent.versions.resolve(body['version']);
    if (version === undefined) return refused(400, 'There is no such version');
    return { body: { conversationId: simulation.conversations.create(agent.id, version, apiKeyId).id } };
  },

  execute,

  /** Safe for a conversation that has expired or never was. */
  'execute-close': (call) => {
    find(call)?.close();
    return { body: {} };
  },

  conversation: (call) => {
    const conversation = find(call);
    return conversation ? { body: { conversation: conversation.toDto() } } : notFound(call, { conversation: null });
  },

  'conversation-status': (call) => {
    const conversationId = textOf(call.body['conversationId']);
    return { body: { conversationId, status: find(call)?.status ?? 'NOT_FOUND' } };
  },

  'revive-conversation': (call) => {
    const { simulation, agent, body } = call;
    const conversation = find(call);
    if (!conversation) return notFound(call, { conversationId: body['conversationId'], status: 'NOT_FOUND' });
    if (agent.faults.take('other-id', 'revive-conversation')) {
      const other = simulation.conversations.create(agent.id, conversation.version, apiKeyId);
      return { body: { conversationId: other.id, status: 'REVIVED' } };
    }
    const status = conversation.status === 'CLOSED' ? 'REVIVED' : 'IN_PROGRESS';
    conversation.revive();
    return { body: { conversationId: conversation.id, status } };
  },

  'generate-audio-upload-link': ({ simulation, agent, uploadOrigin }) => ({
    body: { ...simulation.uploads.createLink(uploadOrigin, agent) },
  }),
};

/** Without a `conversationId` the agent answers once, and nothing is kept. */
async function execute(call: OperationCall): Promise<Answer> {
  const { simulation, agent, body, signal } = call;
  const { clock, uploads } = simulation;
  const wanted = body['conversationId'] ?? undefined;
  const conversation = wanted === undefined ? undefined : find(call);
  if (wanted !== undefined && !conversation) return notFound(call, { output: [] });
  if (conversation?.status === 'CLOSED') return refused(400, `Conversation ${conversation.id} is closed`);
  const version = conversation?.version ?? agent.versions.resolve(body['version']);
  if (version === undefined) return refused(400, 'There is no such version');
  const raw = Array.isArray(body['input']) ? body['input'] : [];
  const inputs = raw.map(decodeInput).filter((input) => input !== undefined);
  if (inputs.length === 0) return refused(400, 'input must hold at least one text or audio input');
  const heard = hear(inputs, { uploads, transcriptions: agent.transcriptions });
  if (heard.errors.length > 0) return { status: 400, body: { output: [], errors: heard.errors } };

  agent.traffic.messages.push({ conversationId: conversation?.id ?? null, via: 'rest', message: body });
  conversation?.log({ logType: 'USER', userMultimodalInputs: heard.inputs });
  const turn = {
    text: heard.text,
    promptTemplateVariables: objectOf(body['promptTemplateVariables']),
    environmentVariables: objectOf(body['environmentVariables']),
    history: conversation?.logs ?? [],
    version,
  };
  const log: Conversation['log'] = (entry) => conversation?.log(entry);
  const write = () => writeReply({ agent, turn, mode: 'TEXT', audience: nobody(signal), clock, log });
  const reply = await (conversation ? conversation.inTurn(write) : write());
  return { body: { output: reply?.output ?? [], errors: reply?.errors ?? ['The client went away'] } };
}

function find({ simulation, agent, operation, body }: OperationCall): Conversation | undefined {
  return findConversation(simulation, agent, body['conversationId'], operation);
}

function refused(status: 400 | 404, error: string): Answer {
  return { status, body: { errors: [error] } };
}

function notFound({ body }: OperationCall, fields: JsonObject): Answer {
  return { status: 404, body: { ...fields, errors: [`There is no conversation ${textOf(body['conversationId'])}`] } };
}

function objectOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}

function nobody(gone: AbortSignal): Audience {
  const nothing = () => undefined;
  return { send: nothing, end: nothing, silence: nothing, gone, open: false };
}
