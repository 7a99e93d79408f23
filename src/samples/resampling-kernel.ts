/** How far the filter reaches to either side, in samples of the lower of both rates. */
const reach = 32;
/** Where the filter has fallen to half, as a part of the lower rate; what is above half that rate would be folded back. */
const cutoff = 0.48;
/** Of the Kaiser window, for a stop band 110 dB down: it begins at 0.536 of the lower rate, the pass band ends at 0.424. */
const beta = 11.16;
/** As many phases are computed exactly; ratios that need more are interpolated between this many. */
const exactPhases = 1024;
const interpolatedPhases = 512;

/** A sampling rate, in Hz, that sound really has. */
export function isSensibleRate(rate: number): boolean {
  return rate >= 3_000 && rate <= 384_000;
}

/**
 * A windowed sinc, cut into phases: what to multiply the samples of one rate with to get those of another. It holds no
 * samples, so one kernel serves any number of streams. Positions are counted in input samples, as a whole number and
 * a phase in units of 1/`phases` of a sample.
 */
export class ResamplingKernel {
  /** The ratio of the rates, output to input, in lowest terms: `phases` to `stride`. */
  readonly phases: number;
  /** How far the position moves with each output sample, in units of 1/`phases` of an input sample. */
  readonly stride: number;
  /** How many input samples before a position count, itself included, and how many after it. */
  readonly half: number;
  readonly taps: number;
  readonly #rows: Float32Array;
  readonly #rowsPerPhase: number;

  /**
   * @param inputRate in Hz, a whole number
   * @param outputRate in Hz, a whole number
   */
  constructor(inputRate: number, outputRate: number) {
    const divisor = greatestCommonDivisor(inputRate, outputRate);
    this.phases = outputRate / divisor;
    this.stride = inputRate / divisor;
    const isIdentity = inputRate === outputRate;
    const scale = Math.min(1, outputRate / inputRate);
    this.half = isIdentity ? 1 : Math.ceil(reach / scale);
    this.taps = 2 * this.half;
    const rows = this.phases <= exactPhases ? this.phases : interpolatedPhases;
    this.#rowsPerPhase = rows / this.phases;
    // One more, for interpolation beyond the last.
    this.#rows = new Float32Array((rows + 1) * this.taps);
    for (let row = 0; row <= rows; row++) {
      const values = this.#rows.subarray(row * this.taps, (row + 1) * this.taps);
      if (isIdentity) values[row] = 1;
      else fillRow(values, row / rows, 2 * cutoff * scale, this.half);
    }
  }

  /**
   * One output sample.
   *
   * @param samples `taps` of them, from `start` on; the one at `start + half - 1` is at the whole part of the position
   * @param phase from 0 up to `phases`
   */
  apply(samples: Float32Array, start: number, phase: number): number {
    const { taps } = this;
    const place = phase * this.#rowsPerPhase;
    const row = Math.floor(place);
    const sum = this.#multiply(samples, start, row * taps);
    const rest = place - row;
    return rest === 0 ? sum : sum + rest * (this.#multiply(samples, start, (row + 1) * taps) - sum);
  }

  #multiply(samples: Float32Array, start: number, from: number): number {
    const rows = this.#rows;
    let sum = 0;
    for (let tap = 0; tap < this.taps; tap++) sum += samples[start + tap]! * rows[from + tap]!;
    return sum;
  }
}

/** @param fraction of a sample by which the position is beyond the one at `half - 1` */
function fillRow(row: Float32Array, fraction: number, bandwidth: number, half: number): void {
  let sum = 0;
  const values = [...row].map((_, tap) => {
    const distance = tap - (half - 1) - fraction;
    const value = sinc(bandwidth * distance) * kaiser(distance / half);
    sum += value;
    return value;
  });
  // Each row alone adds up to one, so that silence with an offset has no ripple.
  values.forEach((value, tap) => (row[tap] = value / sum));
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** @param x from -1 to 1 */
function kaiser(x: number): number {
  return bessel(beta * Math.sqrt(Math.max(0, 1 - x * x))) / bessel(beta);
}

/** The modified Bessel function of the first kind, of order 0. */
function bessel(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(one: number, other: number): number {
  return other === 0 ? one : greatestCommonDivisor(other, one % other);
}
