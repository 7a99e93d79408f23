import { resample } from './resample.js';
import type { Chunk } from './chunks.js';
import { toInt16Bytes, writeWav } from './wav.js';

/** A chunk that was sent, without its samples. */
export interface SpokenChunk {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly sampleRate: number | undefined;
  /** What should be heard of it. */
  readonly samples: number;
  /** Of the base64. */
  readonly characters: number;
  readonly transcription: string | undefined;
  readonly isFinalChunk: boolean | undefined;
}

/** In samples: ten minutes at 16 kHz. */
const most = 10 * 60 * 16_000;

/** All that was sent as speech in one conversation, for a test to compare with what is heard. */
export class SpokenRecord {
  readonly chunks: SpokenChunk[] = [];
  readonly #sounds: { readonly samples: Float32Array; readonly sampleRate: number }[] = [];
  #samples = 0;

  add({ output, samples, sampleRate }: Chunk, at: number): void {
    const { sampleRate: stated, base64Audio = '', transcription, isFinalChunk } = output;
    const characters = base64Audio.length;
    this.chunks.push({ at, sampleRate: stated, samples: samples.length, characters, transcription, isFinalChunk });
    if (this.#samples >= most) return;
    this.#samples += samples.length;
    this.#sounds.push({ samples, sampleRate });
  }

  /** What should be heard, at the rate of the first chunk: a WAV file of 16 bits. */
  toWav(): Uint8Array {
    const rate = this.#sounds[0]?.sampleRate ?? 16_000;
    const bytes = this.#sounds.map(({ samples, sampleRate }) => toInt16Bytes(resample(samples, sampleRate, rate)));
    return writeWav(Buffer.concat(bytes), rate, 16);
  }
}
