import { ResamplingKernel } from './resampling-kernel.js';

/** How many samples are taken at a time, at most. */
const slice = 1024;

/**
 * Converts a stream from one rate to another, in blocks of any size: nothing is lost or repeated between them, and
 * nothing is allocated.
 */
export class StreamResampler {
  readonly #kernel: ResamplingKernel;
  readonly #held: Float32Array;
  #length: number;
  /** Of the next output sample, in `#held`. */
  #position: number;
  #phase = 0;

  /**
   * @param inputRate in Hz
   * @param outputRate in Hz
   */
  constructor(inputRate: number, outputRate: number) {
    this.#kernel = new ResamplingKernel(inputRate, outputRate);
    const { taps, half } = this.#kernel;
    this.#held = new Float32Array(taps + slice);
    // What came before the first sample was silence.
    this.#length = half - 1;
    this.#position = half - 1;
  }

  /** How many samples may come of as many. */
  outputLength(inputLength: number): number {
    return Math.ceil((inputLength * this.#kernel.phases) / this.#kernel.stride) + 1;
  }

  /**
   * @param input of any length
   * @param output with room for `outputLength(input.length)`
   * @returns how many samples were written
   */
  process(input: Float32Array, output: Float32Array): number {
    let written = 0;
    for (let from = 0; from < input.length; from += slice) {
      const to = Math.min(from + slice, input.length);
      this.#makeRoom();
      for (let index = from; index < to; index++) this.#held[this.#length++] = input[index]!;
      written = this.#drain(output, written);
    }
    return written;
  }

  #drain(output: Float32Array, written: number): number {
    const { half, phases, stride } = this.#kernel;
    while (this.#position + half < this.#length) {
      output[written++] = this.#kernel.apply(this.#held, this.#position - half + 1, this.#phase);
      this.#phase += stride;
      const whole = Math.floor(this.#phase / phases);
      this.#position += whole;
      this.#phase -= whole * phases;
    }
    return written;
  }

  /** Moves what is still needed to the front. */
  #makeRoom(): void {
    const first = Math.min(this.#position - this.#kernel.half + 1, this.#length);
    this.#held.copyWithin(0, first, this.#length);
    this.#length -= first;
    this.#position -= first;
  }
}
