import type { RawData, WebSocket } from 'ws';
import { isJsonObject, parseJson, type JsonObject } from '../../src/base/json.js';
import { decodeClientMessage } from '../../src/protocol/client-codec.js';
import type { ExecutionOutputMode, MultimodalInput } from '../../src/protocol/content.js';
import type { ClientMessage, VoiceMessage } from '../../src/protocol/messages.js';
import type { Agent } from './agent.js';
import type { Conversation } from './conversations.js';
import { finalFrame } from './frames.js';
import { hear } from './inputs.js';
import type { Line } from './line.js';
import { writeReply, type Reply } from './reply.js';
import type { Simulation } from './simulation.js';
import { Call, layoutOf, problemWithCall, type UnderstoodTurn } from './voice/call.js';
import { HeardRecord } from './voice/heard-record.js';

export interface ConnectionOptions {
  readonly simulation: Simulation;
  readonly agent: Agent;
  readonly conversation: Conversation;
  readonly webSocket: WebSocket;
  readonly line: Line;
}

/** What a person said, by hand or by mouth, and how it shall be answered. */
interface Said extends UnderstoodTurn, Pick<VoiceMessage, 'promptTemplateVariables' | 'environmentVariables'> {
  readonly inputs: readonly MultimodalInput[];
  readonly mode: ExecutionOutputMode;
}

/** Serves one open socket until it closes, which closes its conversation (API document: "Connection Lifecycle"). */
export function serveConnection({ simulation, agent, conversation, webSocket, line }: ConnectionOptions): void {
  const { clock, uploads } = simulation;
  const { faults, traffic, transcriptions } = agent;
  let call: Call | undefined;
  /** Ends the reply that is being spoken; `undefined` while none is. */
  let speaking: AbortController | undefined;
  /** The person speaks, and is let finish before the reply gives way. */
  let isPolite = false;

  conversation.lines.add(line);
  webSocket.on('close', () => {
    conversation.lines.delete(line);
    if (conversation.lines.size === 0) conversation.close();
  });
  webSocket.on('message', (data, isBinary) => {
    if (line.silent) return;
    if (isBinary) takeAudio(bytesOf(data));
    else receive(String(data));
  });

  function takeAudio(bytes: Uint8Array): void {
    traffic.binary.frames += 1;
    traffic.binary.bytes += bytes.byteLength;
    call?.hear(bytes);
  }

  function receive(data: string): void {
    const raw = parseJson(data);
    const record: JsonObject = isJsonObject(raw) ? raw : { unreadable: data };
    const lost = faults.take('lose-message') ?? faults.take('silent-before-message');
    if (lost) {
      traffic.lost.push(record);
      return lost.name === 'lose-message' ? line.end(lost.code) : line.silence();
    }
    traffic.messages.push({ conversationId: conversation.id, via: 'socket', message: record });
    const message = decodeClientMessage(data);
    const problem = problemWith(message);
    if (problem !== undefined || !message) return refuse(problem ?? '');
    if (message.messageType === 'VOICE') {
      if (faults.take('refuse-call')) return refuse('Voice is not available');
      return startCall(message);
    }
    const close = call && faults.take('close-typed');
    if (close) return line.end(close.code ?? 1003);
    if (call && faults.take('refuse-typed')) return refuse('A call takes no text');
    const heard = hear(message.input, { uploads, transcriptions });
    if (heard.errors.length > 0) return refuse(...heard.errors);
    const { executionOutputMode: mode = 'TEXT' } = message;
    return take({ ...message, inputs: heard.inputs, text: heard.text, parrot: undefined, mode });
  }

  function refuse(...errors: string[]): void {
    answer(async () => ({ output: [], errors }));
  }

  function problemWith(message: ClientMessage | undefined): string | undefined {
    if (!message) return 'The message cannot be read';
    if (message.agentId !== agent.id) return 'agentId must be the same as resourceId';
    if (message.messageType === 'VOICE') return problemWithCall(message);
    return conversation.status === 'CLOSED' ? `Conversation ${conversation.id} is closed` : undefined;
  }

  function startCall(message: VoiceMessage): void {
    const { sampleRate } = layoutOf(message);
    if (conversation.heard?.sampleRate !== sampleRate) conversation.heard = new HeardRecord(sampleRate);
    const { heard } = conversation;
    const { audioFormat, outputType: mode } = message;
    call = new Call({
      agent,
      message,
      heard,
      clock,
      gone: line.gone,
      onStart() {
        if (speaking) heard.interruptions.push(heard.position);
        isPolite = speaking !== undefined && faults.take('stop-at-end') !== undefined;
        if (!isPolite) giveWay();
      },
      onTurn(turn) {
        if (isPolite) giveWay();
        isPolite = false;
        if (faults.take('deaf')) return;
        take({ ...message, ...turn, mode, inputs: [{ inputType: 'AUDIO', audioFormat, transcription: turn.text }] });
      },
    });
  }

  function giveWay(): void {
    speaking?.abort();
    speaking = undefined;
  }

  /** Logs what was said at once; the reply is written when its turn has come. */
  function take(said: Said): void {
    conversation.log({ logType: 'USER', userMultimodalInputs: said.inputs });
    const drop = faults.take('lose-reply') ?? faults.take('drop-before-reply');
    if (drop) line.end(drop.code);
    const silence = faults.take('silent-lose-reply') ?? faults.take('silent-after-message');
    if (silence) line.silence();
    if (drop?.name === 'lose-reply' || silence?.name === 'silent-lose-reply') return;
    // Replies come one after the other, unless they shall not.
    if (call && faults.take('overlap')) void reply(said).then((written) => written && finish(written));
    else answer(() => reply(said));
  }

  function reply({ text, mode, parrot, ...message }: Said): Promise<Reply | undefined> {
    // What is written is read later; only speech gives way to speech.
    speaking = mode === 'AUDIO' ? new AbortController() : undefined;
    const turn = {
      text,
      promptTemplateVariables: message.promptTemplateVariables ?? {},
      environmentVariables: message.environmentVariables ?? {},
      history: conversation.logs,
      version: conversation.version,
    };
    const own = speaking;
    const { spoken } = conversation;
    const log: Conversation['log'] = (entry) => conversation.log(entry);
    const written = writeReply({ agent, turn, mode, parrot, interrupted: own?.signal, audience: line, clock, log, spoken });
    return written.finally(() => {
      if (speaking === own) speaking = undefined;
    });
  }

  function answer(write: () => Promise<Reply | undefined>): void {
    void conversation.inTurn(write).then((written) => written && finish(written));
  }

  function finish({ output, errors, isUnannounced = false }: Reply): void {
    const drop = faults.take('drop-before-final');
    if (drop) return line.end(drop.code);
    if (faults.take('silent-before-final')) return line.silence();
    if (isUnannounced || faults.take('no-final')) return undefined;
    const frame = finalFrame(conversation.id, output, errors);
    line.send(frame);
    if (faults.take('double-final')) line.send(frame);
    const dropAfter = faults.take('drop-after-final');
    if (dropAfter) return line.end(dropAfter.code);
    return faults.take('auto-close') ? line.end(1000, 'The conversation is over') : undefined;
  }
}

function bytesOf(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}
