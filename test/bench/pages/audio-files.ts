import { systemClock } from '../../../src/base/clock.js';
import { browserDecode } from '../../../src/media/files/browser-source.js';
import { readSpeechFile } from '../../../src/media/files/speech-file.js';
import { openWav } from '../../../src/media/files/wav-source.js';

/** What became of a file: how long it is and how loud, or why it could not be read. */
export interface Outcome {
  readonly durationMs?: number;
  /** The root of the mean square of all channels' mean, in dB of full scale. */
  readonly level?: number | null;
  readonly error?: string;
}

/** A browser that does not answer is not waited for, in ms. */
const patienceMs = 10_000;

async function fetched(path: string): Promise<Blob> {
  return (await fetch(path)).blob();
}

function levelOf(channels: readonly Float32Array[]): number {
  const length = channels[0]?.length ?? 0;
  let power = 0;
  for (let index = 0; index < length; index++) power += (channels.reduce((sum, samples) => sum + (samples[index] ?? 0), 0) / channels.length) ** 2;
  return 10 * Math.log10(power / length);
}

/** What the browser alone makes of it, as pages ask for speech. */
async function byBrowser(path: string): Promise<Outcome> {
  const bytes = await (await fetched(path)).arrayBuffer();
  const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error('no answer')), patienceMs));
  const buffer = await Promise.race([browserDecode(bytes, 16_000), late]);
  const channels = Array.from({ length: buffer.numberOfChannels }, (_, channel) => buffer.getChannelData(channel));
  return { durationMs: buffer.duration * 1_000, level: levelOf(channels) };
}

/** What the widget sends. */
async function byWidget(path: string): Promise<Outcome> {
  const { wav, durationMs } = await readSpeechFile(await fetched(path), {}, { clock: systemClock, decode: browserDecode });
  const samples = new Float32Array(Math.round(durationMs * 16));
  let at = 0;
  for await (const [block = new Float32Array(0)] of (await openWav(wav))!.blocks()) {
    samples.set(block, at);
    at += block.length;
  }
  return { durationMs, level: levelOf([samples]) };
}

/**
 * Has the browser record sound in slices, with a pause in the middle.
 *
 * @returns Base64; nothing where it does not record like this
 */
async function record(path: string, mimeType: string): Promise<string | undefined> {
  if (typeof MediaRecorder === 'undefined' || !MediaRecorder.isTypeSupported(mimeType)) return undefined;
  const context = new AudioContext();
  await context.resume();
  const buffer = await context.decodeAudioData(await (await fetched(path)).arrayBuffer());
  const destination = context.createMediaStreamDestination();
  // Some recorders do not begin before something sounds, if only silence.
  const silence = new ConstantSourceNode(context, { offset: 0 });
  silence.connect(destination);
  silence.start();
  const recorder = new MediaRecorder(destination.stream, { mimeType });
  const told = (type: string) => new Promise((resolve) => recorder.addEventListener(type, resolve, { once: true }));
  const pieces: Blob[] = [];
  recorder.addEventListener('dataavailable', ({ data }) => pieces.push(data));
  const play = (from: number, seconds: number) => {
    const source = new AudioBufferSourceNode(context, { buffer });
    source.connect(destination);
    source.start(0, from, seconds);
    return new Promise((resolve) => source.addEventListener('ended', resolve, { once: true }));
  };
  recorder.start(250);
  await told('start');
  await play(0, buffer.duration / 2);
  recorder.pause();
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  recorder.resume();
  await play(buffer.duration / 2, buffer.duration / 2);
  const stopped = told('stop');
  recorder.stop();
  await stopped;
  await context.close();
  const bytes = new Uint8Array(await new Blob(pieces).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

async function outcome(work: Promise<Outcome>): Promise<Outcome> {
  try {
    return await work;
  } catch (error) {
    const { code, name, message } = error as { code?: unknown; name?: string; message?: string };
    return { error: typeof code === 'string' ? code : message === 'no answer' ? message : (name ?? String(error)) };
  }
}

export interface AudioFiles {
  byBrowser(path: string): Promise<Outcome>;
  byWidget(path: string): Promise<Outcome>;
  record(path: string, mimeType: string): Promise<string | undefined>;
}

/** In the page. */
(globalThis as { audioFiles?: AudioFiles }).audioFiles = {
  byBrowser: (path) => outcome(byBrowser(path)),
  byWidget: (path) => outcome(byWidget(path)),
  record,
};
