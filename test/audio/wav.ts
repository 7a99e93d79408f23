import { AudioDecoder } from '../../src/samples/audio-decoder.js';
import { concatenate } from './signals.js';

export interface WavOptions {
  readonly rate?: number;
  readonly channels?: number;
  readonly bits?: number;
  /** 1: whole numbers, 3: floats, 0xfffe: see further down. */
  readonly code?: number;
  /** What the header says of the length of the sound, in bytes; the truth by default. */
  readonly saidLength?: number;
  /** Parts before the sound, each a name and its content. */
  readonly before?: ReadonlyArray<readonly [name: string, content: Uint8Array]>;
  /** What follows the sound. */
  readonly after?: Uint8Array;
}

/** A WAV around bytes of sound, which may lie. */
export function wav(sound: Uint8Array, options: WavOptions = {}): Uint8Array<ArrayBuffer> {
  const { rate = 16_000, channels = 1, bits = 16, code = 1, before = [], after = new Uint8Array(0) } = options;
  const isExtensible = code === 0xff_fe;
  const format = new DataView(new ArrayBuffer(isExtensible ? 40 : 16));
  format.setUint16(0, code, true);
  format.setUint16(2, channels, true);
  format.setUint32(4, rate, true);
  format.setUint32(8, (rate * channels * bits) / 8, true);
  format.setUint16(12, (channels * bits) / 8, true);
  format.setUint16(14, bits, true);
  if (isExtensible) format.setUint16(24, bits === 32 ? 3 : 1, true);
  const parts = [
    part('fmt ', new Uint8Array(format.buffer)),
    ...before.map(([name, content]) => part(name, content)),
    part('data', sound, options.saidLength),
    after,
  ];
  const content = bytes(new TextEncoder().encode('WAVE'), ...parts);
  return part('RIFF', content);
}

export function part(name: string, content: Uint8Array, saidLength = content.length): Uint8Array<ArrayBuffer> {
  const head = new DataView(new ArrayBuffer(8));
  [...name].forEach((letter, at) => head.setUint8(at, letter.charCodeAt(0)));
  head.setUint32(4, saidLength, true);
  return bytes(new Uint8Array(head.buffer), content, new Uint8Array(content.length % 2));
}

export function bytes(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(parts.flatMap((one) => [...one]));
}

/** Samples as PCM of 16 bits. */
export function pcm16(samples: Float32Array): Uint8Array<ArrayBuffer> {
  const written = new Int16Array(samples.length);
  samples.forEach((value, index) => (written[index] = Math.round(value * 32_767)));
  return new Uint8Array(written.buffer);
}

/** All samples of a file, or of a reply, of one rate. */
export function samplesIn(file: Uint8Array): Float32Array<ArrayBuffer> {
  return concatenate(new AudioDecoder().decode(new Uint8Array(file), undefined).map(({ samples }) => samples));
}
