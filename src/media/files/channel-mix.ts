import { times } from '../../base/arrays.js';
/** A channel is silent that is so much quieter than the loudest one, as a ratio of powers: 50 dB. */
const silent = 1e-5;
/** As much as the mean of all channels may lose of the loudest one, as a ratio of powers: 6 dB. */
const mostLost = 10 ** -0.6;
/** Where the mean loses more than that, 3 dB, it is brought up; channels that have nothing to do with each other lose 3. */
const usuallyLost = 10 ** -0.32;
/** By so much at most: 6 dB. */
const mostGain = 2;

/** What becomes of the channels of a sound. */
export interface ChannelMix {
  /** What each channel is multiplied with. */
  readonly weights: readonly number[];
  /** How much louder than that the sum may become, so that its peak reaches that of the loudest channel; 1 for no louder. */
  readonly mostGain: number;
  /** The peak of the loudest channel. */
  readonly peak: number;
}

/**
 * Finds out how to make one channel of several: a voice is sent as loud as it is, wherever it stands. The mean of those
 * that sound, as everybody does it, makes a voice in one channel of six 15.6 dB quieter, and silence of two that are each
 * other's opposite.
 */
export class ChannelMeter {
  readonly #channels: number;
  /** Sums of products of each channel with each other one. */
  readonly #products: Float64Array;
  readonly #peaks: Float64Array;

  constructor(channels: number) {
    this.#channels = channels;
    this.#products = new Float64Array(channels * channels);
    this.#peaks = new Float64Array(channels);
  }

  /** @param block an array of samples for each channel */
  add(block: readonly Float32Array[]): void {
    block.forEach((one, row) => {
      for (let index = 0; index < one.length; index++) this.#peaks[row] = Math.max(this.#peaks[row]!, Math.abs(one[index]!));
      for (let column = row; column < block.length; column++) {
        const other = block[column]!;
        let sum = 0;
        for (let index = 0; index < one.length; index++) sum += one[index]! * other[index]!;
        this.#products[row * this.#channels + column]! += sum;
      }
    });
  }

  /** @returns how to mix what has been measured */
  get mix(): ChannelMix {
    const all = times(this.#channels, (channel) => channel);
    const most = Math.max(...all.map((channel) => this.#power(channel)));
    const loudest = all.findIndex((channel) => this.#power(channel) === most);
    const sounding = all.filter((channel) => this.#power(channel) >= most * silent);
    const left = this.#powerOfMean(sounding) / most;
    const chosen = left < mostLost ? [loudest] : sounding;
    return {
      weights: all.map((channel) => (chosen.includes(channel) ? 1 / chosen.length : 0)),
      mostGain: left < usuallyLost && chosen.length > 1 ? mostGain : 1,
      peak: this.#peaks[loudest]!,
    };
  }

  #power(channel: number): number {
    return this.#products[channel * this.#channels + channel]!;
  }

  #powerOfMean(channels: readonly number[]): number {
    let sum = 0;
    for (const row of channels) {
      for (const column of channels) sum += this.#products[Math.min(row, column) * this.#channels + Math.max(row, column)]!;
    }
    return sum / channels.length ** 2;
  }
}

/** @param block an array of samples for each channel @returns their weighted sum */
export function mixBlock(block: readonly Float32Array[], weights: readonly number[]): Float32Array {
  const sum = new Float32Array(block[0]?.length ?? 0);
  block.forEach((samples, channel) => {
    const weight = weights[channel]!;
    if (weight !== 0) for (let index = 0; index < sum.length; index++) sum[index]! += samples[index]! * weight;
  });
  return sum;
}
