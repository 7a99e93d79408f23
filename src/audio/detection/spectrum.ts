/** Samples in a window. */
export const windowLength = 256;
/** Frequencies in its spectrum: from 0 to half the rate. */
export const binCount = windowLength / 2 + 1;

const { hann, cosines, sines, places } = tables();

/** How strong each frequency is, by fast Fourier transform. Allocates nothing. */
export class Spectrum {
  readonly #real = new Float64Array(windowLength);
  readonly #imaginary = new Float64Array(windowLength);

  /**
   * The magnitudes of two windows. They are transformed as one, the second as the imaginary part of the first.
   *
   * @param first where in `samples` the first window begins; so `second`
   * @param firstBin where in `magnitudes` to write the first one's 129 values; so `secondBin`
   */
  pair(samples: Float64Array, first: number, second: number, magnitudes: Float64Array, firstBin: number, secondBin: number): void {
    const real = this.#real;
    const imaginary = this.#imaginary;
    for (let index = 0; index < windowLength; index++) {
      const place = places[index]!;
      const weight = hann[index]!;
      real[place] = samples[first + index]! * weight;
      imaginary[place] = samples[second + index]! * weight;
    }
    this.#transform();
    for (let bin = 0; bin < binCount; bin++) {
      const mirror = (windowLength - bin) & (windowLength - 1);
      // What is even belongs to the first, what is odd to the second; each is twice what it should be.
      const evenReal = real[bin]! + real[mirror]!;
      const evenImaginary = imaginary[bin]! - imaginary[mirror]!;
      const oddReal = imaginary[bin]! + imaginary[mirror]!;
      const oddImaginary = real[mirror]! - real[bin]!;
      magnitudes[firstBin + bin] = 0.5 * Math.sqrt(evenReal * evenReal + evenImaginary * evenImaginary);
      magnitudes[secondBin + bin] = 0.5 * Math.sqrt(oddReal * oddReal + oddImaginary * oddImaginary);
    }
  }

  /** In place, of samples that are in bit-reversed order. */
  #transform(): void {
    const real = this.#real;
    const imaginary = this.#imaginary;
    for (let half = 1; half < windowLength; half *= 2) {
      const step = windowLength / 2 / half;
      for (let turn = 0; turn < half; turn++) {
        const cosine = cosines[turn * step]!;
        const sine = sines[turn * step]!;
        for (let low = turn; low < windowLength; low += 2 * half) {
          const high = low + half;
          const turnedReal = real[high]! * cosine - imaginary[high]! * sine;
          const turnedImaginary = real[high]! * sine + imaginary[high]! * cosine;
          real[high] = real[low]! - turnedReal;
          imaginary[high] = imaginary[low]! - turnedImaginary;
          real[low]! += turnedReal;
          imaginary[low]! += turnedImaginary;
        }
      }
    }
  }
}

function tables() {
  const angle = (index: number): number => (2 * Math.PI * index) / windowLength;
  const reversed = (index: number): number => {
    let place = 0;
    for (let bit = 1; bit < windowLength; bit *= 2) place = 2 * place + (index & bit ? 1 : 0);
    return place;
  };
  return {
    hann: Float64Array.from({ length: windowLength }, (_, index) => 0.5 - 0.5 * Math.cos(angle(index))),
    cosines: Float64Array.from({ length: windowLength / 2 }, (_, index) => Math.cos(angle(index))),
    sines: Float64Array.from({ length: windowLength / 2 }, (_, index) => -Math.sin(angle(index))),
    places: Uint8Array.from({ length: windowLength }, (_, index) => reversed(index)),
  };
}
