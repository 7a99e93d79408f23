import { times } from '../../base/arrays.js';
import { abortable } from '../../base/abortable.js';
import { systemClock, type Clock } from '../../base/clock.js';
import { AgentError } from '../../base/errors.js';
import { StreamResampler } from '../../samples/stream-resampler.js';
import { browserDecode, decodedSource, type Decode } from './browser-source.js';
import { ChannelMeter, mixBlock } from './channel-mix.js';
import { encodeWav } from './encode-wav.js';
import { probeFile } from './probe.js';
import type { SoundSource } from './sound-source.js';
import { openWav } from './wav-source.js';

/** Of speech that is sent, in Hz. */
export const speechRate = 16_000;
/** The longest audio that is sent, in ms: 48 MB of WAV, which is what a phone can hold and an upload link will take. */
export const longestMs = 25 * 60_000;
/** How many bars a waveform has. */
export const bars = 40;

/** A larger file, in bytes, is not handed to the browser: it is read into memory whole. */
const mostBytes = 50_000_000;
/** A file that has as much, in Hz, is decoded as it is. */
const fullRate = 44_100;
/** Others are decoded to this rate, in Hz: browsers fold what they leave out into what is kept. */
const decodingRate = 48_000;

/** An audio file as it is sent, and as that sounds. */
export interface SpeechFile {
  /** 16 kHz, mono, 16 bit, little-endian. */
  readonly wav: Blob;
  readonly durationMs: number;
  /** The loudest moment of each of so many parts, from 0 to 1. */
  readonly peaks: readonly number[];
}

export interface ReadOptions {
  /** Ends the reading, unless somebody else waits for the same file. */
  readonly signal?: AbortSignal | undefined;
  /** Told how much has been read, from 0 to 1. */
  readonly onProgress?: ((part: number) => void) | undefined;
}

/** What reads a file that is not WAV, and how long that has taken; a test hands in its own. */
export interface ReadingPorts {
  readonly clock: Clock;
  readonly decode: Decode;
}

/**
 * Any audio file that the browser can read, and any WAV. A file is read once, however many ask for it.
 *
 * @throws {AgentError} `file-type` where it cannot be read, `file-empty`, `file-length` where it is longer than
 *   `longestMs` or has more than 50 MB, `unsupported` outside a browser, `aborted`
 */
export async function readSpeechFile(file: Blob, { signal, onProgress }: ReadOptions = {}, ports?: ReadingPorts): Promise<SpeechFile> {
  const reading = readings.get(file) ?? new Reading(file, ports ?? { clock: systemClock, decode: browserDecode });
  readings.set(file, reading);
  return reading.wait(signal, onProgress);
}

const readings = new WeakMap<Blob, Reading>();

/** One file being read, or read. */
class Reading {
  readonly #file: Blob;
  readonly #lifetime = new AbortController();
  readonly #result: Promise<SpeechFile>;
  readonly #listeners = new Set<(part: number) => void>();
  #waiting = 0;

  constructor(file: Blob, ports: ReadingPorts) {
    this.#file = file;
    this.#result = read(file, ports, this.#lifetime.signal, (part) => {
      for (const listener of this.#listeners) listener(part);
    });
    // Whoever asks again, tries again.
    this.#result.catch(() => this.#forget());
  }

  async wait(signal: AbortSignal = new AbortController().signal, onProgress: (part: number) => void = () => undefined): Promise<SpeechFile> {
    this.#waiting++;
    this.#listeners.add(onProgress);
    try {
      return await abortable(this.#result, signal);
    } finally {
      this.#listeners.delete(onProgress);
      if (--this.#waiting === 0 && signal.aborted) {
        this.#forget();
        this.#lifetime.abort(AgentError.aborted());
      }
    }
  }

  #forget(): void {
    if (readings.get(this.#file) === this) readings.delete(this.#file);
  }
}

async function read(file: Blob, { clock, decode }: ReadingPorts, signal: AbortSignal, onProgress: (part: number) => void): Promise<SpeechFile> {
  if (file.size === 0) throw new AgentError('file-empty', 'The file has no bytes');
  const source = (await openWav(file)) ?? (await openByBrowser(file, decode, clock));
  if (source.length === 0) throw new AgentError('file-empty', 'The file has no sound in it');
  assertLength((source.length / source.rate) * 1_000);
  return convert(source, signal, onProgress);
}

async function openByBrowser(file: Blob, decode: Decode, clock: Clock): Promise<SoundSource> {
  if (typeof OfflineAudioContext === 'undefined' && decode === browserDecode) throw new AgentError('unsupported', 'Audio files need Web Audio');
  if (file.size > mostBytes) throw new AgentError('file-length', `The file has more than ${mostBytes} bytes`);
  const { durationMs, rate = 0 } = await probeFile(file);
  assertLength(durationMs ?? 0);
  return decodedSource(file, rate >= fullRate ? rate : decodingRate, decode, clock);
}

function assertLength(durationMs: number): void {
  if (durationMs > longestMs) throw new AgentError('file-length', `The file lasts ${Math.round(durationMs / 1_000)} s, and at most ${longestMs / 1_000} are sent`);
}

/** One channel at the rate of speech, as loud as the loudest of the file's. */
async function convert(source: SoundSource, signal: AbortSignal, onProgress: (part: number) => void): Promise<SpeechFile> {
  const meter = new ChannelMeter(source.channels);
  if (source.channels > 1) for await (const block of stopping(source, signal)) meter.add(block);
  const { weights, mostGain, peak } = source.channels > 1 ? meter.mix : { weights: [1], mostGain: 1, peak: 0 };
  const resampler = new StreamResampler(source.rate, speechRate);
  const samples = new Float32Array(Math.ceil((source.length * speechRate) / source.rate));
  let written = 0;
  let done = 0;
  let mixedPeak = 0;
  const write = (block: Float32Array): void => {
    const output = new Float32Array(resampler.outputLength(block.length));
    const part = output.subarray(0, Math.min(resampler.process(block, output), samples.length - written));
    samples.set(part, written);
    written += part.length;
  };
  for await (const block of stopping(source, signal)) {
    const mixed = mixBlock(block, weights);
    for (let index = 0; index < mixed.length; index++) mixedPeak = Math.max(mixedPeak, Math.abs(mixed[index]!));
    write(mixed);
    done += mixed.length;
    onProgress(done / source.length);
  }
  // What came last is still in the filter.
  while (written < samples.length) write(new Float32Array(1_024));
  const gain = mixedPeak > 0 ? Math.min(mostGain, Math.max(1, peak / mixedPeak)) : 1;
  if (gain !== 1) for (let index = 0; index < samples.length; index++) samples[index]! *= gain;
  return { wav: encodeWav(samples, speechRate), durationMs: (samples.length / speechRate) * 1_000, peaks: peaksOf(samples) };
}

async function* stopping(source: SoundSource, signal: AbortSignal): AsyncGenerator<readonly Float32Array[], void> {
  for await (const block of source.blocks()) {
    signal.throwIfAborted();
    yield block;
  }
}

function peaksOf(samples: Float32Array): number[] {
  const size = Math.max(1, Math.floor(samples.length / bars));
  return times(bars, (bar) => {
    let peak = 0;
    for (const sample of samples.subarray(bar * size, (bar + 1) * size)) peak = Math.max(peak, Math.abs(sample));
    return Math.min(1, peak);
  });
}
