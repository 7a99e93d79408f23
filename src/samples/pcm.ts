/** How samples are written as bytes. */
export interface SampleFormat {
  /** In Hz. */
  readonly rate: number;
  readonly channels: number;
  readonly bits: 8 | 16 | 24 | 32 | 64;
  readonly isFloat: boolean;
}

/** What the agent speaks where nothing else is said. */
export function plainFormat(rate: number): SampleFormat {
  return { rate, channels: 1, bits: 16, isFloat: false };
}

/** Of one moment, all channels, in bytes. */
export function bytesPerMoment({ bits, channels }: SampleFormat): number {
  return (bits / 8) * channels;
}

/** @returns the mean of all channels, -1 to 1; bytes that make no whole moment at the end are left out */
export function samplesOf(bytes: Uint8Array<ArrayBuffer>, format: SampleFormat): Float32Array<ArrayBuffer> {
  const { channels, bits } = format;
  const size = bits / 8;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = readerOf(view, format);
  const samples = new Float32Array(Math.floor(bytes.length / size / channels));
  for (let index = 0; index < samples.length; index++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += read((index * channels + channel) * size);
    const value = sum / channels;
    // A float may be no number; one such in a filter silences all that follows.
    samples[index] = value >= -1 && value <= 1 ? value : value > 1 ? 1 : value < -1 ? -1 : 0;
  }
  return samples;
}

function readerOf(view: DataView<ArrayBuffer>, { bits, isFloat }: SampleFormat): (at: number) => number {
  switch (bits) {
    case 8:
      return (at) => (view.getUint8(at) - 128) / 128;
    case 16:
      return (at) => view.getInt16(at, true) / 32_768;
    case 24:
      return (at) => (view.getUint16(at, true) + view.getInt8(at + 2) * 65_536) / 8_388_608;
    case 32:
      return isFloat ? (at) => view.getFloat32(at, true) : (at) => view.getInt32(at, true) / 2_147_483_648;
    case 64:
      return (at) => view.getFloat64(at, true);
  }
}
