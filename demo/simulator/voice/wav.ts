/** Samples as they lie in a file or message, from -1 to 1, all channels mixed to one. */
export interface Sound {
  readonly sampleRate: number;
  readonly samples: Float32Array;
}

/** How the samples of raw audio are laid out. */
export interface SampleLayout {
  readonly sampleRate: number;
  readonly bits: number;
  readonly channels: number;
  readonly float: boolean;
  readonly signed: boolean;
  readonly bigEndian: boolean;
}

const pcm = 1;
const ieeeFloat = 3;
const extensible = 0xfffe;

/** Whether bytes begin as a WAV file does. */
export function isWav(bytes: Uint8Array): boolean {
  return bytes.byteLength >= 12 && ascii(bytes, 0) === 'RIFF' && ascii(bytes, 8) === 'WAVE';
}

/**
 * Reads a WAV file of integers or floats.
 *
 * @returns the sound, or what is wrong with the file
 */
export function readWav(bytes: Uint8Array): Sound | string {
  if (!isWav(bytes)) return 'it has no WAV header';
  const view = viewOf(bytes);
  let layout: SampleLayout | undefined;
  for (let at = 12; at + 8 <= bytes.byteLength; ) {
    const length = view.getUint32(at + 4, true);
    const start = at + 8;
    const kind = ascii(bytes, at);
    if (kind === 'fmt ' && start + 16 <= bytes.byteLength) layout = readFormat(view, start, length);
    if (kind === 'data') {
      if (!layout) return 'its data come before its format';
      // A file that was streamed did not know its length.
      const data = bytes.subarray(start, Math.min(start + length, bytes.byteLength));
      return readSamples(data, layout);
    }
    at = start + length + (length % 2);
  }
  return 'it has no data';
}

function readFormat(view: DataView, at: number, length: number): SampleLayout {
  const tag = view.getUint16(at, true);
  const actual = tag === extensible && length >= 26 ? view.getUint16(at + 24, true) : tag;
  const bits = view.getUint16(at + 14, true);
  return {
    channels: view.getUint16(at + 2, true),
    sampleRate: view.getUint32(at + 4, true),
    // No other coding is read; 0 bits are refused below.
    bits: actual === pcm || actual === ieeeFloat ? bits : 0,
    float: actual === ieeeFloat,
    signed: bits > 8,
    bigEndian: false,
  };
}

/** @returns the sound, or what is wrong with the layout */
export function readSamples(bytes: Uint8Array, layout: SampleLayout): Sound | string {
  const { sampleRate, bits, channels } = layout;
  if (!Number.isInteger(sampleRate) || sampleRate < 4000 || sampleRate > 192_000) {
    return `its sample rate is ${sampleRate}, not 4000 to 192000`;
  }
  if (![8, 16, 24, 32].includes(bits)) return `its samples have ${bits} bits, not 8, 16, 24 or 32`;
  if (channels !== 1 && channels !== 2) return `it has ${channels} channels, not 1 or 2`;
  const view = viewOf(bytes);
  const size = bits / 8;
  const samples = new Float32Array(Math.floor(bytes.byteLength / size / channels));
  for (let index = 0; index < samples.length; index += 1) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel += 1) {
      sum += sampleAt(view, (index * channels + channel) * size, layout);
    }
    samples[index] = sum / channels;
  }
  return { sampleRate, samples };
}

function sampleAt(view: DataView, at: number, { bits, float, signed, bigEndian }: SampleLayout): number {
  if (float) return view.getFloat32(at, !bigEndian);
  const size = bits / 8;
  let value = 0;
  for (let byte = 0; byte < size; byte += 1) value = value * 256 + view.getUint8(bigEndian ? at + byte : at + size - 1 - byte);
  const half = 2 ** (bits - 1);
  if (!signed) return (value - half) / half;
  return (value >= half ? value - 2 * half : value) / half;
}

/** A mono WAV file with the header before any bytes of samples. */
export function writeWav(data: Uint8Array, sampleRate: number, bits: 16 | 32, statedLength = data.byteLength): Uint8Array {
  const wav = new Uint8Array(44 + data.byteLength);
  const view = viewOf(wav);
  const size = bits / 8;
  const text = (at: number, word: string) => wav.set(Buffer.from(word, 'latin1'), at);
  text(0, 'RIFF');
  view.setUint32(4, 36 + statedLength, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, bits === 32 ? ieeeFloat : pcm, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * size, true);
  view.setUint16(32, size, true);
  view.setUint16(34, bits, true);
  text(36, 'data');
  view.setUint32(40, statedLength, true);
  wav.set(data, 44);
  return wav;
}

/** Samples as the API sends them: signed, 16 bits, little-endian. */
export function toInt16Bytes(samples: Float32Array): Uint8Array {
  const bytes = new Uint8Array(samples.length * 2);
  const view = viewOf(bytes);
  samples.forEach((sample, index) => {
    view.setInt16(index * 2, Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_768))), true);
  });
  return bytes;
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

function ascii(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}
