/** How samples are written as bytes. */
export interface SampleFormat {
  /** In Hz. */
  readonly rate: number;
  readonly channels: number;
  readonly bits: 8 | 16 | 24 | 32 | 64;
  /** `mu-law` and `a-law` are those of telephony (ITU-T G.711), with 8 bits. */
  readonly coding: 'integer' | 'float' | 'mu-law' | 'a-law';
}

/** What the agent speaks where nothing else is said. */
export function plainFormat(rate: number): SampleFormat {
  return { rate, channels: 1, bits: 16, coding: 'integer' };
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
    samples[index] = within(sum / channels);
  }
  return samples;
}

/** A float may be no number; one such in a filter silences all that follows. */
export function within(value: number): number {
  return value >= -1 && value <= 1 ? value : value > 1 ? 1 : value < -1 ? -1 : 0;
}

/** Reads samples from -1 to 1 by their place in bytes; a float may be anything. */
export function readerOf(view: DataView<ArrayBuffer>, { bits, coding }: SampleFormat): (at: number) => number {
  switch (bits) {
    case 8:
      if (coding === 'integer') return (at) => (view.getUint8(at) - 128) / 128;
      return lookUp(view, coding === 'mu-law' ? expandMuLaw : expandALaw);
    case 16:
      return (at) => view.getInt16(at, true) / 32_768;
    case 24:
      return (at) => (view.getUint16(at, true) + view.getInt8(at + 2) * 65_536) / 8_388_608;
    case 32:
      return coding === 'float' ? (at) => view.getFloat32(at, true) : (at) => view.getInt32(at, true) / 2_147_483_648;
    case 64:
      return (at) => view.getFloat64(at, true);
  }
}

function lookUp(view: DataView<ArrayBuffer>, expand: (code: number) => number): (at: number) => number {
  const values = Float32Array.from({ length: 256 }, (_, code) => expand(code) / 32_768);
  return (at) => values[view.getUint8(at)]!;
}

/** ITU-T G.711, table 2. @returns of 16 bits */
function expandMuLaw(code: number): number {
  const inverted = ~code & 0xff;
  const magnitude = ((((inverted & 0x0f) << 3) + 132) << ((inverted >> 4) & 7)) - 132;
  return inverted & 0x80 ? -magnitude : magnitude;
}

/** ITU-T G.711, table 1. @returns of 16 bits */
function expandALaw(code: number): number {
  const turned = code ^ 0x55;
  const exponent = (turned >> 4) & 7;
  const mantissa = ((turned & 0x0f) << 4) + 8;
  const magnitude = exponent === 0 ? mantissa : (mantissa + 256) << (exponent - 1);
  return turned & 0x80 ? magnitude : -magnitude;
}
