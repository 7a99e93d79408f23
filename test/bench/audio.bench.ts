import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { FrameCutter, frameLength } from '../../src/audio/capture/frame-cutter.js';
import { SpeechDetector } from '../../src/audio/detection/speech-detector.js';
import { Player } from '../../src/audio/playback/player.js';
import { levelOf } from '../../src/samples/level.js';
import type { Voice } from '../audio/page/voice.js';
import { randomNumbers, tone } from '../audio/signals.js';
import { loadSpeechModel, readSamples } from '../audio/speech-files.js';
import { build } from '../tools/build.js';
import { openPage } from '../tools/page-driver.js';
import { serveVoicePage } from '../tools/voice-page.js';

/*
 * What the audio engine takes: time, bytes and memory.
 *
 * npm run bench -- audio
 */

/** In the page. */
declare const voice: Voice;

const rate = 48_000;
const quantum = 128;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function percentile(values: readonly number[], part: number): number {
  return values.toSorted((one, other) => one - other)[Math.min(values.length - 1, Math.floor(values.length * part))] ?? NaN;
}

function report(what: string, values: readonly number[], unit: string, target: string): void {
  const [p50, p90, p95, p99, most] = [0.5, 0.9, 0.95, 0.99, 1].map((part) => percentile(values, part).toFixed(1));
  console.log(`${what.padEnd(44)} p50 ${p50}  p90 ${p90}  p95 ${p95}  p99 ${p99}  max ${most} ${unit}  (${values.length}; target ${target})`);
}

/** Where somebody begins to speak after a pause: in 5 ms it is 10 dB louder than in the fifth of a second before. */
function onsetsIn(samples: Float32Array): number[] {
  const window = 80;
  const levels = Array.from({ length: Math.floor(samples.length / window) }, (_, index) =>
    levelOf(samples.subarray(index * window, (index + 1) * window)),
  );
  const rises = levels.flatMap((level, index) => {
    const before = levels.slice(index - 40, index);
    const isRise = index >= 40 && level > 0.02 && level > 3.2 * percentile(before, 0.5) && level > 1.5 * Math.max(...before);
    return isRise ? [index * window] : [];
  });
  return rises.filter((onset, index) => onset - (rises[index - 1] ?? -Infinity) > 3200);
}

/** From the first sound of a word to the end of the frame that is found to be speech, at many places within a frame. */
async function onsetToDetection(): Promise<void> {
  const samples = readSamples('test/fixtures/jfk.wav');
  const onsets = onsetsIn(samples);
  console.log(`somebody begins to speak at ${onsets.map((onset) => (onset / 16_000).toFixed(2)).join(', ')} s`);
  const silero = await loadSpeechModel();
  const delays: number[] = [];
  for (let phase = 0; phase < frameLength; phase += 32) {
    const shifted = new Float32Array(phase + samples.length);
    shifted.set(samples, phase);
    const speech: boolean[] = [];
    for (let at = 0; at + frameLength <= shifted.length; at += frameLength) {
      speech.push((await silero.process(shifted.slice(at, at + frameLength))) >= 0.5);
    }
    for (const onset of onsets) {
      const first = Math.floor((onset + phase) / frameLength);
      const detected = speech.indexOf(true, first);
      delays.push(((detected + 1) * frameLength - phase - onset) / 16);
    }
  }
  report('speech onset → detected', delays, 'ms', 'p50 45, p90 70');
}

/** A minute of a reply in chunks that come up to 60 ms late. */
function underruns(): void {
  for (const chunkMs of [20, 40, 100, 250]) {
    let count = 0;
    for (let seed = 1; seed <= 10; seed++) {
      const random = randomNumbers(seed);
      const player = new Player(rate, ({ type }) => (count += type === 'underrun' ? 1 : 0));
      const block = new Float32Array(quantum);
      const chunk = tone(300, 16_000, chunkMs * 16);
      let now = 0;
      for (let sent = 0; sent < 60_000; sent += chunkMs) {
        const arrival = sent + random() * 60;
        for (; now < arrival; now += (quantum / rate) * 1000) player.render(block);
        player.enqueue(1, chunk, 16_000, sent);
      }
    }
    console.log(`${`underruns in 10 min, chunks of ${chunkMs} ms, 60 ms of jitter`.padEnd(44)} ${count}  (target 0)`);
  }
}

/** An hour of talk and replies, as fast as it goes. */
async function memoryOfAnHour(): Promise<void> {
  const silero = await loadSpeechModel();
  let frames: Float32Array[] = [];
  const cutter = new FrameCutter(rate, (frame) => frames.push(frame.slice()));
  const player = new Player(rate, () => undefined);
  let settle = () => undefined as void;
  const times: number[] = [];
  const model = {
    async process(frame: Float32Array) {
      const start = performance.now();
      const likelihood = await silero.process(frame);
      if (times.length < 20_000) times.push(performance.now() - start);
      setImmediate(() => settle());
      return likelihood;
    },
  };
  const detector = new SpeechDetector(() => undefined, (error) => console.error(error));
  detector.judgeBy(model);
  const speech = readSamples('test/fixtures/jfk.wav');
  const block = new Float32Array(quantum);
  let at = 0;
  let track = 0;
  const work = async (minutes: number) => {
    for (let second = 0; second < minutes * 60; second++) {
      if (second % 20 === 0) track++;
      if (second % 20 < 15) player.enqueue(track, tone(300, 16_000, 16_000), 16_000, (second % 20) * 1000);
      for (let index = 0; index < rate / quantum; index++) {
        player.render(block);
        for (let sample = 0; sample < quantum; sample++) block[sample] = speech[Math.floor(at++ / 3) % speech.length] ?? 0;
        cutter.push(block);
      }
      for (const frame of frames) {
        await new Promise<void>((resolvePromise) => {
          settle = () => resolvePromise();
          detector.push(frame, levelOf(frame));
        });
      }
      frames = [];
    }
  };
  const used = () => {
    for (let round = 0; round < 4; round++) collect();
    const { heapUsed, external, arrayBuffers } = process.memoryUsage();
    return heapUsed + external + arrayBuffers;
  };
  await work(5);
  const before = used();
  await work(60);
  console.log(`${'memory growth over a simulated hour'.padEnd(44)} ${((used() - before) / 2 ** 20).toFixed(2)} MiB  (target 2)`);
  report('detection, for a frame of 32 ms', times, 'ms', 'p50 1');
}

/** How long a frame of each kind takes to make. */
function computing(): void {
  const block = tone(300, rate, quantum);
  const cutter = new FrameCutter(rate, () => undefined);
  const player = new Player(rate, () => undefined);
  player.enqueue(1, tone(300, 24_000, 24_000 * 60), 24_000, 0);
  for (const [what, work] of [['capture', () => cutter.push(block)], ['playback', () => player.render(block)]] as const) {
    for (let round = 0; round < 4000; round++) work();
    const start = performance.now();
    for (let round = 0; round < 10_000; round++) work();
    const share = (performance.now() - start) / ((10_000 * quantum * 1000) / rate);
    console.log(`${`${what}, of one processor`.padEnd(44)} ${(share * 100).toFixed(2)} %`);
  }
}

/** In a real Chromium with a microphone that plays a recording. */
async function inBrowser(): Promise<void> {
  // Frames say when they were complete.
  const stamp = `const post = MessagePort.prototype.postMessage;
    MessagePort.prototype.postMessage = function (message, transfer) {
      if (message.samples) message.completeAt = Date.now();
      return post.call(this, message, transfer);
    };`;
  const detector = readFileSync('test/audio/page/obedient-detector.js', 'utf8');
  const worklets = stamp + readFileSync('dist/voice/worklets.js', 'utf8');
  const host = await serveVoicePage({
    answers: { '/dist/voice/worklets.js': { body: worklets }, '/dist/voice/detector.js': { body: detector } },
  });
  const page = await openPage({ microphone: resolve('test/fixtures/jfk.wav') }, 'chromium');
  try {
    await page.open(host.url);
    await page.waitFor(() => 'voice' in globalThis);
    await page.evaluate(() => voice.open());
    // Whoever asks all the time disturbs what is measured.
    await page.evaluate(() => voice.settled(450));
    report('frame complete → handed out', await page.evaluate(() => voice.delays), 'ms', 'p99 5');
    for (const blockedMs of [0, 300]) {
      const delays: number[] = [];
      for (let round = 0; round < 25; round++) {
        const name = `reply ${blockedMs} ${round}`;
        await page.evaluate((id) => voice.playTone(id, 3000), name);
        await page.waitFor((id) => voice.call.snapshot.playing === id, name);
        delays.push(await page.evaluate((ms) => voice.measureCut(100, ms), blockedMs));
      }
      report(`decision → silence${blockedMs > 0 ? `, page blocked for ${blockedMs} ms` : ''}`, delays, 'ms', blockedMs > 0 ? '30' : '15');
    }
    await page.evaluate(() => voice.playTone('caption', 5000));
    await page.waitFor(() => voice.events.some((event) => event.type === 'played' && event.replyId === 'caption' && event.isFinished));
    report('caption behind what is heard', await page.evaluate(() => voice.captionSkew('caption')), 'ms', 'p95 50');
    console.log(`${'underruns in all of these'.padEnd(44)} ${await page.evaluate(() => voice.call.snapshot.underruns)}`);
  } finally {
    await page.close();
    await host.close();
  }
}

if (!(await build())) process.exit(1);
computing();
underruns();
await onsetToDetection();
await inBrowser();
await memoryOfAnHour();
console.log('\nbytes: npm test -- --only checks size');
