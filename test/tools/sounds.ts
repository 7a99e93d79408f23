import { toInt16Bytes, writeWav } from '../../demo/simulator/voice/wav.js';

/** A tone that stands for speech, at half of full scale. */
export function tone(seconds: number, sampleRate = 16_000, hz = 300): Float32Array {
  const turn = (2 * Math.PI * hz) / sampleRate;
  return Float32Array.from({ length: Math.round(seconds * sampleRate) }, (_, index) => 0.5 * Math.sin(index * turn));
}

export function silence(seconds: number, sampleRate = 16_000): Float32Array {
  return new Float32Array(Math.round(seconds * sampleRate));
}

export function joined(...parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** A WAV file of 16 bits. */
export function wavOf(samples: Float32Array, sampleRate = 16_000): Uint8Array {
  return writeWav(toInt16Bytes(samples), sampleRate, 16);
}

/** Raw audio as a client sends it: 32-bit floats in frames. */
export function framesOf(samples: Float32Array, size = 512): readonly Uint8Array[] {
  const frames: Uint8Array[] = [];
  for (let from = 0; from < samples.length; from += size) {
    frames.push(new Uint8Array(samples.slice(from, from + size).buffer));
  }
  return frames;
}

/** How alike two recordings are, 1 being the same but for loudness; they are compared as far as the shorter goes. */
export function correlation(a: Float32Array, b: Float32Array): number {
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (let at = 0; at < Math.min(a.length, b.length); at += 1) {
    const [x, y] = [a[at] ?? 0, b[at] ?? 0];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return ab / Math.sqrt(aa * bb);
}
