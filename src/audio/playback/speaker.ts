import { AgentError } from '../../base/errors.js';
import type { Clock } from '../../base/clock.js';
import type { AudioChunk, CallEvent, PlayedSpan } from '../call.js';
import type { Port } from '../port.js';
import { AudioDecoder } from '../../samples/audio-decoder.js';
import { bytesOfBase64 } from '../../samples/base64.js';
import type { PlaybackOrder } from './playback-engine.js';
import { callAfter } from '../call-after.js';
import type { PlayerReport } from './player-report.js';

/** More than that is not kept waiting, in ms: no reply takes so long. */
const longestWaitMs = 600_000;
/** How many replies are remembered, so that what comes late of them is not taken for a new one. */
const memory = 64;

export interface SpeakerOptions {
  readonly clock: Clock;
  /** From rendering to the ear, in ms. */
  readonly latencyMs: () => number;
  readonly onEvent: (event: CallEvent) => void;
  readonly onPlaying: (replyId: string | undefined) => void;
  readonly onUnderrun: () => void;
  readonly signal: AbortSignal;
}

interface Reply {
  readonly id: string;
  readonly track: number;
  readonly decoder: AudioDecoder;
  /** Chunks that have not been heard yet, for when the context has to be replaced. */
  readonly kept: Extract<PlaybackOrder, { type: 'enqueue' }>[];
  lengthMs: number;
  playedMs: number;
  isEnded?: boolean;
  isDropped?: boolean;
  /** Its sound cannot be read; nothing more of it is played. */
  hasFailed?: boolean;
  /** Whether that something of it cannot be read has been told. */
  isTold?: boolean;
}

/** The page's side of playing: makes samples of chunks, and knows which reply is which. */
export class Speaker {
  readonly #options: SpeakerOptions;
  readonly #replies = new Map<string, Reply>();
  #port: Port<PlaybackOrder, PlayerReport> | undefined;
  #tracks = 0;
  #level = 0;
  #volume = 1;

  constructor(options: SpeakerOptions) {
    this.#options = options;
  }

  /** Of what is rendered, see `levelOf`. */
  get level(): number {
    return this.#level;
  }

  /** The worklet, or a new one: it gets what has not been heard. */
  connect(port: Port<PlaybackOrder, PlayerReport>): void {
    this.#port = port;
    port.listen((report) => {
      if (port === this.#port) this.#hear(report);
    });
    port.send({ type: 'volume', volume: this.#volume });
    for (const reply of this.#replies.values()) {
      for (const order of reply.kept) port.send(order);
      if (reply.isEnded) port.send({ type: 'end', track: reply.track });
    }
  }

  /** See `Call`. */
  play(replyId: string, chunk: AudioChunk): PlayedSpan | undefined {
    if (chunk.isFirst) this.#replies.delete(replyId);
    const reply = this.#reply(replyId);
    if (reply.isDropped) return undefined;
    const startMs = reply.lengthMs;
    const decoded = this.#decode(reply, chunk);
    for (const { samples, rate } of decoded ?? []) {
      const order = { type: 'enqueue', track: reply.track, startMs: reply.lengthMs, samples, rate } as const;
      reply.lengthMs += (samples.length / rate) * 1000;
      reply.kept.push(order);
      this.#port?.send(order);
    }
    // What comes after its end opens it again for the player.
    if (chunk.isFinal || reply.isEnded) this.end(replyId);
    return decoded && { startMs, endMs: reply.lengthMs };
  }

  /** See `Call.endReply`. */
  end(replyId: string): void {
    const reply = this.#replies.get(replyId);
    if (!reply || reply.isDropped) return;
    const isLast = !reply.isEnded;
    reply.isEnded = true;
    this.#port?.send({ type: 'end', track: reply.track });
    // The player knows nothing of it, and will not say that it is over.
    if (isLast && (reply.hasFailed || reply.lengthMs === 0)) {
      this.#options.onEvent({ type: 'played', replyId, heardMs: this.#heard(reply.playedMs), isFinished: true });
    }
  }

  /** The person speaks: what is heard is interrupted. */
  interrupt(): void {
    this.#port?.send({ type: 'cut' });
  }

  /** Falls silent, with nobody interrupting. */
  silence(): void {
    this.#drop(this.#tracks);
    this.interrupt();
  }

  /** Nobody is there to say that it was no speech. */
  raise(): void {
    this.#port?.send({ type: 'raise' });
  }

  setVolume(volume: number): void {
    this.#volume = volume;
    this.#port?.send({ type: 'volume', volume });
  }

  #reply(id: string): Reply {
    const known = this.#replies.get(id);
    if (known) return known;
    const reply: Reply = {
      id,
      track: ++this.#tracks,
      decoder: new AudioDecoder(),
      kept: [],
      lengthMs: 0,
      playedMs: 0,
    };
    this.#replies.set(id, reply);
    const [oldest] = this.#replies.keys();
    if (this.#replies.size > memory && oldest !== undefined) this.#replies.delete(oldest);
    return reply;
  }

  #decode(reply: Reply, { audio, sampleRate }: AudioChunk): ReturnType<AudioDecoder['decode']> | undefined {
    // What follows sound that could not be read may be anything, and loud.
    if (reply.hasFailed) return undefined;
    const bytes = this.#bytesOf(reply, audio);
    try {
      if (reply.lengthMs - reply.playedMs > longestWaitMs) throw new RangeError('More than ten minutes wait to be heard');
      return bytes && reply.decoder.decode(bytes, sampleRate);
    } catch (cause) {
      reply.hasFailed = true;
      reply.kept.length = 0;
      this.#port?.send({ type: 'withdraw', track: reply.track });
      this.#tell(reply, cause);
      return undefined;
    }
  }

  /** @returns nothing of a chunk that came broken; those around it may well be whole */
  #bytesOf(reply: Reply, audio: AudioChunk['audio']): Uint8Array<ArrayBuffer> | undefined {
    try {
      return typeof audio === 'string' ? bytesOfBase64(audio) : audio;
    } catch (cause) {
      this.#tell(reply, cause);
      return undefined;
    }
  }

  /** Once for a reply is enough. */
  #tell(reply: Reply, cause: unknown): void {
    if (reply.isTold) return;
    reply.isTold = true;
    const error = new AgentError('protocol', `A reply’s sound cannot be read: ${cause}`, { cause });
    this.#options.onEvent({ type: 'trouble', error, isFatal: false });
  }

  #hear(report: PlayerReport): void {
    const { onEvent, onPlaying, onUnderrun } = this.#options;
    switch (report.type) {
      case 'audible':
        if (!report.isAudible) {
          this.#level = 0;
          onPlaying(undefined);
        }
        return;
      case 'underrun':
        return onUnderrun();
      case 'cut':
        return this.#interrupted(report.track, report.playedMs, report.through);
      case 'played':
      case 'finished': {
        const reply = this.#byTrack(report.track);
        if (!reply) return;
        reply.playedMs = report.playedMs;
        while (reply.kept[0] && (reply.kept[1]?.startMs ?? reply.lengthMs) <= report.playedMs) reply.kept.shift();
        if (report.type === 'finished') return this.#finished(reply);
        this.#level = report.level;
        onPlaying(reply.id);
        onEvent({ type: 'played', replyId: reply.id, heardMs: this.#heard(report.playedMs), isFinished: false });
      }
    }
  }

  /** It is finished when the last of it has reached the ear. */
  #finished(reply: Reply): void {
    const { clock, latencyMs, onEvent, signal } = this.#options;
    reply.kept.length = 0;
    callAfter(clock, latencyMs(), signal, () => {
      if (!reply.isDropped) onEvent({ type: 'played', replyId: reply.id, heardMs: reply.lengthMs, isFinished: true });
    });
  }

  #interrupted(track: number, playedMs: number, through: number): void {
    for (const { id, track: own } of this.#drop(through)) {
      if (own >= track) this.#options.onEvent({ type: 'interruption', replyId: id, heardMs: own > track ? 0 : this.#heard(playedMs) });
    }
  }

  /** @returns those that were heard, or waited, until now */
  #drop(through: number): readonly Reply[] {
    const dropped = [...this.#replies.values()].filter((reply) => reply.track <= through && !reply.isDropped);
    for (const reply of dropped) {
      reply.isDropped = true;
      reply.kept.length = 0;
    }
    return dropped;
  }

  #heard(playedMs: number): number {
    return Math.max(0, playedMs - this.#options.latencyMs());
  }

  #byTrack(track: number): Reply | undefined {
    return [...this.#replies.values()].find((reply) => reply.track === track && !reply.isDropped);
  }
}
