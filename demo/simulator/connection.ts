import type { RawData, WebSocket } from 'ws';
import { isJsonObject, parseJson, type JsonObject } from '../../src/base/json.js';
import { decodeClientMessage } from '../../src/protocol/codec.js';
import type { MultimodalMessage } from '../../src/protocol/messages.js';
import type { Agent } from './agent.js';
import type { Conversation } from './conversations.js';
import { finalFrame } from './frames.js';
import { hear } from './inputs.js';
import { writeReply, type Audience, type Reply } from './reply.js';
import type { Simulation } from './simulation.js';

export interface ConnectionOptions {
  readonly simulation: Simulation;
  readonly agent: Agent;
  readonly conversation: Conversation;
  readonly webSocket: WebSocket;
}

/**
 * Serves one open socket until it closes, which closes its conversation (API document: "Connection Lifecycle").
 * Voice mode is not simulated yet: a `VOICE` message and raw audio are taken in and not answered.
 */
export function serveConnection({ simulation, agent, conversation, webSocket }: ConnectionOptions): void {
  const gone = new AbortController();
  const listening = () => webSocket.readyState === webSocket.OPEN;
  const audience: Audience = {
    send: (frame) => listening() && webSocket.send(frame),
    cut: () => webSocket.terminate(),
    gone: gone.signal,
    listening,
  };
  conversation.sockets += 1;
  webSocket.on('close', () => {
    gone.abort();
    conversation.sockets -= 1;
    if (conversation.sockets === 0) conversation.close();
  });

  webSocket.on('message', (data, isBinary) => {
    if (isBinary) takeAudio(agent, data);
    else receive(String(data));
  });

  function receive(data: string): void {
    const raw = parseJson(data);
    const record: JsonObject = isJsonObject(raw) ? raw : { unreadable: data };
    if (agent.faults.take('lose-message')) {
      agent.traffic.lost.push(record);
      return audience.cut();
    }
    agent.traffic.messages.push({ conversationId: conversation.id, via: 'socket', message: record });
    const message = decodeClientMessage(data);
    if (message?.messageType === 'VOICE' && message.agentId === agent.id) return undefined;
    void conversation.inTurn(prepare(message)).then((reply) => reply && finish(reply));
    return undefined;
  }

  /** Logs the message at once; what comes back writes the reply when its turn has come. */
  function prepare(message: ReturnType<typeof decodeClientMessage>): () => Promise<Reply | undefined> {
    const fail = (...errors: string[]) => async (): Promise<Reply> => ({ output: [], errors, struck: new Set() });
    if (message?.messageType !== 'MULTIMODAL') return fail('The message cannot be read');
    if (message.agentId !== agent.id) return fail('agentId must be the same as resourceId');
    if (conversation.status === 'CLOSED') return fail(`Conversation ${conversation.id} is closed`);
    const heard = hear(message.input, simulation.uploads);
    if (heard.errors.length > 0) return fail(...heard.errors);
    conversation.log({ logType: 'USER', userMultimodalInputs: heard.inputs });
    if (agent.faults.take('lose-reply')) {
      audience.cut();
      return async () => undefined;
    }
    if (agent.faults.take('drop-before-reply')) audience.cut();
    return () => write(message, heard.text);
  }

  function write(message: MultimodalMessage, text: string): Promise<Reply | undefined> {
    const turn = {
      text,
      promptTemplateVariables: message.promptTemplateVariables ?? {},
      environmentVariables: message.environmentVariables ?? {},
      history: conversation.logs,
      version: conversation.version,
    };
    return writeReply({ agent, turn, audience, clock: simulation.clock, log: (entry) => conversation.log(entry) });
  }

  function finish({ output, errors, struck }: Reply): void {
    audience.send(finalFrame(conversation.id, output, errors));
    if (struck.has('auto-close')) webSocket.close(1000, 'The conversation is over');
  }
}

function takeAudio({ traffic }: Agent, data: RawData): void {
  const bytes = Array.isArray(data) ? data.reduce((sum, part) => sum + part.byteLength, 0) : data.byteLength;
  traffic.binary.frames += 1;
  traffic.binary.bytes += bytes;
}
