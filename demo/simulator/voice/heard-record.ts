import type { SpokenTurn } from './energy-gate.js';
import { writeWav } from './wav.js';

/** A turn with what it was understood as. */
export interface HeardTurn extends SpokenTurn {
  readonly text: string;
}

/** A pause between two frames that is longer than the sound of the first. */
export interface Gap {
  /** Where, in samples since the first. */
  readonly atSample: number;
  readonly ms: number;
}

/** In samples: ten minutes at 16 kHz. */
const most = 10 * 60 * 16_000;
/** Later than this is a gap, beyond what the sound of a frame lasts, in ms. */
const toleranceMs = 250;
const mostGaps = 1000;

/** All that was heard in one conversation, for a test to compare with what was said into the microphone. */
export class HeardRecord {
  /** In Hz. */
  readonly sampleRate: number;
  readonly turns: HeardTurn[] = [];
  /** Where the agent was interrupted, in samples. */
  readonly interruptions: number[] = [];
  readonly #frames: Float32Array[] = [];
  readonly #gaps: Gap[] = [];
  readonly #sizes = new Map<number, number>();
  #count = 0;
  #samples = 0;
  #oddBytes = 0;
  #notFinite = 0;
  #peak = 0;
  #firstAt: number | undefined;
  #lastAt = 0;
  #lastMs = 0;

  constructor(sampleRate: number) {
    this.sampleRate = sampleRate;
  }

  /** How many samples there were. */
  get position(): number {
    return this.#samples;
  }

  /** @param oddBytes bytes at its end that make no sample */
  add(samples: Float32Array, oddBytes: number, at: number): void {
    this.#firstAt ??= at;
    const ms = at - this.#lastAt - this.#lastMs;
    if (this.#count > 0 && ms > toleranceMs && this.#gaps.length < mostGaps) this.#gaps.push({ atSample: this.#samples, ms });
    if (this.#samples < most) this.#frames.push(samples);
    this.#count += 1;
    this.#samples += samples.length;
    this.#oddBytes += oddBytes;
    this.#sizes.set(samples.length, (this.#sizes.get(samples.length) ?? 0) + 1);
    for (const sample of samples) {
      if (!Number.isFinite(sample)) this.#notFinite += 1;
      else this.#peak = Math.max(this.#peak, Math.abs(sample));
    }
    this.#lastAt = at;
    this.#lastMs = (1000 * samples.length) / this.sampleRate;
  }

  /** What was heard from one sample to another, both counted from the first. */
  slice({ from, to }: SpokenTurn): Float32Array {
    return this.#join().slice(from, to);
  }

  report() {
    return {
      sampleRate: this.sampleRate,
      frames: this.#count,
      samples: this.#samples,
      seconds: this.#samples / this.sampleRate,
      /** How many frames there were of each length in samples. */
      frameSizes: Object.fromEntries(this.#sizes),
      /** Bytes that made no whole sample. */
      oddBytes: this.#oddBytes,
      /** Samples that are no numbers. */
      notFinite: this.#notFinite,
      peak: this.#peak,
      /** Milliseconds since the epoch. */
      firstAt: this.#firstAt ?? null,
      lastAt: this.#count > 0 ? this.#lastAt : null,
      gaps: this.#gaps,
      turns: this.turns,
      interruptions: this.interruptions,
    };
  }

  /** A WAV file of 32-bit floats, the samples as they came. */
  toWav(): Uint8Array {
    const { buffer, byteOffset, byteLength } = this.#join();
    return writeWav(new Uint8Array(buffer, byteOffset, byteLength), this.sampleRate, 32);
  }

  #join(): Float32Array {
    const all = new Float32Array(this.#frames.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const frame of this.#frames) {
      all.set(frame, at);
      at += frame.length;
    }
    return all;
  }
}
