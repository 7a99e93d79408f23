import { times } from '../../base/arrays.js';
import { bytesPerMoment, readerOf, within, type SampleFormat } from '../../samples/pcm.js';
import { mayBeWav, readWavHeader, type WavHeader } from '../../samples/wav-header.js';
import { blockLength, type SoundSource } from './sound-source.js';
import { skipTag } from './tag.js';

/** Where the rate is missing, in Hz. */
const usualRate = 16_000;
/** So many bytes of a file are looked at first; where its header is longer, as with a picture in it, up to the other. */
const firstBytes = 65_536;
const mostBytes = 16_777_216;

/**
 * Opens a WAV, whatever program has written it. All browsers refuse some of them, or make noise of them, each others
 * (`docs/audio-files.md`).
 *
 * @returns `undefined` where it is none, or is packed in a way that a browser may know
 */
export async function openWav(file: Blob): Promise<SoundSource | undefined> {
  const start = await skipTag(file);
  const header = await readHeader(file.slice(start));
  if (!header) return undefined;
  const sound = file.slice(start + header.dataStart, Math.min(file.size, start + header.dataStart + header.dataLength));
  return wavSource(sound, header.format);
}

async function readHeader(file: Blob): Promise<WavHeader | undefined> {
  for (let length = firstBytes; ; length *= 8) {
    const bytes = new Uint8Array(await file.slice(0, length).arrayBuffer());
    if (bytes.length < 12 || !mayBeWav(bytes)) return undefined;
    try {
      const header = readWavHeader(bytes, usualRate, file.size);
      if (header) return header;
    } catch {
      return undefined;
    }
    if (length >= Math.min(file.size, mostBytes)) return undefined;
  }
}

function wavSource(sound: Blob, format: SampleFormat): SoundSource {
  const { rate, channels, bits } = format;
  const size = bytesPerMoment(format);
  const length = Math.floor(sound.size / size);
  return {
    rate: Math.round(rate),
    channels,
    length,
    async *blocks() {
      for (let from = 0; from < length; from += blockLength) {
        const to = Math.min(length, from + blockLength);
        const read = readerOf(new DataView(await sound.slice(from * size, to * size).arrayBuffer()), format);
        yield times(channels, (channel) => {
          const samples = new Float32Array(to - from);
          for (let index = 0; index < samples.length; index++) samples[index] = within(read(index * size + (channel * bits) / 8));
          return samples;
        });
      }
    },
  };
}
