import { Fourier } from './fourier.js';

/** Samples in a block: 16 ms. */
export const blockLength = 256;
/** Frequencies in a spectrum: from 0 to half the rate, 31 Hz apart. */
export const echoBins = blockLength + 1;
/** By how many blocks an echo may be late, what the room answers included: 416 ms. */
export const longestEcho = 26;

const length = 2 * blockLength;
const size = longestEcho * echoBins;
/** How much may come back after each of these delays, as power, before anything has been heard: all in all -9 dB. */
const prior = 0.002;
/** How much of what has been learned holds for one more block: people move, and cancellers learn. */
const hold = 0.998;
/** How fast what is no echo is followed, for each block. */
const follow = 0.3;
/** Less than any sound, as power. */
const nothing = 1e-9;

const fourier = new Fourier(length);
const { places } = fourier;

/**
 * Learns how what is rendered comes back to the microphone, and takes that away: a Kalman filter in the frequency domain,
 * with a part for each delay (Enzner and Vary). It weighs how little it knows yet against what is no echo: so it learns
 * within a second, and little from a person who speaks meanwhile. Allocates nothing for a block.
 */
export class EchoFilter {
  /** Of the last block, for each frequency: what is left of it, as power. */
  readonly left: Float64Array;
  /** The same, and the echo that was taken away. */
  readonly heard: Float64Array;
  /** For each delay: how much comes back, as power, summed over frequencies. */
  readonly gains: Float64Array;
  /** What was rendered, block after block, and where the newest is; those before follow it. */
  readonly #renderedReal = new Float64Array(size);
  readonly #renderedImaginary = new Float64Array(size);
  #newest = 0;
  /** What is known of each delay and frequency, and how little, as a variance. */
  readonly #filterReal = new Float64Array(size);
  readonly #filterImaginary = new Float64Array(size);
  readonly #doubt = new Float64Array(size).fill(prior);
  /** For each frequency: the echo that is expected, and how far that may be off, as power. */
  readonly #echoReal = new Float64Array(echoBins);
  readonly #echoImaginary = new Float64Array(echoBins);
  readonly #error = new Float64Array(echoBins);
  /** What is no echo, as power */
  readonly #other = new Float64Array(echoBins);
  readonly #firstHalf = new Float64Array(blockLength);
  readonly #secondHalf = new Float64Array(blockLength);
  readonly #before = new Float64Array(blockLength);
  readonly #real = new Float64Array(length);
  readonly #imaginary = new Float64Array(length);
  #constrained = 0;

  constructor() {
    this.left = new Float64Array(echoBins);
    this.heard = new Float64Array(echoBins);
    this.gains = new Float64Array(longestEcho);
  }

  /**
   * @param heard what the microphone heard while `rendered` was played, in both from index `from` on
   * @param rest is given what is left of it, at the same place
   */
  process(heard: Float32Array, rendered: Float32Array, from: number, rest: Float32Array): void {
    this.#take(rendered, from);
    this.#expect();
    this.#subtract(heard, from, rest);
    this.#learn();
    this.#constrain();
  }

  /** What was rendered is known no more; how it comes back still is. */
  forget(): void {
    this.#before.fill(0);
    this.#renderedReal.fill(0);
    this.#renderedImaginary.fill(0);
  }

  /** How strong a frequency was in what was rendered so many blocks ago. */
  renderedPower(delay: number, bin: number): number {
    const at = ((this.#newest + delay) % longestEcho) * echoBins + bin;
    return this.#renderedReal[at]! ** 2 + this.#renderedImaginary[at]! ** 2;
  }

  #take(rendered: Float32Array, from: number): void {
    const real = this.#real;
    for (let index = 0; index < blockLength; index++) {
      real[places[index]!] = this.#before[index]!;
      real[places[blockLength + index]!] = this.#before[index] = rendered[from + index]!;
    }
    this.#imaginary.fill(0);
    fourier.transform(real, this.#imaginary);
    this.#newest = (this.#newest + longestEcho - 1) % longestEcho;
    const at = this.#newest * echoBins;
    this.#renderedReal.set(real.subarray(0, echoBins), at);
    this.#renderedImaginary.set(this.#imaginary.subarray(0, echoBins), at);
  }

  /** The echo, and how far it may be off. */
  #expect(): void {
    const renderedReal = this.#renderedReal;
    const renderedImaginary = this.#renderedImaginary;
    const filterReal = this.#filterReal;
    const filterImaginary = this.#filterImaginary;
    const doubt = this.#doubt;
    const echoReal = this.#echoReal.fill(0);
    const echoImaginary = this.#echoImaginary.fill(0);
    const error = this.#error.fill(0);
    for (let delay = 0; delay < longestEcho; delay++) {
      const rendered = ((this.#newest + delay) % longestEcho) * echoBins;
      const filter = delay * echoBins;
      for (let bin = 0; bin < echoBins; bin++) {
        const real = renderedReal[rendered + bin]!;
        const imaginary = renderedImaginary[rendered + bin]!;
        const weightReal = filterReal[filter + bin]!;
        const weightImaginary = filterImaginary[filter + bin]!;
        echoReal[bin]! += real * weightReal - imaginary * weightImaginary;
        echoImaginary[bin]! += real * weightImaginary + imaginary * weightReal;
        error[bin]! += 0.5 * doubt[filter + bin]! * (real * real + imaginary * imaginary);
      }
    }
  }

  #subtract(heard: Float32Array, from: number, rest: Float32Array): void {
    const real = this.#real;
    const imaginary = this.#imaginary;
    // Conjugate, by which the transform becomes its own inverse.
    for (let bin = 0; bin < echoBins; bin++) put(real, imaginary, bin, this.#echoReal[bin]!, -this.#echoImaginary[bin]!);
    fourier.transform(real, imaginary);
    for (let index = 0; index < blockLength; index++) rest[from + index] = heard[from + index]! - real[blockLength + index]! / length;
    // After as much silence.
    imaginary.fill(0);
    for (let index = 0; index < blockLength; index++) {
      real[places[index]!] = 0;
      real[places[blockLength + index]!] = rest[from + index]!;
    }
    fourier.transform(real, imaginary);
  }

  #learn(): void {
    const real = this.#real;
    const imaginary = this.#imaginary;
    const leftReal = this.#echoReal;
    const leftImaginary = this.#echoImaginary;
    const scale = this.#error;
    for (let bin = 0; bin < echoBins; bin++) {
      const left = real[bin]! ** 2 + imaginary[bin]! ** 2;
      this.left[bin] = left;
      this.heard[bin] = left + leftReal[bin]! ** 2 + leftImaginary[bin]! ** 2;
      this.#other[bin]! += follow * (left - this.#other[bin]!);
      scale[bin] = 1 / (scale[bin]! + this.#other[bin]! + nothing);
      leftReal[bin] = real[bin]! * scale[bin]!;
      leftImaginary[bin] = imaginary[bin]! * scale[bin]!;
    }
    const renderedReal = this.#renderedReal;
    const renderedImaginary = this.#renderedImaginary;
    const filterReal = this.#filterReal;
    const filterImaginary = this.#filterImaginary;
    const doubt = this.#doubt;
    const kept = hold * hold;
    for (let delay = 0; delay < longestEcho; delay++) {
      const rendered = ((this.#newest + delay) % longestEcho) * echoBins;
      const filter = delay * echoBins;
      let gain = 0;
      for (let bin = 0; bin < echoBins; bin++) {
        const xReal = renderedReal[rendered + bin]!;
        const xImaginary = renderedImaginary[rendered + bin]!;
        const variance = doubt[filter + bin]!;
        const weightReal = hold * (filterReal[filter + bin]! + variance * (xReal * leftReal[bin]! + xImaginary * leftImaginary[bin]!));
        const weightImaginary = hold * (filterImaginary[filter + bin]! + variance * (xReal * leftImaginary[bin]! - xImaginary * leftReal[bin]!));
        const power = weightReal * weightReal + weightImaginary * weightImaginary;
        filterReal[filter + bin] = weightReal;
        filterImaginary[filter + bin] = weightImaginary;
        gain += power;
        const known = 0.5 * variance * scale[bin]! * (xReal * xReal + xImaginary * xImaginary);
        doubt[filter + bin] = kept * variance * (1 - known) + (1 - kept) * power + nothing;
      }
      this.gains[delay] = gain;
    }
  }

  /** No filter of this length may last longer than a block. To see to it costs much: two delays at a time, in turn. */
  #constrain(): void {
    const first = this.#constrained * echoBins;
    const second = first + echoBins;
    this.#constrained = (this.#constrained + 2) % longestEcho;
    const real = this.#real;
    const imaginary = this.#imaginary;
    const filterReal = this.#filterReal;
    const filterImaginary = this.#filterImaginary;
    // The first as the real part, the second as the imaginary one; conjugate again.
    for (let bin = 0; bin < echoBins; bin++) {
      const mirror = (length - bin) & (length - 1);
      const place = places[bin]!;
      const mirrored = places[mirror]!;
      real[mirrored] = filterReal[first + bin]! + filterImaginary[second + bin]!;
      imaginary[mirrored] = filterImaginary[first + bin]! - filterReal[second + bin]!;
      real[place] = filterReal[first + bin]! - filterImaginary[second + bin]!;
      imaginary[place] = -filterImaginary[first + bin]! - filterReal[second + bin]!;
    }
    fourier.transform(real, imaginary);
    for (let index = 0; index < blockLength; index++) {
      this.#firstHalf[index] = real[index]! / length;
      this.#secondHalf[index] = -imaginary[index]! / length;
    }
    for (let index = 0; index < blockLength; index++) {
      const place = places[index]!;
      const silent = places[blockLength + index]!;
      real[place] = this.#firstHalf[index]!;
      imaginary[place] = this.#secondHalf[index]!;
      real[silent] = imaginary[silent] = 0;
    }
    fourier.transform(real, imaginary);
    for (let bin = 0; bin < echoBins; bin++) {
      const mirror = (length - bin) & (length - 1);
      filterReal[first + bin] = 0.5 * (real[bin]! + real[mirror]!);
      filterImaginary[first + bin] = 0.5 * (imaginary[bin]! - imaginary[mirror]!);
      filterReal[second + bin] = 0.5 * (imaginary[bin]! + imaginary[mirror]!);
      filterImaginary[second + bin] = 0.5 * (real[mirror]! - real[bin]!);
    }
  }
}

/** One frequency of a real sound's spectrum, and its mirror, in the order that a transform wants. */
function put(reals: Float64Array, imaginaries: Float64Array, bin: number, real: number, imaginary: number): void {
  const mirrored = places[(length - bin) & (length - 1)]!;
  reals[mirrored] = real;
  imaginaries[mirrored] = -imaginary;
  reals[places[bin]!] = real;
  imaginaries[places[bin]!] = imaginary;
}
