import { joined } from './joined.js';
import { containerOf } from './containers.js';
import { plainFormat, type SampleFormat } from './pcm.js';
import { beginningLength, mayBeWav, nameAt, readWavHeader } from './wav-header.js';

/** Bytes of sound that follow one another. */
export interface SoundSpan {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly format: SampleFormat;
  /** Whether a header promised so much of it; if not, it is taken to be sound. */
  readonly isPromised: boolean;
  /** Nothing of what came before belongs to it. */
  readonly isFirst: boolean;
}

/** Where in a reply its next byte is. */
type Place =
  | { readonly in: 'nothing' }
  | { readonly in: 'sound'; readonly format: SampleFormat | undefined; readonly left: number; readonly isOdd: boolean }
  /** As much sound has come as the header promised. */
  | { readonly in: 'end'; readonly format: SampleFormat; readonly isOdd: boolean; readonly hasParts: boolean }
  /** In a part that is no sound, of which so many bytes are left. */
  | { readonly in: 'part'; readonly format: SampleFormat; readonly left: number; readonly isOdd: boolean };

/** A part of a WAV that says it is longer, in bytes, is none. */
const longestPart = 0xff_ff_ff;

/** Of a WAV's name, in bytes. */
const nameLength = 4;

const none = new Uint8Array(0);

/**
 * Finds the sound in one reply's bytes, however they were cut into chunks: bare PCM of 16 bits, or WAVs, one or several
 * after the other, with what other programs put around the sound. Bytes wait only while they may be the beginning of a
 * header or of a part.
 */
export class SoundBytes {
  #place: Place = { in: 'nothing' };
  #pending: Uint8Array<ArrayBuffer> = none;
  #isFirst = true;

  /**
   * @param rate in Hz, of what has no header
   * @throws {RangeError} where it is no PCM, or packed in a way that cannot be read
   */
  push(chunk: Uint8Array<ArrayBuffer>, rate: number): readonly SoundSpan[] {
    let bytes = joined(this.#pending, chunk);
    this.#pending = none;
    const spans: SoundSpan[] = [];
    while (bytes.length > 0) {
      const place = this.#place;
      const taken = this.#step(bytes, rate, spans);
      if (taken === 0 && place === this.#place) {
        // It takes more bytes to tell what these are.
        this.#pending = bytes.slice();
        break;
      }
      bytes = bytes.subarray(taken);
    }
    return spans;
  }

  /** @returns how many bytes are done with */
  #step(bytes: Uint8Array<ArrayBuffer>, rate: number, spans: SoundSpan[]): number {
    switch (this.#place.in) {
      case 'nothing':
        return this.#begin(bytes, rate);
      case 'sound':
        return this.#sound(bytes, rate, spans, this.#place);
      case 'end':
        return this.#end(bytes, this.#place);
      case 'part':
        return this.#part(bytes, this.#place);
    }
  }

  #begin(bytes: Uint8Array<ArrayBuffer>, rate: number): number {
    if (mayBeWav(bytes)) {
      const header = bytes.length < beginningLength ? undefined : readWavHeader(bytes, rate);
      if (!header) return 0;
      const { format, dataLength, dataStart } = header;
      this.#isFirst = true;
      this.#place = { in: 'sound', format, left: dataLength, isOdd: dataLength % 2 === 1 };
      return dataStart;
    }
    const container = containerOf(bytes);
    if (container === 'open') return 0;
    if (container !== undefined) throw new RangeError(`Neither PCM nor WAV: it begins with ${JSON.stringify(container)}`);
    this.#place = { in: 'sound', format: undefined, left: Infinity, isOdd: false };
    return 0;
  }

  #sound(bytes: Uint8Array<ArrayBuffer>, rate: number, spans: SoundSpan[], place: Extract<Place, { in: 'sound' }>): number {
    const { format, left, isOdd } = place;
    const next = nextBeginning(bytes);
    // A letter or three at the promised end are the last samples: nothing may come that would tell.
    const length = bytes.length === left && left - next < nameLength ? left : Math.min(left, next);
    if (length > 0) {
      spans.push({ bytes: bytes.subarray(0, length), format: format ?? plainFormat(rate), isPromised: left !== Infinity, isFirst: this.#isFirst });
      this.#isFirst = false;
    }
    if (length === left) this.#place = { in: 'end', format: format!, isOdd, hasParts: false };
    else if (mayBeWav(bytes, next) && next + beginningLength <= bytes.length) this.#place = { in: 'nothing' };
    else if (length > 0 && left !== Infinity) this.#place = { ...place, left: left - length };
    return length;
  }

  /** What follows the sound: another WAV, a part, or more sound, since a header may promise too little. */
  #end(bytes: Uint8Array<ArrayBuffer>, { format, isOdd, hasParts }: Extract<Place, { in: 'end' }>): number {
    // Parts begin at even places, but not everybody knows.
    for (const pad of isOdd && bytes[0] === 0 ? [1, 0] : [0]) {
      const rest = bytes.subarray(pad);
      if (mayBeWav(rest)) {
        if (rest.length < beginningLength) return 0;
        this.#place = { in: 'nothing' };
        return pad;
      }
      const length = partLength(rest);
      if (length === 'open') return 0;
      if (length === undefined) continue;
      this.#place = { in: 'part', format, left: length, isOdd: length % 2 === 1 };
      return pad + 8;
    }
    // Behind parts there is nothing to be heard any more, unless another WAV begins.
    this.#place = hasParts ? { in: 'part', format, left: Infinity, isOdd: false } : { in: 'sound', format, left: Infinity, isOdd: false };
    return 0;
  }

  #part(bytes: Uint8Array<ArrayBuffer>, place: Extract<Place, { in: 'part' }>): number {
    const { left, format, isOdd } = place;
    // Whatever the part holds is its own.
    const length = left === Infinity ? nextBeginning(bytes) : Math.min(left, bytes.length);
    if (length === left) this.#place = { in: 'end', format, isOdd, hasParts: true };
    else if (left !== Infinity) this.#place = { ...place, left: left - length };
    else if (length + beginningLength <= bytes.length) this.#place = { in: 'nothing' };
    return length;
  }
}

/** Where a WAV begins, or may do so with the last bytes; the length where none does. */
function nextBeginning(bytes: Uint8Array): number {
  for (let at = 0; at < bytes.length; at++) {
    const letter = bytes[at];
    if ((letter === 0x52 || letter === 0x42) && mayBeWav(bytes, at)) return at;
  }
  return bytes.length;
}

/** How long the part is whose head these bytes are; `undefined` where they are none, `'open'` where it takes more of them. */
function partLength(bytes: Uint8Array<ArrayBuffer>): number | 'open' | undefined {
  const head = new Uint8Array(8).fill(0x20);
  head.set(bytes.subarray(0, 8));
  // What is not there yet may be anything.
  if (bytes.length < 4 && bytes.length > 0) head.fill(0x41, bytes.length, 4);
  if (nameAt(head, 0) === '') return undefined;
  if (bytes.length < 8) return 'open';
  const length = new DataView(head.buffer).getUint32(4, true);
  return length <= longestPart ? length : undefined;
}
