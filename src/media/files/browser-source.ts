import { times } from '../../base/arrays.js';
import type { Clock } from '../../base/clock.js';
import { AgentError } from '../../base/errors.js';
import { blockLength, type SoundSource } from './sound-source.js';

/** A browser gets so long, and so much longer for each megabyte, in ms. */
const patienceMs = 20_000;
const patiencePerMegabyteMs = 2_000;

/** What the browser does to a file, as a test may replace it. */
export type Decode = (bytes: ArrayBuffer, rate: number) => Promise<AudioBuffer>;

/** Decoding converts to the rate of its context. */
export const browserDecode: Decode = (bytes, rate) => new OfflineAudioContext(1, 1, rate).decodeAudioData(bytes);

/**
 * Has the browser read a file.
 *
 * @param rate in Hz, to which the browser converts: not well, where the file has another one
 * @throws {AgentError} `file-type` where it cannot be read, or not in a sensible time
 */
export async function decodedSource(file: Blob, rate: number, decode: Decode, clock: Clock): Promise<SoundSource> {
  const limitMs = patienceMs + (file.size / 1e6) * patiencePerMegabyteMs;
  try {
    return bufferSource(await withLimit(file.arrayBuffer().then((bytes) => decode(bytes, rate)), limitMs, clock));
  } catch (error) {
    throw AgentError.from(error, 'file-type', 'The file is no audio that this browser can read');
  }
}

/** Some browsers begin to decode some files, and never say how it went. */
function withLimit<T>(promise: Promise<T>, ms: number, clock: Clock): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, () => reject(new AgentError('file-type', `The browser has not decoded the file in ${Math.round(ms)} ms`)));
    promise.then(resolve, reject).finally(cancel);
  });
}

function bufferSource(buffer: AudioBuffer): SoundSource {
  const { sampleRate, numberOfChannels, length } = buffer;
  const channels = times(numberOfChannels, (channel) => buffer.getChannelData(channel));
  return {
    rate: Math.round(sampleRate),
    channels: numberOfChannels,
    length,
    async *blocks() {
      for (let from = 0; from < length; from += blockLength) {
        yield channels.map((samples) => samples.subarray(from, from + blockLength));
        await nextTask();
      }
    },
  };
}

/** Lets the page do what waits. A timer would take a second each time in a page that nobody looks at. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(undefined);
  });
}
