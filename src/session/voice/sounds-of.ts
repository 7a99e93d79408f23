import type { Clock } from '../../base/clock.js';
import type { AudioOutput } from '../../protocol/content.js';
import type { ServerMessage } from '../../protocol/messages.js';
import type { Turn } from '../core/model.js';

/** A piece of a reply's sound. */
export interface Sound {
  readonly output: AudioOutput;
  /** Whether the reply begins with it: a turn may be asked again, and what came of its first reply counts no more. */
  readonly isFirst: boolean;
}

/** A last chunk that comes twice does so within so many ms; the same sound later is another reply, which has no end either. */
const repeatMs = 250;

/** What of the server's messages is to be heard. The final one of a reply has all of its sound again, and a last chunk may come twice. */
export class Sounds {
  /** The last chunk of the last reply, in base64. */
  #last: { readonly turn: string; readonly audio: string; readonly at: number } | undefined;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  of(message: ServerMessage, turn: Turn): readonly Sound[] {
    if (message.kind !== 'stream' && message.kind !== 'final') return [];
    const isBeginning = turn.transcription === undefined;
    if (isBeginning) this.#last = undefined;
    else if (message.kind === 'final') return [];
    const outputs = message.kind === 'stream' ? [message.output] : message.output;
    return outputs
      .filter((output) => output.outputType === 'AUDIO')
      .filter((output) => !this.#isRepeated(output, turn.id))
      .map((output, index) => ({ output, isFirst: isBeginning && index === 0 }));
  }

  #isRepeated({ isFinalChunk, base64Audio: audio }: AudioOutput, turn: string): boolean {
    if (!isFinalChunk) return false;
    const at = this.#clock.now();
    const isKnown = this.#last?.turn === turn && this.#last.audio === audio && at - this.#last.at <= repeatMs;
    this.#last = { turn, audio, at };
    return isKnown;
  }
}
