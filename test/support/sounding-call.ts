import type { AudioChunk, CallOptions, PlayedSpan } from '../../src/audio/call.js';
import { PlaybackEngine, type PlaybackOrder } from '../../src/audio/playback/playback-engine.js';
import type { PlayerReport } from '../../src/audio/playback/player-report.js';
import { Speaker } from '../../src/audio/playback/speaker.js';
import { Port } from '../../src/audio/port.js';
import { systemClock } from '../../src/base/clock.js';
import { concatenate } from '../audio/signals.js';
import { FakeCall } from './fake-call.js';

/** One end of a channel whose other end hears at once. What is sent before anybody listens is no case that a test has. */
class PromptPort {
  peer: PromptPort | undefined;
  onmessage: ((event: MessageEvent) => void) | null = null;

  postMessage(data: unknown): void {
    this.peer?.onmessage?.(new MessageEvent('message', { data: structuredClone(data) }));
  }
}

function promptChannel(): readonly [MessagePort, MessagePort] {
  const ends = [new PromptPort(), new PromptPort()] as const;
  ends[0].peer = ends[1];
  ends[1].peer = ends[0];
  return ends as unknown as readonly [MessagePort, MessagePort];
}

/** A call whose loudspeaker is the real one, from base64 to samples; a test renders when it wants to hear them. */
export class SoundingCall extends FakeCall {
  /** Of what is rendered, in Hz. */
  static readonly rate = 16_000;
  /** How many frames are rendered at once. */
  static readonly block = 160;
  readonly #lifetime = new AbortController();
  readonly #speaker: Speaker;
  readonly #engine: PlaybackEngine;
  readonly #ended = new Set<string>();
  readonly #finished = new Set<string>();

  constructor(options: CallOptions) {
    super(options);
    const [page, worklet] = promptChannel();
    this.#engine = new PlaybackEngine(worklet, SoundingCall.rate);
    this.#speaker = new Speaker({
      clock: systemClock,
      latencyMs: () => 0,
      onEvent: (event) => {
        if (event.type === 'played' && event.isFinished) this.#finished.add(event.replyId);
        options.onEvent(event);
      },
      onPlaying: () => undefined,
      onUnderrun: () => undefined,
      signal: this.#lifetime.signal,
    });
    this.#speaker.connect(new Port<PlaybackOrder, PlayerReport>(page));
  }

  override play(replyId: string, chunk: AudioChunk): PlayedSpan | undefined {
    const span = this.#speaker.play(replyId, chunk);
    if (span) this.played.set(replyId, span.endMs);
    return span;
  }

  override endReply(replyId: string): void {
    if (this.played.has(replyId)) this.#ended.add(replyId);
    this.#speaker.end(replyId);
  }

  override silence(): void {
    this.#speaker.silence();
  }

  override async close(): Promise<void> {
    this.#lifetime.abort();
    await super.close();
  }

  /** Renders until all replies that have ended were heard. @returns what was heard, with silence around each */
  async render(): Promise<Float32Array> {
    const blocks: Float32Array[] = [];
    while (![...this.#ended].every((id) => this.#finished.has(id))) {
      for (let count = 0; count < 100; count += 1) {
        const block = new Float32Array(SoundingCall.block);
        this.#engine.process([block]);
        blocks.push(block);
      }
      await new Promise((resolve) => setTimeout(resolve));
    }
    return concatenate(blocks);
  }
}
