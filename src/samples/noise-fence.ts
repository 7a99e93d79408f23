/** How many samples are judged at a time: 64 ms of speech at 16 kHz. */
const windowLength = 1024;
/** From how many samples before it each one is predicted. */
const order = 4;
/**
 * What cannot be predicted may be this loud, as a mean square: -7.5 dB of full scale. Bytes that are no PCM come to -4.5
 * to -6.5 dB, as does noise that fills the range; speech, music and noise that a microphone has heard stay below -9 dB
 * even where they are at full scale, since each of their samples is much like the one before.
 */
const loudest = 10 ** (-7.5 / 10);
/**
 * So many samples of a window at either end of the range are sound that was too loud for it, and was cut off: a hiss may
 * then be as loud as bytes that are no PCM, which come there once in 32,768, and to both ends still less.
 */
const cutOff = 0.01 * windowLength;
/** The ends of the range; not everybody uses the last step of the lower one. */
const top = 32_767 / 32_768;

/**
 * The last guard of a visitor's ears: tells bytes that were taken for PCM, and are none, by how loud they are and how
 * little each sample has to do with those before it (the residue of linear prediction). Work is constant per sample.
 */
export class NoiseFence {
  /** The last samples, the newest first. */
  readonly #last = new Float64Array(order);
  /** Of the samples of the window: the sum, and the sums of products of each with those before it. */
  readonly #products = new Float64Array(order + 1);
  #sum = 0;
  #count = 0;
  /** How many of the window's samples are at the ends of the range. */
  #atTop = 0;
  #atBottom = 0;

  /** @returns whether these samples, or what came before and these, are noise at full scale */
  isNoise(samples: Float32Array): boolean {
    let isNoise = false;
    for (const sample of samples) {
      this.#add(sample);
      if (this.#count === windowLength) isNoise = this.#judge() || isNoise;
    }
    return isNoise;
  }

  #add(sample: number): void {
    const last = this.#last;
    const products = this.#products;
    products[0]! += sample * sample;
    for (let lag = 1; lag <= order; lag++) products[lag]! += sample * last[lag - 1]!;
    last.copyWithin(1, 0, order - 1);
    last[0] = sample;
    this.#sum += sample;
    this.#count++;
    if (sample >= top) this.#atTop++;
    else if (sample <= -top) this.#atBottom++;
  }

  /** Judges a window, and begins the next one. */
  #judge(): boolean {
    const mean = this.#sum / windowLength;
    // An offset is no sound.
    const correlations = [...this.#products].map((product) => product / windowLength - mean * mean);
    const isCutOff = Math.min(this.#atTop, this.#atBottom) > cutOff;
    this.#products.fill(0);
    this.#sum = 0;
    this.#count = 0;
    this.#atTop = 0;
    this.#atBottom = 0;
    return !isCutOff && residue(correlations) > loudest;
  }
}

/** What linear prediction leaves of a signal, as a mean square (Levinson and Durbin's recursion). */
function residue(correlations: readonly number[]): number {
  let left = correlations[0]!;
  let weights: number[] = [1];
  for (let step = 1; step <= order && left > 0; step++) {
    let sum = 0;
    for (let at = 0; at < step; at++) sum += weights[at]! * correlations[step - at]!;
    const reflection = -sum / left;
    const before = [...weights, 0];
    weights = before.map((weight, at) => weight + reflection * before[step - at]!);
    left *= 1 - reflection * reflection;
  }
  return left;
}
