import { Fourier } from './fourier.js';

/** Samples in a window. */
export const windowLength = 256;
/** Frequencies in its spectrum: from 0 to half the rate. */
export const binCount = windowLength / 2 + 1;

const fourier = new Fourier(windowLength);
const { places } = fourier;
const hann = Float64Array.from({ length: windowLength }, (_, index) => 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / windowLength));

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
    fourier.transform(real, imaginary);
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
}
