import type { ExecutionOutputMode, MultimodalOutput } from '../../src/protocol/content.js';
import type { Beat } from './beats.js';
import type { VoiceSettings } from './voice/settings.js';
import { resample } from './voice/resample.js';
import { toInt16Bytes } from './voice/wav.js';

/** All that was said in one reply so far. */
export class Said {
  readonly #mode: ExecutionOutputMode;
  readonly #sounds: { readonly samples: Float32Array; readonly sampleRate: number }[] = [];
  #text = '';

  constructor(mode: ExecutionOutputMode) {
    this.#mode = mode;
  }

  get text(): string {
    return this.#mode === 'AUDIO' ? this.#text.trim() : this.#text;
  }

  add(beat: Beat): void {
    if (beat.kind === 'token') this.#text += beat.text;
    if (beat.kind !== 'audio') return;
    this.#text += beat.chunk.words;
    this.#sounds.push(beat.chunk);
  }

  /** As the log has it: of speech, the words. */
  logged(words: string): MultimodalOutput {
    if (this.#mode === 'TEXT') return { outputType: 'TEXT', content: words };
    return { outputType: 'AUDIO', sampleRate: 16_000, base64Audio: '', transcription: words, isFinalChunk: true };
  }

  /** As the final message of a spoken reply has it. */
  spoken(words: string, { finalOutput, sampleRate }: VoiceSettings): MultimodalOutput {
    if (finalOutput !== 'audio') return { outputType: 'TEXT', content: words };
    const bytes = this.#sounds.map(({ samples, sampleRate: from }) => toInt16Bytes(resample(samples, from, sampleRate)));
    const base64Audio = Buffer.concat(bytes).toString('base64');
    return { outputType: 'AUDIO', sampleRate, base64Audio, transcription: words, isFinalChunk: true };
  }
}
