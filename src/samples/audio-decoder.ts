import { joined } from './joined.js';
import { NoiseFence } from './noise-fence.js';
import { bytesPerMoment, samplesOf, type SampleFormat } from './pcm.js';
import { isSensibleRate } from './resampling-kernel.js';
import { SoundBytes, type SoundSpan } from './sound-bytes.js';

/** What the Agent API speaks, in Hz, where a chunk says nothing that makes sense. */
const usualRate = 16_000;

export interface DecodedAudio {
  /** Mono, -1 to 1. */
  readonly samples: Float32Array<ArrayBuffer>;
  /** In Hz. */
  readonly rate: number;
}

const none = new Uint8Array(0);

/**
 * Makes samples of one reply's bytes, however they were cut into chunks: PCM of 16 bits, or WAV, whose header comes
 * once or with every chunk, and may be cut in two, or lie. Nothing can be decoded after an error.
 */
export class AudioDecoder {
  readonly #bytes = new SoundBytes();
  readonly #fence = new NoiseFence();
  #rate = usualRate;
  /** The beginning of a moment, which waits for the rest of it. */
  #rest: Uint8Array<ArrayBuffer> = none;

  /**
   * @param rate in Hz, as the chunk says
   * @returns what of it can be heard by now; more than one where the rate changes within
   * @throws {RangeError} where it is no PCM, is packed in a way that cannot be read, or would be heard as noise
   */
  decode(chunk: Uint8Array<ArrayBuffer>, rate: number | undefined): readonly DecodedAudio[] {
    if (rate !== undefined && isSensibleRate(rate)) this.#rate = Math.round(rate);
    return this.#bytes
      .push(chunk, this.#rate)
      .map((span) => this.#decodeSpan(span))
      .filter(({ samples }) => samples.length > 0);
  }

  #decodeSpan({ bytes: own, format, isPromised, isFirst }: SoundSpan): DecodedAudio {
    this.#rate = format.rate;
    // What was left over before a header belonged to another sound.
    const bytes = isFirst ? own : joined(this.#rest, own);
    const whole = bytes.length - (bytes.length % bytesPerMoment(format));
    this.#rest = bytes.slice(whole);
    return { samples: this.#guarded(samplesOf(bytes.subarray(0, whole), format), format, isPromised), rate: format.rate };
  }

  #guarded(samples: Float32Array<ArrayBuffer>, { rate }: SampleFormat, isPromised: boolean): Float32Array<ArrayBuffer> {
    if (!isPromised && this.#fence.isNoise(samples)) throw new RangeError(`Noise at full scale: no PCM of ${rate} Hz`);
    return samples;
  }
}
