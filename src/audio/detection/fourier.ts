/** The discrete Fourier transform of blocks of one length, a power of two. Allocates nothing once it is made. */
export class Fourier {
  readonly length: number;
  /** Where each sample belongs before a transform in place: its index, with its bits reversed. */
  readonly places: Uint16Array;
  readonly #cosines: Float64Array;
  readonly #sines: Float64Array;

  constructor(length: number) {
    this.length = length;
    const angle = (index: number): number => (2 * Math.PI * index) / length;
    this.#cosines = Float64Array.from({ length: length / 2 }, (_, index) => Math.cos(angle(index)));
    this.#sines = Float64Array.from({ length: length / 2 }, (_, index) => -Math.sin(angle(index)));
    this.places = Uint16Array.from({ length }, (_, index) => {
      let place = 0;
      for (let bit = 1; bit < length; bit *= 2) place = 2 * place + (index & bit ? 1 : 0);
      return place;
    });
  }

  /** In place, of samples that lie in bit-reversed order; what comes out lies in natural order. */
  transform(real: Float64Array, imaginary: Float64Array): void {
    const { length } = this;
    for (let half = 1; half < length; half *= 2) {
      const step = length / 2 / half;
      for (let turn = 0; turn < half; turn++) {
        const cosine = this.#cosines[turn * step]!;
        const sine = this.#sines[turn * step]!;
        for (let low = turn; low < length; low += 2 * half) {
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
