import { isSensibleRate } from './resampling-kernel.js';
import type { SampleFormat } from './pcm.js';

/** How many bytes may come before the sound; a header that is longer lies about its parts. */
const longestHeader = 65_536;

/** What `fmt ` calls plain numbers, floats, and those where it says so further down. */
const integerCode = 1;
const floatCode = 3;
const extensibleCode = 0xff_fe;

export interface WavHeader {
  readonly format: SampleFormat;
  /** Where the sound begins. */
  readonly dataStart: number;
  /** In bytes; `Infinity` where the header does not know, as of what is streamed. */
  readonly dataLength: number;
}

/** Whether bytes may be the beginning of a WAV; fewer than twelve may turn out to be something else. */
export function mayBeWav(bytes: Uint8Array): boolean {
  return [...'RIFF....WAVE'].every(
    (letter, at) => at >= bytes.length || letter === '.' || bytes[at] === letter.charCodeAt(0),
  );
}

/**
 * Reads a header as far as it makes sense; what makes none is taken to be as the agent usually speaks.
 *
 * @param rate in Hz, where the header has none
 * @returns `undefined` where more bytes are needed
 * @throws {RangeError} where the sound is packed in a way that cannot be read
 */
export function readWavHeader(bytes: Uint8Array<ArrayBuffer>, rate: number): WavHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let format: SampleFormat = { rate, channels: 1, bits: 16, isFloat: false };
  for (let at = 12; at + 8 <= bytes.length; ) {
    const name = nameAt(bytes, at);
    const length = view.getUint32(at + 4, true);
    const start = at + 8;
    if (name === 'data') return { format, dataStart: start, dataLength: knownLength(length) };
    if (start + length > longestHeader) return { format, dataStart: start, dataLength: Infinity };
    if (name === 'fmt ' && length >= 16) {
      if (start + length > bytes.length) return undefined;
      format = readFormat(view, start, length, rate);
    }
    // Parts begin at even places.
    at = start + length + (length % 2);
  }
  return undefined;
}

/** What a part is called, or nothing where these are no letters. */
export function nameAt(bytes: Uint8Array, at: number): string {
  const name = String.fromCharCode(...bytes.subarray(at, at + 4));
  return /^[A-Za-z][\w ]{3}$/.test(name) ? name : '';
}

/** Who streams cannot know the length, and writes nothing or as much as fits. */
function knownLength(length: number): number {
  return length === 0 || length >= 0x7f_ff_ff_00 ? Infinity : length;
}

function readFormat(view: DataView, start: number, length: number, rate: number): SampleFormat {
  const said = view.getUint16(start, true);
  const code = said === extensibleCode && length >= 26 ? view.getUint16(start + 24, true) : said;
  const channels = view.getUint16(start + 2, true);
  const ownRate = view.getUint32(start + 4, true);
  const bits = view.getUint16(start + 14, true) || 16;
  const isFloat = code === floatCode;
  const isReadable = isFloat ? bits === 32 || bits === 64 : code === integerCode && [8, 16, 24, 32].includes(bits);
  if (!isReadable) throw new RangeError(`WAV with ${bits} bits of format ${code}`);
  return {
    rate: isSensibleRate(ownRate) ? ownRate : rate,
    channels: channels >= 1 && channels <= 32 ? channels : 1,
    bits: bits as SampleFormat['bits'],
    isFloat,
  };
}
