import type { AgentLog } from '../../src/protocol/logs.js';
import type { FakeClock } from './fake-clock.js';
import { ScriptedServer, ScriptedSocket } from './scripted-server.js';

/*
 * A voice server that knows the API document alone: it hears the samples, answers, and keeps a log. Where the document
 * is silent it does what its manners say. It has nothing of the simulator.
 */

/** What the document leaves open. */
export interface Manners {
  /** The status message, besides its `conversationId`. */
  readonly status: Readonly<Record<string, unknown>>;
  /** What is sent of a reply, in order; `text` is what of the reply has been said with it. */
  readonly messagesOf: (reply: string) => readonly { readonly message: unknown; readonly ms: number; readonly text: string }[];
  /** What is sent when all of a reply has been, or when it was cut; nothing where no message says so. */
  readonly closing: (said: string, isCut: boolean) => unknown;
  /** Whether the reply to what was typed has its final message, as the document says, also where others have none. */
  readonly closesTyped: boolean;
  /** How long it thinks, in ms. */
  readonly thinkMs: number;
  /** So much longer than the person speaks a reply that they cut goes on, in ms. */
  readonly tailMs: number;
  /** When a reply is in the log: as soon as it begins, and then whole, or when it has ended, as far as it was sent. */
  readonly logsReply: 'begun' | 'ended';
  /** The log's entry of what was said. @param said nothing before the speech has ended, where it is in the log by then */
  readonly userEntry: (said: string | undefined) => AgentLog;
  /** Whether what is being said is in the log from its beginning on. */
  readonly logsOnset: boolean;
  readonly agentEntry: (text: string) => AgentLog;
  /** What else comes into the log before a reply. */
  readonly asides: readonly AgentLog[];
}

/** A turn is over after so long a silence, in ms. */
const silenceMs = 500;
const sampleRate = 16_000;

export class OtherVoiceServer extends ScriptedServer {
  readonly #manners: Manners;
  readonly #clock: FakeClock;
  /** What the person will have said, and what is answered. */
  readonly #lines: readonly (readonly [said: string, reply: string])[];
  #turns = 0;
  #entry = -1;
  #isSpeech = false;
  #quietMs = 0;
  /** Cuts the reply that is being said. */
  #cut: (() => void) | undefined;

  constructor(manners: Manners, clock: FakeClock, lines: OtherVoiceServer['lines']) {
    super();
    this.#manners = manners;
    this.#clock = clock;
    this.#lines = lines;
  }

  get lines(): readonly (readonly [said: string, reply: string])[] {
    return this.#lines;
  }

  override readonly createSocket = (address: string): WebSocket => {
    const hear = (socket: ScriptedSocket, data: string | Float32Array): void => {
      if (typeof data !== 'string') return this.#listen(socket, data);
      const message = socket.sent.at(-1);
      if (message?.messageType !== 'MULTIMODAL') return;
      this.logs.push({ logType: 'USER', userMultimodalInputs: message.input });
      if (!this.#manners.closesTyped) return this.#answer(socket);
      this.#answer(socket, (content) => ({ conversationId: 'conv-other', output: [{ outputType: 'TEXT', content }], errors: [] }));
    };
    class Socket extends ScriptedSocket {
      override send(data: string | Float32Array): void {
        super.send(data);
        hear(this, data);
      }
    }
    const socket = new Socket(address);
    this.sockets.push(socket);
    queueMicrotask(() => {
      socket.accept();
      void socket.say({ conversationId: 'conv-other', ...this.#manners.status });
    });
    return socket as unknown as WebSocket;
  };

  /** Tells speech from silence by how loud it is. */
  #listen(socket: ScriptedSocket, samples: Float32Array): void {
    const isLoud = samples.some((sample) => Math.abs(sample) > 0.05);
    this.#quietMs = isLoud ? 0 : this.#quietMs + (samples.length / sampleRate) * 1_000;
    if (isLoud && !this.#isSpeech) {
      this.#isSpeech = true;
      this.#cut?.();
      if (this.#manners.logsOnset) this.#entry = this.logs.push(this.#manners.userEntry(undefined)) - 1;
    }
    if (!this.#isSpeech || this.#quietMs < silenceMs) return;
    this.#isSpeech = false;
    const [said] = this.#lines[this.#turns]!;
    if (this.#manners.logsOnset) this.logs[this.#entry] = this.#manners.userEntry(said);
    else this.logs.push(this.#manners.userEntry(said));
    this.#answer(socket);
  }

  #answer(socket: ScriptedSocket, closing = this.#manners.closing): void {
    const [, reply] = this.#lines[this.#turns]!;
    this.#turns += 1;
    const { messagesOf, thinkMs, tailMs, logsReply, agentEntry, asides } = this.#manners;
    const waiting = [...messagesOf(reply)];
    let said = '';
    let cutAt = Infinity;
    const next = (): void => {
      const isCut = this.#clock.now() >= cutAt && waiting.length > 0;
      const piece = isCut ? undefined : waiting.shift();
      if (piece) {
        said = piece.text;
        void socket.say(piece.message);
        this.#clock.after(piece.ms, next);
        return;
      }
      this.#cut = undefined;
      if (logsReply === 'ended') this.logs.push(agentEntry(said));
      const message = closing(said, isCut);
      if (message !== undefined) void socket.say(message);
    };
    this.#clock.after(thinkMs, () => {
      this.logs.push(...asides);
      if (logsReply === 'begun') this.logs.push(agentEntry(reply));
      this.#cut = () => {
        cutAt = this.#clock.now() + tailMs;
      };
      next();
    });
  }
}

/** A tone of so many ms, as 16-bit samples. */
function tone(ms: number, rate: number): Buffer {
  const samples = Int16Array.from({ length: Math.round((ms * rate) / 1_000) }, (_, index) => Math.round(8_000 * Math.sin(index / 7)));
  return Buffer.from(samples.buffer);
}

function wav(ms: number, rate: number): Buffer {
  const data = tone(ms, rate);
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + data.length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(data.length, 40);
  return Buffer.concat([header, data]);
}

const audio = (fields: Readonly<Record<string, unknown>>): unknown => ({ streamedOutput: { outputType: 'AUDIO', ...fields } });
const wordsOf = (text: string): readonly string[] => text.match(/\S+\s*/g) ?? [];
const heard = (transcription: string | undefined): AgentLog => ({ logType: 'USER', userMultimodalInputs: [{ inputType: 'AUDIO', ...(transcription !== undefined && { transcription }) }] });

/** Sentences: first their words, then their sound as a WAV file of its own, in the URL alphabet; the final message has all of the sound again. */
const sentences: Manners = {
  status: { status: 'OPEN' },
  messagesOf(reply) {
    let text = '';
    return (reply.match(/[^.?!]+[.?!]\s*/g) ?? []).flatMap((sentence) => {
      text += sentence;
      const ms = 200 * wordsOf(sentence).length;
      return [
        { message: audio({ transcription: sentence }), ms: 0, text },
        { message: audio({ base64Audio: wav(ms, 22_050).toString('base64url'), sampleRate: 16_000 }), ms: ms / 4, text },
      ];
    });
  },
  closing: (said, isCut) => (isCut ? undefined : { output: [{ outputType: 'AUDIO', base64Audio: wav(200 * wordsOf(said).length, 22_050).toString('base64'), transcription: said }] }),
  closesTyped: true,
  thinkMs: 0,
  tailMs: 0,
  logsReply: 'begun',
  userEntry: heard,
  logsOnset: false,
  agentEntry: (transcription) => ({ logType: 'MESSAGE_TO_USER', multimodalOutput: { outputType: 'AUDIO', sampleRate: 22_050, base64Audio: '', transcription, isFinalChunk: true } }),
  asides: [],
};

/** The text in writing, ahead of a sound that has none; an empty last chunk, and a final message with what was said. */
const writing: Manners = {
  status: { status: 'IN_PROGRESS', errors: [], sessionToken: 'x' },
  messagesOf(reply) {
    let text = '';
    return [
      ...wordsOf(reply).map((content) => ({ message: { streamedOutput: { outputType: 'TEXT', content } }, ms: 5, text: (text += content) })),
      ...wordsOf(reply).map(() => ({ message: audio({ base64Audio: tone(240, 24_000).toString('base64').replace(/.{76}/g, '$&\r\n'), sampleRate: 24_000, transcription: null }), ms: 200, text: reply })),
      { message: audio({ base64Audio: '', isFinalChunk: true }), ms: 0, text: reply },
    ];
  },
  closing: (content) => ({ conversationId: 'conv-other', output: [{ outputType: 'TEXT', content }], errors: [] }),
  closesTyped: true,
  thinkMs: 700,
  tailMs: 300,
  logsReply: 'ended',
  userEntry: heard,
  logsOnset: true,
  agentEntry: (content) => ({ logType: 'MESSAGE_TO_USER', multimodalOutput: { outputType: 'TEXT', content } }),
  asides: [],
};

/** Short chunks whose transcriptions grow, with blanks in between; a tool; no message says that a reply is over. */
const captions: Manners = {
  status: { status: 'REVIVED', errors: [], other: { voice: true } },
  messagesOf(reply) {
    let text = '';
    return [
      { message: { streamedToolMessages: { responseType: 'EXECUTE_TOOL', toolName: 'Look', invocationId: 'inv', publicVars: {}, streamMessage: 'EXECUTION START: Look' } }, ms: 40, text },
      ...wordsOf(reply).flatMap((word, index) => {
        text += word;
        const base64Audio = tone(90 + index * 7, 8_000).toString('base64').replace(/=+$/, '');
        return [
          { message: audio({ base64Audio, sampleRate: 8_000, transcription: text, isFinalChunk: false }), ms: 120, text },
          { message: audio({ base64Audio, sampleRate: 8_000, transcription: ' ' }), ms: 80, text },
        ];
      }),
    ];
  },
  closing: () => undefined,
  closesTyped: false,
  thinkMs: 300,
  tailMs: 500,
  logsReply: 'ended',
  userEntry: (said) => ({ logType: 'USER', userMultimodalInputs: [{ inputType: 'AUDIO', s3Uri: 's3://recordings/1.wav', ...(said !== undefined && { transcription: said }) }] }),
  logsOnset: false,
  agentEntry: (content) => ({ logType: 'MESSAGE_TO_USER', multimodalOutput: { outputType: 'TEXT', content: content.trim() } }),
  asides: [
    { logType: 'TOOL_REQUEST', executeToolRequest: { toolCallId: 'inv', name: 'Look', variables: {} } },
    { logType: 'TOOL_RESPONSE', executeToolResponse: { toolCallId: 'inv', toolName: 'Look', result: null } },
  ],
};

/** No words at all, in pieces of 20 ms with fields that nobody knows; no message says that a reply is over. */
const wordless: Manners = {
  ...captions,
  status: { status: 'CREATED', errors: null, region: 'north', limits: [1, 2] },
  messagesOf: (reply) => Array.from({ length: wordsOf(reply).length * 8 }, (_, index) => ({
    message: { ...(audio({ base64Audio: tone(20, 16_000).toString('base64'), sampleRate: 16_000, sequence: index, voice: { id: 'x' } }) as object), streamId: 'a', at: null },
    ms: 20,
    text: reply,
  })),
  asides: [],
};

/** Pieces of two seconds, each of which says that it is the last one; the final message comes before the sound has ended. Other messages come between them. */
const hasty: Manners = {
  ...sentences,
  messagesOf(reply) {
    let text = '';
    const words = wordsOf(reply);
    const pieces = Array.from({ length: Math.ceil(words.length / 8) }, (_, index) => words.slice(index * 8, index * 8 + 8).join(''));
    return pieces.flatMap((transcription, index) => {
      text += transcription;
      const isLast = index === pieces.length - 1;
      return [
        { message: { type: 'ping', streamedOutput: null }, ms: 1, text },
        ...(isLast ? [{ message: { output: [{ outputType: 'TEXT', content: reply.trim() }], errors: [], usage: { tokens: 3 } }, ms: 1, text: reply }] : []),
        { message: audio({ base64Audio: tone(2_000, 16_000).toString('base64'), sampleRate: 16_000, transcription, isFinalChunk: true, alternatives: [transcription, transcription.toUpperCase()] }), ms: 900, text },
      ];
    });
  },
  closing: () => undefined,
  closesTyped: false,
  thinkMs: 200,
  logsReply: 'ended',
  agentEntry: writing.agentEntry,
};

export const manners: Readonly<Record<string, Manners>> = { sentences, writing, captions, wordless, hasty };
