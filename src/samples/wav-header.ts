import { isSensibleRate } from './resampling-kernel.js';
import { plainFormat, type SampleFormat } from './pcm.js';

/** How many bytes may come before the sound; a header that is longer lies about its parts. */
const longestHeader = 65_536;
/** How many bytes it may take to say what a sample is. */
const longestFormat = 1_024;

/** What `fmt ` calls codings, and where it says so further down. */
const codings: Readonly<Record<number, SampleFormat['coding']>> = { 1: 'integer', 3: 'float', 6: 'a-law', 7: 'mu-law' };
const extensibleCode = 0xff_fe;

/** How it begins; with 64 bits for lengths its name is another one (EBU Tech 3306), and all else is the same. */
const beginnings = ['RIFF....WAVE', 'RF64....WAVE', 'BW64....WAVE'] as const;
/** How many bytes it takes to know it. */
export const beginningLength = 12;

export interface WavHeader {
  readonly format: SampleFormat;
  /** Where the sound begins. */
  readonly dataStart: number;
  /** In bytes; `Infinity` where the header does not know, as of what is streamed. */
  readonly dataLength: number;
}

/** Whether bytes may be the beginning of a WAV; fewer than twelve may turn out to be something else. @param at where they begin */
export function mayBeWav(bytes: Uint8Array, at = 0): boolean {
  return beginnings.some((beginning) => {
    for (let index = 0; index < beginning.length && at + index < bytes.length; index++) {
      if (beginning[index] !== '.' && bytes[at + index] !== beginning.charCodeAt(index)) return false;
    }
    return true;
  });
}

/**
 * Reads a header as far as it makes sense; what makes none is taken to be as the agent usually speaks.
 *
 * @param rate in Hz, where the header has none
 * @param longest how many bytes may come before the sound
 * @returns `undefined` where more bytes are needed
 * @throws {RangeError} where the sound is packed in a way that cannot be read
 */
export function readWavHeader(bytes: Uint8Array<ArrayBuffer>, rate: number, longest = longestHeader): WavHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let format = plainFormat(rate);
  // What RF64 says of the length, for which `data` has no room.
  let longLength = Infinity;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const name = nameAt(bytes, at);
    const length = view.getUint32(at + 4, true);
    const start = at + 8;
    if (name === 'data') return { format, dataStart: start, dataLength: knownLength(length) ?? longLength };
    if (name === 'ds64' && start + 16 <= bytes.length) longLength = Number(view.getBigUint64(start + 8, true)) || Infinity;
    if (name === 'fmt ' && length >= 16 && length <= longestFormat) {
      if (start + length > bytes.length) return undefined;
      format = readFormat(view, start, length, rate);
    } else if (start + length > longest) return { format, dataStart: start, dataLength: Infinity };
    at = start + length;
    // Parts begin at even places, but not everybody knows.
    if (length % 2 === 1 && nameAt(bytes, at) === '') at++;
  }
  return undefined;
}

/** What a part is called, or nothing where these are no letters. */
export function nameAt(bytes: Uint8Array, at: number): string {
  const name = String.fromCharCode(...bytes.subarray(at, at + 4));
  return /^[A-Za-z_][\w -]{3}$/.test(name) ? name : '';
}

/** Who streams cannot know the length, and writes nothing or as much as fits. */
function knownLength(length: number): number | undefined {
  return length === 0 || length >= 0x7f_ff_ff_00 ? undefined : length;
}

function readFormat(view: DataView, start: number, length: number, rate: number): SampleFormat {
  const said = view.getUint16(start, true);
  const code = said === extensibleCode && length >= 26 ? view.getUint16(start + 24, true) : said;
  const channels = view.getUint16(start + 2, true);
  const ownRate = view.getUint32(start + 4, true);
  const coding = codings[code];
  const bits = containerBits(view.getUint16(start + 14, true) || 16, view.getUint16(start + 12, true) / channels);
  const sizes = coding === 'integer' ? [8, 16, 24, 32] : coding === 'float' ? [32, 64] : [8];
  if (!coding || !sizes.includes(bits)) throw new RangeError(`WAV with ${bits} bits of format ${code}`);
  return {
    rate: isSensibleRate(ownRate) ? ownRate : rate,
    channels: channels >= 1 && channels <= 32 ? channels : 1,
    bits: bits as SampleFormat['bits'],
    coding,
  };
}

/** 20 bits stand in the upper part of three bytes, and 24 may stand in that of four. @param bytes that one sample takes, as it is said */
function containerBits(bits: number, bytes: number): number {
  const least = Math.ceil(bits / 8);
  return 8 * (bytes > least && bytes <= 4 && Number.isInteger(bytes) ? bytes : least);
}
