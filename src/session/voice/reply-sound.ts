import type { AudioChunk, PlayedSpan } from '../../audio/call.js';
import type { Clock } from '../../base/clock.js';
import type { AudioOutput } from '../../protocol/content.js';
import type { ServerMessage } from '../../protocol/messages.js';
import { CaptionTracker } from './caption-tracker.js';
import { Sounds, type Sound } from './sounds-of.js';
import type { TurnsView } from './turns-view.js';

export interface ReplySoundOptions {
  readonly clock: Clock;
  readonly turns: TurnsView;
  /** See `Call.play`. */
  readonly play: (turn: string, chunk: AudioChunk) => PlayedSpan | undefined;
}

/** The sound of the replies in a call: plays each piece once, and knows which of their words are being heard. */
export class ReplySound {
  readonly reading = new CaptionTracker();
  readonly #options: ReplySoundOptions;
  readonly #sounds: Sounds;

  constructor(options: ReplySoundOptions) {
    this.#options = options;
    this.#sounds = new Sounds(options.clock);
  }

  /** What a message of the server's has of the reply that is under way. */
  take(message: ServerMessage): void {
    const { active } = this.#options.turns;
    if (active) for (const sound of this.#sounds.of(message, active)) this.#play(active.id, sound);
  }

  /** A chunk of a turn's reply, which may be over. */
  give(turn: string, output: AudioOutput): void {
    if (this.#options.turns.active?.id === turn) this.take({ kind: 'stream', output });
    else this.#play(turn, { output, isFirst: false });
  }

  #play(turn: string, { output, isFirst }: Sound): void {
    const { base64Audio, sampleRate, transcription } = output;
    if (isFirst) this.reading.forget(turn);
    this.reading.add(turn, transcription, this.#options.play(turn, { audio: base64Audio, sampleRate, isFirst }));
  }
}
