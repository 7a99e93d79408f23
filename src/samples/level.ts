/** How loud samples are: the root of their mean square, 0 to 1. */
export function levelOf(samples: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < samples.length; index++) sum += samples[index]! * samples[index]!;
  return samples.length === 0 ? 0 : Math.sqrt(sum / samples.length);
}
