/** A sine. @param frequency in Hz @param rate in Hz @param length in samples */
export function tone(frequency: number, rate: number, length: number, amplitude = 0.5): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length }, (_, index) => amplitude * Math.sin((2 * Math.PI * frequency * index) / rate));
}

/** What a sine of one frequency contributes to a signal, found by least squares, and what else is in it. */
export function analyse(samples: Float32Array, frequency: number, rate: number): { amplitude: number; rest: number } {
  // Solves for a·sin + b·cos + c.
  const turn = (2 * Math.PI * frequency) / rate;
  const basis = [(index: number) => Math.sin(turn * index), (index: number) => Math.cos(turn * index), () => 1];
  const matrix = basis.map((one) => basis.map((other) => sum(samples, (_, index) => one(index) * other(index))));
  const right = basis.map((one) => sum(samples, (value, index) => value * one(index)));
  const weights = solve(matrix, right);
  const fit = (index: number) => basis.reduce((total, each, term) => total + weights[term]! * each(index), 0);
  const rest = Math.sqrt(sum(samples, (value, index) => (value - fit(index)) ** 2) / samples.length);
  return { amplitude: Math.hypot(weights[0]!, weights[1]!), rest };
}

/** Signal to noise of what should be a pure sine, in dB. */
export function signalToNoise(samples: Float32Array, frequency: number, rate: number): number {
  const { amplitude, rest } = analyse(samples, frequency, rate);
  return decibels(amplitude / Math.SQRT2 / rest);
}

/** A ratio of amplitudes, in dB. */
export function decibels(ratio: number): number {
  return 20 * Math.log10(ratio);
}

export function rootMeanSquare(samples: Float32Array): number {
  return Math.sqrt(sum(samples, (value) => value * value) / samples.length);
}

export function concatenate(parts: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Numbers from 0 up to 1 that are the same in each run. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

function sum(samples: Float32Array, of: (value: number, index: number) => number): number {
  let total = 0;
  for (let index = 0; index < samples.length; index++) total += of(samples[index]!, index);
  return total;
}

/** Gaussian elimination, for the few unknowns of a fit. */
function solve(matrix: number[][], right: number[]): number[] {
  const size = right.length;
  const rows = matrix.map((row, index) => [...row, right[index]!]);
  for (let column = 0; column < size; column++) {
    const pivot = rows[column]!;
    for (let row = column + 1; row < size; row++) {
      const factor = rows[row]![column]! / pivot[column]!;
      rows[row] = rows[row]!.map((value, index) => value - factor * pivot[index]!);
    }
  }
  const weights = Array<number>(size).fill(0);
  for (let row = size - 1; row >= 0; row--) {
    const known = weights.reduce((total, weight, index) => total + weight * rows[row]![index]!, 0);
    weights[row] = (rows[row]![size]! - known) / rows[row]![row]!;
  }
  return weights;
}
