import type { AudioOutput } from '../../../src/protocol/content.js';
import type { AgentLog } from '../../../src/protocol/logs.js';
import type { CallEvent } from '../../../src/session/core/call-model.js';
import type { ServerKind, Utterance } from './call-plan.js';
import { piecesOf, ReplyWriter, soundOf, spokenMs } from './spoken-replies.js';
import type { VirtualClock } from './virtual-clock.js';

/** A chunk without words, between those whose transcriptions grow. */
const blank = '';

export interface Chunk {
  readonly reply: TrueReply;
  readonly output: AudioOutput;
  readonly ms: number;
}

/** A reply as it really is. */
export interface TrueReply {
  readonly question: TrueTurn;
  readonly text: string;
  /** What was sent, and so what the log has. */
  sent: string;
  /** When its first chunk came here. */
  cameAt: number;
  readonly chunks: Chunk[];
  /** When the person's speech cut it here, or what was given as its end, if it did. */
  cutAt: number | undefined;
  /** Words of it were cut. */
  isCutShort: boolean;
  isLogged: boolean;
}

export interface TrueTurn {
  readonly said: string;
  /** When it came into the log. */
  readonly at: number;
  reply: TrueReply | undefined;
}

/** What a server needs. */
export interface ServerPort {
  readonly kind: ServerKind;
  readonly clock: VirtualClock;
  /** Something has come to the call. */
  readonly tell: (event: CallEvent) => void;
  /** Something has happened, for a person to read. */
  readonly say: (text: string) => void;
}

/** A server of some kind: it hears the person, answers, stops or goes on, and keeps a log. */
export class CallServer {
  readonly turns: TrueTurn[] = [];
  readonly log: AgentLog[] = [];
  readonly chunkOf = new Map<AudioOutput, Chunk>();
  /** When it has done anything last. */
  lastAt = 0;
  readonly #port: ServerPort;
  readonly #writer = new ReplyWriter();
  #speaking: TrueReply | undefined;
  #stop: ((tailMs: number) => void) | undefined;
  #freeAt = 0;
  readonly #waiting: TrueTurn[] = [];
  #isServerSpeechOn = false;

  constructor(port: ServerPort) {
    this.#port = port;
  }

  /** Whether all is answered, and nothing more is sent. */
  get isQuiet(): boolean {
    return this.#waiting.length === 0 && this.turns.every(({ reply }) => !reply || reply.isLogged);
  }

  onset(): void {
    this.#isServerSpeechOn = true;
    if (this.#port.kind.stops === 'onset') this.#stop?.(this.#port.kind.tailMs);
    if (this.#port.kind.stopsThinking && !this.#speaking) this.#giveUp();
  }

  /** What was not answered yet will not be. */
  #giveUp(): void {
    const { givesUp, closing, closesCut } = this.#port.kind;
    for (const turn of this.#waiting.splice(0)) {
      turn.reply = undefined;
      if (givesUp === 'silently') continue;
      this.log.push({ logType: 'MESSAGE_TO_USER', multimodalOutput: { outputType: 'TEXT', content: '' } });
      this.#port.say(`server: gives up ${turn.said}`);
      if ((closing === 'message' || closing === 'both') && closesCut) this.#sendFinal('');
    }
  }

  #sendFinal(text: string): void {
    this.#send(() => {
      this.#port.say(`final: ${text}`);
      this.#port.tell({ type: 'final', text, failure: '' });
    });
  }

  end(reply: Utterance['reply']): void {
    this.#isServerSpeechOn = false;
    const turn: TrueTurn = { said: `Question ${this.turns.length + 1}`, at: this.#port.clock.now, reply: undefined };
    this.turns.push(turn);
    this.log.push({ logType: 'USER', userMultimodalInputs: [{ inputType: 'AUDIO', transcription: turn.said }] });
    this.#port.say(`server: ${turn.said}`);
    if (this.#port.kind.stops === 'end') this.#stop?.(this.#port.kind.tailMs);
    if (this.#port.kind.supersedes) this.#giveUp();
    this.#waiting.push(turn);
    turn.reply = { question: turn, text: this.#writer.compose(reply), sent: '', cameAt: Infinity, chunks: [], cutAt: undefined, isCutShort: false, isLogged: false };
    this.#port.clock.at(this.#port.clock.now + Math.max(1, this.#port.kind.thinkMs), () => this.#answer(turn, reply));
  }

  #answer(turn: TrueTurn, how: Utterance['reply']): void {
    const { overlaps, stops } = this.#port.kind;
    if (!this.#waiting.includes(turn)) return;
    // One reply after the other; where they overlap, the tail of the one before is still under way.
    // A person who speaks is not answered.
    const isHeard = this.#isServerSpeechOn && stops === 'onset';
    if (isHeard || this.#speaking || this.#waiting[0] !== turn || (!overlaps && this.#port.clock.now < this.#freeAt)) {
      return this.#port.clock.at(this.#port.clock.now + 20, () => this.#answer(turn, how));
    }
    this.#waiting.shift();
    const reply = turn.reply!;
    this.#speaking = reply;
    const { isGrowing } = this.#port.kind;
    const words = piecesOf(reply.text, how.chunkWords, how.style);
    const pieces = isGrowing ? words.flatMap((piece, index) => (index % 2 === 0 ? [piece] : [blank, piece])) : words;
    let position = 0;
    let stopAt = Infinity;
    let isClosed = false;
    const close = (isCut: boolean): void => {
      if (isClosed) return;
      isClosed = true;
      if (this.#speaking === reply) {
        this.#speaking = undefined;
        this.#stop = undefined;
      }
      reply.isLogged = true;
      this.lastAt = this.#port.clock.now;
      this.log.push({ logType: 'MESSAGE_TO_USER', multimodalOutput: { outputType: 'TEXT', content: reply.sent.trim() } });
      this.#port.say(`server: reply logged${isCut ? ', cut' : ''}: ${reply.sent}`);
      const { closing, closesCut, finalHasText } = this.#port.kind;
      if ((closing === 'message' || closing === 'both') && (!isCut || closesCut)) {
        this.#sendFinal(finalHasText ? reply.sent.trim() : '');
      }
    };
    const sendNext = (): void => {
      if (isClosed) return;
      const isCut = this.#port.clock.now >= stopAt;
      const piece = pieces[position];
      if (isCut || piece === undefined) return close(isCut && piece !== undefined);
      position += 1;
      const ms = spokenMs(piece, how.style);
      const isEnd = position === pieces.length || this.#port.clock.now + ms / this.#port.kind.pace >= stopAt;
      const { closing, closesCut } = this.#port.kind;
      const isFinalChunk = (closing === 'last-chunk' || closing === 'both') && isEnd && (position === pieces.length || closesCut);
      if (piece !== blank) reply.sent += piece;
      const transcription = isGrowing && piece !== blank ? reply.sent : piece;
      const output: AudioOutput = { outputType: 'AUDIO', sampleRate: 16_000, base64Audio: soundOf(ms), transcription, isFinalChunk };
      const chunk: Chunk = { reply, output, ms };
      this.chunkOf.set(output, chunk);
      reply.chunks.push(chunk);
      this.#send(() => {
        reply.cameAt = Math.min(reply.cameAt, this.#port.clock.now);
        this.#port.say(`chunk “${transcription}”${isFinalChunk ? ' (last)' : ''}`);
        this.#port.tell({ type: 'chunk', output });
      });
      this.#port.clock.at(this.#port.clock.now + ms / this.#port.kind.pace, sendNext);
    };
    this.#stop = (tailMs) => {
      if (stopAt < Infinity) return;
      stopAt = this.#port.clock.now + tailMs;
      this.#port.say('server stops');
      this.#freeAt = stopAt;
      if (tailMs === 0) return close(position < pieces.length);
      if (this.#port.kind.overlaps) {
        this.#speaking = undefined;
        this.#stop = undefined;
      }
    };
    sendNext();
  }

  #send(arrive: () => void): void {
    this.lastAt = Math.max(this.lastAt, this.#port.clock.now);
    this.#port.clock.at(this.#port.clock.now + this.#port.kind.networkMs, arrive);
  }
}
