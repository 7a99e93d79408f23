import { binCount, Spectrum } from './spectrum.js';
import type { SpeechModel } from './speech-model.js';
import { readWeights, type SileroWeights } from './weights.js';

/** Samples in a frame, at 16 kHz. */
const frameLength = 512;
/** How much of the frame before is heard again. */
const contextLength = 64;
/** By how much the end is mirrored. */
const paddingLength = 64;
const hop = 128;
const wide = 128;
const thin = 64;

/**
 * Silero VAD v6 for 16 kHz: the magnitudes of four windows, four convolutions over time, and a recurrent layer (LSTM),
 * whose output is weighed into one likelihood. Allocates nothing for a frame.
 *
 * All loops go along rows of weights that lie in the order they are used in. Weights are kept in 32 bits and sums in 64,
 * which engines compute with.
 */
export class Silero implements SpeechModel {
  readonly #weights: SileroWeights;
  readonly #spectrum = new Spectrum();
  /** What was before, the frame, and its end mirrored. */
  readonly #samples = new Float64Array(contextLength + frameLength + paddingLength);
  /** Of each of the four moments. */
  readonly #magnitudes = new Float64Array(4 * binCount);
  readonly #layer0 = new Float64Array(4 * wide);
  readonly #layer1 = new Float64Array(2 * thin);
  readonly #layer2 = new Float64Array(thin);
  /** What the recurrent layer is given: the last convolution, and its own output of the frame before. */
  readonly #input = new Float64Array(2 * wide);
  readonly #gates = new Float64Array(4 * wide);
  /** What the recurrent layer remembers. */
  readonly #cell = new Float64Array(wide);

  constructor(weights: SileroWeights) {
    this.#weights = weights;
  }

  /** A frame with a sample that is no finite number counts as silence, of which it says that it is no speech. */
  process(frame: Float32Array): number {
    const samples = this.#samples;
    samples.copyWithin(0, frameLength, frameLength + contextLength);
    const isSound = frame.every(Number.isFinite);
    if (isSound) samples.set(frame, contextLength);
    else samples.fill(0, contextLength);
    const end = contextLength + frameLength;
    for (let index = 0; index < paddingLength; index++) samples[end + index] = samples[end - 2 - index]!;
    this.#spectrum.pair(samples, 0, hop, this.#magnitudes, 0, binCount);
    this.#spectrum.pair(samples, 2 * hop, 3 * hop, this.#magnitudes, 2 * binCount, 3 * binCount);
    this.#convolve0();
    this.#convolve1();
    convolveOnce(this.#layer1, this.#weights.kernel2, this.#weights.bias2, this.#layer2);
    convolveOnce(this.#layer2, this.#weights.kernel3, this.#weights.bias3, this.#input);
    this.#openGates();
    const likelihood = this.#remember();
    return isSound ? likelihood : 0;
  }

  /** Four moments to four, each from itself and its neighbours. */
  #convolve0(): void {
    const { kernel0: kernel, bias0: bias } = this.#weights;
    const from = this.#magnitudes;
    const to = this.#layer0;
    for (let output = 0, row = 0; output < wide; output++, row += 3 * binCount) {
      let sum0 = bias[output]!;
      let sum1 = sum0;
      let sum2 = sum0;
      let sum3 = sum0;
      for (let input = 0; input < binCount; input++) {
        const before = kernel[row + input]!;
        const here = kernel[row + binCount + input]!;
        const after = kernel[row + 2 * binCount + input]!;
        const moment0 = from[input]!;
        const moment1 = from[binCount + input]!;
        const moment2 = from[2 * binCount + input]!;
        const moment3 = from[3 * binCount + input]!;
        sum0 += here * moment0 + after * moment1;
        sum1 += before * moment0 + here * moment1 + after * moment2;
        sum2 += before * moment1 + here * moment2 + after * moment3;
        sum3 += before * moment2 + here * moment3;
      }
      to[output] = Math.max(0, sum0);
      to[wide + output] = Math.max(0, sum1);
      to[2 * wide + output] = Math.max(0, sum2);
      to[3 * wide + output] = Math.max(0, sum3);
    }
  }

  /** Four moments to two. */
  #convolve1(): void {
    const { kernel1: kernel, bias1: bias } = this.#weights;
    const from = this.#layer0;
    const to = this.#layer1;
    for (let output = 0, row = 0; output < thin; output++, row += 3 * wide) {
      // Several sums for each, so that one need not wait for another.
      let sum0 = bias[output]!;
      let more0 = 0;
      let sum1 = sum0;
      let more1 = 0;
      for (let input = 0; input < wide; input++) {
        const before = kernel[row + input]!;
        const here = kernel[row + wide + input]!;
        const after = kernel[row + 2 * wide + input]!;
        const moment1 = from[wide + input]!;
        sum0 += here * from[input]!;
        more0 += after * moment1;
        sum1 += before * moment1 + here * from[2 * wide + input]!;
        more1 += after * from[3 * wide + input]!;
      }
      to[output] = Math.max(0, sum0 + more0);
      to[thin + output] = Math.max(0, sum1 + more1);
    }
  }

  /** For each cell: what to let in, what to keep, what is new, and what to let out. */
  #openGates(): void {
    const { recurrent, recurrentBias } = this.#weights;
    const from = this.#input;
    const gates = this.#gates;
    const length = 2 * wide;
    for (let gate = 0, row = 0; gate < 4 * wide; gate += 4, row += 4 * length) {
      let sum0 = 0;
      let sum1 = 0;
      let sum2 = 0;
      let sum3 = 0;
      for (let input = 0; input < length; input++) {
        const value = from[input]!;
        sum0 += recurrent[row + input]! * value;
        sum1 += recurrent[row + length + input]! * value;
        sum2 += recurrent[row + 2 * length + input]! * value;
        sum3 += recurrent[row + 3 * length + input]! * value;
      }
      gates[gate] = recurrentBias[gate]! + sum0;
      gates[gate + 1] = recurrentBias[gate + 1]! + sum1;
      gates[gate + 2] = recurrentBias[gate + 2]! + sum2;
      gates[gate + 3] = recurrentBias[gate + 3]! + sum3;
    }
  }

  /** @returns how likely it is speech */
  #remember(): number {
    const { output, outputBias } = this.#weights;
    const gates = this.#gates;
    let sum = outputBias[0]!;
    for (let index = 0; index < wide; index++) {
      const kept = logistic(gates[wide + index]!) * this.#cell[index]!;
      this.#cell[index] = kept + logistic(gates[index]!) * Math.tanh(gates[2 * wide + index]!);
      const heard = logistic(gates[3 * wide + index]!) * Math.tanh(this.#cell[index]!);
      this.#input[wide + index] = heard;
      sum += output[index]! * Math.max(0, heard);
    }
    return logistic(sum);
  }
}

/** @throws {Error} where that is no file of its weights */
export async function loadSilero(weights: ArrayBuffer): Promise<Silero> {
  return new Silero(readWeights(weights));
}

/** What is left of a convolution where there is one moment to come of it: a product with a matrix. */
function convolveOnce(from: Float64Array, kernel: Float32Array, bias: Float32Array, to: Float64Array): void {
  const { length } = from;
  for (let output = 0, row = 0; output < bias.length; output++, row += length) {
    let sum0 = bias[output]!;
    let sum1 = 0;
    let sum2 = 0;
    let sum3 = 0;
    for (let input = 0; input < length; input += 4) {
      sum0 += kernel[row + input]! * from[input]!;
      sum1 += kernel[row + input + 1]! * from[input + 1]!;
      sum2 += kernel[row + input + 2]! * from[input + 2]!;
      sum3 += kernel[row + input + 3]! * from[input + 3]!;
    }
    to[output] = Math.max(0, sum0 + sum1 + sum2 + sum3);
  }
}

function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
