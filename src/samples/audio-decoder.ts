import { bytesPerMoment, plainFormat, samplesOf } from './pcm.js';
import { isSensibleRate } from './resampling-kernel.js';
import { mayBeWav, nameAt, readWavHeader } from './wav-header.js';

/** What the Agent API speaks, in Hz, where a chunk says nothing that makes sense. */
const usualRate = 16_000;

/** Parts that may follow the sound in a WAV. */
const trailers = ['LIST', 'fact', 'cue ', 'smpl', 'bext', 'id3 ', 'JUNK', 'PAD ', 'data'];

export interface DecodedAudio {
  /** Mono, -1 to 1. */
  readonly samples: Float32Array<ArrayBuffer>;
  /** In Hz. */
  readonly rate: number;
}

const none = new Uint8Array(0);

/**
 * Makes samples of one reply's bytes, however they were cut into chunks: PCM of 16 bits, or WAV, whose header comes
 * once or with every chunk, and may be cut in two, or lie.
 */
export class AudioDecoder {
  #layout: 'unknown' | 'bare' | 'wav' | 'over' = 'unknown';
  #format = plainFormat(usualRate);
  /** What waits for more: the beginning of a header, or of a sample. */
  #pending: Uint8Array<ArrayBuffer> = none;
  /** Bytes of sound that the header still promises. */
  #promised = Infinity;

  /**
   * @param rate in Hz, as the chunk says
   * @throws {RangeError} where the sound is packed in a way that cannot be read
   */
  decode(chunk: Uint8Array<ArrayBuffer>, rate: number | undefined): DecodedAudio {
    const said = rate !== undefined && isSensibleRate(rate) ? Math.round(rate) : this.#format.rate;
    const isHeader = chunk.length >= 12 && mayBeWav(chunk);
    // A header in the midst of things begins anew; what was left over belonged to the one before.
    const bytes = isHeader ? chunk : join(this.#pending, chunk);
    this.#pending = none;
    if (isHeader) this.#layout = 'unknown';
    const sound = this.#soundIn(bytes, said);
    if (this.#layout === 'bare') this.#format = plainFormat(said);
    const whole = sound.length - (sound.length % bytesPerMoment(this.#format));
    if (whole < sound.length) this.#pending = sound.slice(whole);
    return { samples: samplesOf(sound.subarray(0, whole), this.#format), rate: this.#format.rate };
  }

  #soundIn(bytes: Uint8Array<ArrayBuffer>, rate: number): Uint8Array<ArrayBuffer> {
    switch (this.#layout) {
      case 'unknown':
        return bytes.length === 0 ? none : this.#begin(bytes, rate);
      case 'bare':
        return bytes;
      case 'wav':
        return this.#withoutTrailer(bytes);
      case 'over':
        return none;
    }
  }

  /** @returns none while it is open what the first bytes are */
  #begin(bytes: Uint8Array<ArrayBuffer>, rate: number): Uint8Array<ArrayBuffer> {
    if (!mayBeWav(bytes)) {
      this.#layout = 'bare';
      return bytes;
    }
    const header = readWavHeader(bytes, rate);
    if (!header) {
      this.#pending = bytes.slice();
      return none;
    }
    this.#layout = 'wav';
    this.#format = header.format;
    this.#promised = header.dataLength;
    return this.#withoutTrailer(bytes.subarray(header.dataStart));
  }

  /** What the header promised, and what follows it unless that has a name: a header may promise too little. */
  #withoutTrailer(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    const end = this.#promised;
    this.#promised -= bytes.length;
    if (bytes.length <= end) return bytes;
    this.#promised = Infinity;
    // Parts begin at even places, but not everybody knows.
    if (!trailers.includes(nameAt(bytes, end)) && !trailers.includes(nameAt(bytes, end + 1))) return bytes;
    this.#layout = 'over';
    return bytes.subarray(0, end);
  }
}

function join(one: Uint8Array<ArrayBuffer>, other: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (one.length === 0) return other;
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}
