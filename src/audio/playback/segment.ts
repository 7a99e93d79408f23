import type { ResamplingKernel } from '../../samples/resampling-kernel.js';

/** Samples are kept in blocks of as many. */
const blockLength = 4096;
/** How much is kept of what was played, in ms, to return to. */
const memory = 400;

export interface SegmentOptions {
  /** The reply that it belongs to; later ones have higher numbers. */
  readonly track: number;
  /** Of its samples, in Hz. */
  readonly rate: number;
  /** Where it begins in its reply, in ms. */
  readonly startMs: number;
  readonly kernel: ResamplingKernel;
}

/** Sound of one reply at one rate, and how far it has been played. Reading allocates nothing. */
export class Segment {
  readonly track: number;
  readonly rate: number;
  /** Nothing more comes of this reply. */
  isEnded?: boolean;
  readonly #startMs: number;
  readonly #kernel: ResamplingKernel;
  readonly #blocks: Float32Array[] = [];
  /** How many blocks have been forgotten. */
  #forgotten = 0;
  #length = 0;
  #position = 0;
  #phase = 0;
  /** Where samples that are not in one block are put together. */
  readonly #joint: Float32Array;

  constructor({ track, rate, startMs, kernel }: SegmentOptions) {
    this.track = track;
    this.rate = rate;
    this.#startMs = startMs;
    this.#kernel = kernel;
    this.#joint = new Float32Array(kernel.taps);
  }

  append(samples: Float32Array): void {
    for (let from = 0; from < samples.length; ) {
      const at = this.#length % blockLength;
      if (at === 0) this.#blocks.push(new Float32Array(blockLength));
      const part = samples.subarray(from, from + blockLength - at);
      this.#blocks.at(-1)!.set(part, at);
      this.#length += part.length;
      from += part.length;
    }
  }

  /** How much of its reply has been played, in ms. */
  get playedMs(): number {
    return this.#startMs + ((this.#position + this.#phase / this.#kernel.phases) / this.rate) * 1000;
  }

  /** How much waits to be played, in ms. */
  get waitingMs(): number {
    return ((this.#length - this.#position) / this.rate) * 1000;
  }

  /** How many frames can be read. @param isComplete whether nothing follows but silence */
  available(isComplete: boolean): number {
    const end = this.#length - (isComplete ? 0 : this.#kernel.half);
    const { phases, stride } = this.#kernel;
    return Math.max(0, Math.ceil(((end - this.#position) * phases - this.#phase) / stride));
  }

  /** The next frame, at the rate of the output. */
  read(): number {
    const value = this.#at(this.#position - this.#kernel.half + 1);
    const { phases, stride } = this.#kernel;
    this.#phase += stride;
    const whole = Math.floor(this.#phase / phases);
    this.#position += whole;
    this.#phase -= whole * phases;
    return value;
  }

  /** Goes back to where it was, or as far as it remembers. @param ms as `playedMs` was */
  return(ms: number): void {
    const { phases } = this.#kernel;
    const place = Math.max(0, Math.round(((ms - this.#startMs) / 1000) * this.rate * phases));
    this.#position = Math.max(this.#forgotten * blockLength, Math.floor(place / phases));
    this.#phase = place % phases;
  }

  /** Lets go of what was played some time ago. */
  forget(): void {
    const kept = Math.floor((this.#position - this.#kernel.half - (memory / 1000) * this.rate) / blockLength);
    for (; this.#forgotten < kept; this.#forgotten++) this.#blocks.shift();
  }

  #at(from: number): number {
    const to = from + this.#kernel.taps;
    const first = Math.floor(from / blockLength);
    // Behind the last sample a block holds zeros.
    if (from >= 0 && to <= (first + 1) * blockLength) {
      return this.#kernel.apply(this.#blocks[first - this.#forgotten]!, from - first * blockLength, this.#phase);
    }
    for (let at = from; at < to; at++) {
      const block = at < 0 || at >= this.#length ? undefined : this.#blocks[Math.floor(at / blockLength) - this.#forgotten];
      this.#joint[at - from] = block ? block[at % blockLength]! : 0;
    }
    return this.#kernel.apply(this.#joint, 0, this.#phase);
  }
}
