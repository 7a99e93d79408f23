import type { RawData, WebSocket } from 'ws';
import { isJsonObject, parseJson, type JsonObject } from '../../src/base/json.js';
import { decodeClientMessage } from '../../src/protocol/codec.js';
import type { MultimodalMessage } from '../../src/protocol/messages.js';
import type { Agent } from './agent.js';
import type { Conversation } from './conversations.js';
import { finalFrame } from './frames.js';
import { hear } from './inputs.js';
import type { Line } from './line.js';
import { writeReply, type Reply } from './reply.js';
import type { Simulation } from './simulation.js';

export interface ConnectionOptions {
  readonly simulation: Simulation;
  readonly agent: Agent;
  readonly conversation: Conversation;
  readonly webSocket: WebSocket;
  readonly line: Line;
}

/**
 * Serves one open socket until it closes, which closes its conversation (API document: "Connection Lifecycle").
 * Voice mode is not simulated yet: a `VOICE` message and raw audio are taken in and not answered.
 */
export function serveConnection({ simulation, agent, conversation, webSocket, line }: ConnectionOptions): void {
  conversation.lines.add(line);
  webSocket.on('close', () => {
    conversation.lines.delete(line);
    if (conversation.lines.size === 0) conversation.close();
  });

  webSocket.on('message', (data, isBinary) => {
    if (line.silent) return;
    if (isBinary) takeAudio(agent, data);
    else receive(String(data));
  });

  function receive(data: string): void {
    const raw = parseJson(data);
    const record: JsonObject = isJsonObject(raw) ? raw : { unreadable: data };
    const lost = agent.faults.take('lose-message') ?? agent.faults.take('silent-before-message');
    if (lost) {
      agent.traffic.lost.push(record);
      return lost.name === 'lose-message' ? line.end(lost.code) : line.silence();
    }
    agent.traffic.messages.push({ conversationId: conversation.id, via: 'socket', message: record });
    const message = decodeClientMessage(data);
    if (message?.messageType === 'VOICE' && message.agentId === agent.id) return undefined;
    void conversation.inTurn(prepare(message)).then((reply) => reply && finish(reply));
    return undefined;
  }

  /** Logs the message at once; what comes back writes the reply when its turn has come. */
  function prepare(message: ReturnType<typeof decodeClientMessage>): () => Promise<Reply | undefined> {
    const fail = (...errors: string[]) => async (): Promise<Reply> => ({ output: [], errors });
    if (message?.messageType !== 'MULTIMODAL') return fail('The message cannot be read');
    if (message.agentId !== agent.id) return fail('agentId must be the same as resourceId');
    if (conversation.status === 'CLOSED') return fail(`Conversation ${conversation.id} is closed`);
    const heard = hear(message.input, simulation.uploads);
    if (heard.errors.length > 0) return fail(...heard.errors);
    conversation.log({ logType: 'USER', userMultimodalInputs: heard.inputs });
    const { faults } = agent;
    const drop = faults.take('lose-reply') ?? faults.take('drop-before-reply');
    if (drop) line.end(drop.code);
    const silence = faults.take('silent-lose-reply') ?? faults.take('silent-after-message');
    if (silence) line.silence();
    if (drop?.name === 'lose-reply' || silence?.name === 'silent-lose-reply') return async () => undefined;
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
    return writeReply({ agent, turn, audience: line, clock: simulation.clock, log: (entry) => conversation.log(entry) });
  }

  function finish({ output, errors }: Reply): void {
    const { faults } = agent;
    const drop = faults.take('drop-before-final');
    if (drop) return line.end(drop.code);
    if (faults.take('silent-before-final')) return line.silence();
    if (faults.take('no-final')) return undefined;
    const frame = finalFrame(conversation.id, output, errors);
    line.send(frame);
    if (faults.take('double-final')) line.send(frame);
    const dropAfter = faults.take('drop-after-final');
    if (dropAfter) return line.end(dropAfter.code);
    return faults.take('auto-close') ? line.end(1000, 'The conversation is over') : undefined;
  }
}

function takeAudio({ traffic }: Agent, data: RawData): void {
  const bytes = Array.isArray(data) ? data.reduce((sum, part) => sum + part.byteLength, 0) : data.byteLength;
  traffic.binary.frames += 1;
  traffic.binary.bytes += bytes;
}
