/** Zero crossings on either side of a sample. */
const halfWidth = 16;

/**
 * Converts a whole recording to another rate, by a windowed sinc.
 *
 * @param from in Hz, a whole number, as is `to`
 */
export function resample(samples: Float32Array, from: number, to: number): Float32Array {
  if (from === to) return samples;
  const cutoff = Math.min(1, to / from);
  const reach = Math.ceil(halfWidth / cutoff);
  // A new sample lies at one of few places between two old ones.
  const phases = to / greatestCommonDivisor(from, to);
  const kernels = Array.from({ length: phases }, (_, phase) => kernelAt(((phase * from) / to) % 1, cutoff, reach));
  const result = new Float32Array(Math.round((samples.length * to) / from));
  for (let index = 0; index < result.length; index += 1) {
    const first = Math.floor((index * from) / to) - reach;
    const kernel = kernels[index % phases] ?? [];
    let sum = 0;
    for (let tap = Math.max(0, -first); tap < kernel.length && first + tap < samples.length; tap += 1) {
      sum += (samples[first + tap] ?? 0) * (kernel[tap] ?? 0);
    }
    result[index] = sum;
  }
  return result;
}

/** The weights of the old samples around a place that is `fraction` of a sample behind one of them. */
function kernelAt(fraction: number, cutoff: number, reach: number): readonly number[] {
  return Array.from({ length: 2 * reach + 1 }, (_, tap) => {
    const distance = tap - reach - fraction;
    if (Math.abs(distance) >= reach) return 0;
    // A sinc under a Blackman window.
    const phase = (Math.PI * distance) / reach;
    const window = 0.42 + 0.5 * Math.cos(phase) + 0.08 * Math.cos(2 * phase);
    const x = Math.PI * distance * cutoff;
    return cutoff * window * (Math.abs(x) < 1e-9 ? 1 : Math.sin(x) / x);
  });
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
