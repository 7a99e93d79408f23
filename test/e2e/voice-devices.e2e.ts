import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import type { AgentOptions } from '../../demo/simulator/agent.js';
import { concierge } from '../../demo/simulator/agents/concierge.js';
import { samplesIn } from '../audio/wav.js';
import { rootMeanSquare } from '../audio/signals.js';
import { readSamples } from '../audio/speech-files.js';
import { pcm16, wav } from '../audio/wav.js';
import { eventually } from '../tools/eventually.js';
import { browserUnderTest, type Page } from '../tools/page-driver.js';
import { lacksSoundServer, startSoundServer, type SoundServer } from '../tools/sound-server.js';
import { correlation } from '../tools/sounds.js';
import { startVisitor, type Agent, type Visitor } from '../tools/visitor.js';

/*
 * A call in a Firefox with a microphone and a loudspeaker, those of a sound server: what is said into the one is
 * compared with what the server hears, and what comes out of the other with what the server said.
 */

const skip = browserUnderTest() === 'firefox' ? lacksSoundServer() : 'the other browsers have devices of their own';

const rate = 16_000;
/** Of what is recorded, in Hz. */
const recordedRate = 48_000;
/** What is silent for so long is over, in samples; a busy machine may leave as much out for once. */
const pause = recordedRate / 2;
/** So long a silence is none of a tone's own, in samples. */
const gap = recordedRate / 100;
/** So near to where a chunk begins is what begins or ends there, in seconds. */
const borderSeconds = 0.003;
/** How often the sentence is said, until a browser that gets no time has let it through whole. */
const mostTries = 5;
/** Of a machine that has much else to do. */
const patienceMs = 60_000;
const folder = resolve('test/.output');
/** Two seconds of speech. */
const sentence = `${folder}/sentence.wav`;

/** What an element shows of its call, for `evaluate`. */
interface Talking extends Agent {
  readonly voiceState: string;
}

/** In the page: what was heard of replies that were cut, and how much of each other one was played, in ms. */
declare const heardTexts: string[];
declare const playedMs: number[];
/** In the page: what its microphones were opened as. */
declare const tracks: MediaStreamTrack[];

describe('a call by the devices of a machine', { skip }, () => {
  let visitor: Visitor;
  let sounds: SoundServer;
  let page: Page;
  before(async () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(sentence, wav(pcm16(readSamples('test/fixtures/jfk.wav').subarray(0, 2.4 * rate))));
    [visitor, sounds] = await Promise.all([startVisitor(), startSoundServer()]);
  });
  afterEach(() => visitor.leave());
  after(async () => {
    await visitor.close();
    await sounds.close();
  });

  async function call(options: AgentOptions = {}) {
    const agent = visitor.backend.simulator.agents.add(concierge, { tokensPerSecond: 1_000, ...options, voice: { synthesizer: 'tone', pace: 2, ...options.voice } });
    page = await visitor.visit(visitor.tag(agent.id, 'persist="none"'), { page: { soundServer: sounds.environment } });
    await visitor.open();
    await page.evaluate(() => {
      const report = ({ data }: MessageEvent<{ type?: string; playedMs: number }>): unknown => data.type === 'finished' && playedMs.push(data.playedMs);
      // What the player itself tells the page of: it plays in a worklet.
      const construct = (target: typeof AudioWorkletNode, given: ConstructorParameters<typeof AudioWorkletNode>): AudioWorkletNode => {
        const node = Reflect.construct(target, given);
        node.port.addEventListener('message', report);
        return node;
      };
      const opened: MediaStreamTrack[] = [];
      const { mediaDevices } = navigator;
      const ask = mediaDevices.getUserMedia.bind(mediaDevices);
      mediaDevices.getUserMedia = async (constraints) => {
        const stream = await ask(constraints);
        opened.push(...stream.getTracks());
        return stream;
      };
      Object.assign(globalThis, { heardTexts: [], playedMs: [], tracks: opened, AudioWorkletNode: new Proxy(AudioWorkletNode, { construct }) });
      document.querySelector('autessa-agent')!.addEventListener('autessa-interruption', (event) => heardTexts.push((event as unknown as { heardText: string }).heardText));
    });
    await page.click('autessa-agent >>> [part=voice]');
    await inState('listening');
    return { agent, conversation: await eventually(() => visitor.backend.simulator.conversations.of(agent.id)[0], patienceMs) };
  }
  const inState = (state: string) => page.waitFor((wanted) => (document.querySelector('autessa-agent') as Talking).voiceState === wanted, state);
  async function end(): Promise<void> {
    await page.click('autessa-agent >>> [part=end-voice]');
    await inState('off');
    assert.deepEqual(await page.problems(), []);
  }

  test('is heard as it was said; the answer is heard without a gap', async () => {
    const { conversation } = await call({ voice: { chunkMs: [20, 250] } });
    const { spoken } = conversation;
    const sayAndListen = async (times: number): Promise<void> => {
      sounds.speak(sentence);
      await page.waitFor((count) => document.querySelector('autessa-agent')!.messages.filter(({ role, status }) => role === 'agent' && status === 'done').length >= count, times);
      await inState('listening');
    };
    const recorded = await sounds.listen();
    await sayAndListen(1);
    const loudspeaker = await recorded();
    const played = await page.evaluate(() => playedMs);
    const chunks = [...spoken.chunks];
    const heard = await eventually(() => conversation.heard, patienceMs);
    // The browser takes noise away, and some of the voice with it; it follows the microphone’s clock by leaving samples out.
    // One that gets no time for once leaves out more: then a quarter of the sentence may be lost, and the others move; or
    // more than that, and it is said again.
    const wanted = loudness(readSamples(sentence), rate);
    const tries: string[] = [];
    for (let from = 0; ; ) {
      const samples = samplesIn(heard.toWav());
      const alike = quartersIn(wanted, loudness(samples.subarray(from), rate)).filter(({ likeness }) => likeness > 0.8);
      if (alike.length >= 3 && alike.every(({ at }, index) => at > (alike[index - 1]?.at ?? -1))) break;
      tries.push(JSON.stringify(alike));
      assert(tries.length < mostTries, tries.join('\n'));
      from = samples.length;
      await sayAndListen(1 + tries.length);
    }
    await end();
    const { frameSizes, frames, oddBytes, notFinite } = heard.report();
    assert.deepEqual([frameSizes, oddBytes, notFinite], [{ 512: frames }, 0, 0]);

    const { sounding, silences } = partsOf(firstSound(loudspeaker));
    // Not a sample of what was sent is lost on its way through the page and the player, nor played twice.
    const [playedOnce = 0, ...others] = played;
    assert(Math.abs(playedOnce - 1000 * secondsOf(chunks)) < 1 && others.length === 0, `${played} ms of ${secondsOf(chunks)} s`);
    // One tone from its first sample to its last; its ends are too soft to be counted. What a browser that gets no time leaves out may be missing.
    const missing = secondsOf(chunks) - sounding;
    const told = `${sounding} s of ${secondsOf(chunks)} s, and silences: ${JSON.stringify(silences)}`;
    assert(missing > -0.1 && missing < silences.reduce((sum, { seconds }) => sum + seconds, 0.1), told);
    // A browser that gets no time for once is silent wherever that is; a fault of ours is heard where one chunk follows the other.
    const borders = chunks.map((_, index) => secondsOf(chunks.slice(0, index)));
    const isBorder = (second: number): boolean => borders.some((border) => Math.abs(border - second) < borderSeconds);
    const between = silences.filter(({ at, after }) => isBorder(at) || isBorder(after));
    assert(between.length <= Math.max(1, silences.length / 2), told);
    const lost = silences.filter(({ at, seconds }) => isBorder(at) && isBorder(at + seconds));
    assert.deepEqual(lost, [], told);
  });

  // The last one: the devices of the others are gone afterwards.
  test('goes on with a headset that takes the place of both, at another rate and with a name in other scripts; an answer is cut short by who speaks on', async () => {
    const { conversation } = await call();
    const name = 'Гарнитура 耳机 سماعة';
    sounds.plugHeadset(rate, name);
    await page.waitFor((label) => tracks.at(-1)!.label === label && tracks.at(-1)!.readyState === 'live', name);
    const recorded = await sounds.listen();
    const stop = sounds.speak(resolve('test/fixtures/jfk.wav'));
    await page.waitFor(() => heardTexts.length > 0);
    await stop();
    const { sounding } = partsOf(firstSound(await recorded()));
    const { messages, heardText } = await page.evaluate(() => ({ messages: document.querySelector('autessa-agent')!.messages, heardText: heardTexts[0] ?? '' }));
    await end();
    assert.equal(messages.find(({ status }) => status === 'interrupted')?.text.trim(), heardText);
    const { chunks } = conversation.spoken;
    const sent = chunks.map(({ transcription = '' }) => transcription).join('');
    assert(sent.includes(heardText), `${heardText} in ${sent}`);
    assert(sounding > 0.1 && sounding < secondsOf(chunks) + 0.1, `${sounding} s of ${secondsOf(chunks)} s`);
  });
});

/** From the first sample that can be heard to the last one before a pause. */
function firstSound(recording: Float32Array): Float32Array {
  const isLoud = (sample: number): boolean => Math.abs(sample) > 0.02;
  const from = recording.findIndex(isLoud);
  let to = from;
  for (const [index, sample] of recording.entries()) {
    if (index > to + pause) break;
    if (index > to && isLoud(sample)) to = index;
  }
  return recording.slice(from, to + 1);
}

/** How long what was sent is to be heard, in seconds. */
const secondsOf = (chunks: readonly { readonly samples: number; readonly sampleRate?: number | undefined }[]): number =>
  chunks.reduce((sum, chunk) => sum + chunk.samples / (chunk.sampleRate ?? rate), 0);

/** A silence in a sound, in seconds. */
interface Silence {
  /** Where it begins, and how much of the sound has been heard by then: less, if there was a silence before. */
  readonly at: number;
  readonly after: number;
  readonly seconds: number;
}

/** How long something is heard, in seconds, and the silences in it. */
function partsOf(samples: Float32Array): { readonly sounding: number; readonly silences: readonly Silence[] } {
  const silences: Silence[] = [];
  let length = 0;
  let silent = 0;
  for (const [index, sample] of samples.entries()) {
    if (Math.abs(sample) < 0.002) {
      length += 1;
      continue;
    }
    if (length >= gap) {
      const at = index - length;
      silences.push({ at: at / recordedRate, after: (at - silent) / recordedRate, seconds: length / recordedRate });
      silent += length;
    }
    length = 0;
  }
  return { sounding: (samples.length - silent) / recordedRate, silences };
}

/** Of each hundredth of a second, 1 being full scale. */
function loudness(samples: Float32Array, samplesPerSecond: number): number[] {
  const size = samplesPerSecond / 100;
  return Array.from({ length: Math.floor(samples.length / size) }, (_, block) => rootMeanSquare(samples.subarray(block * size, (block + 1) * size)));
}

/** Where each quarter of a pattern is in a longer row, and how alike it is to what is there. */
function quartersIn(pattern: readonly number[], row: readonly number[]): readonly { readonly at: number; readonly likeness: number }[] {
  const size = pattern.length / 4;
  return [0, 1, 2, 3].map((quarter) => {
    const all = similarities(pattern.slice(quarter * size, (quarter + 1) * size), row);
    const likeness = Math.max(...all);
    return { at: all.indexOf(likeness), likeness };
  });
}

/** How alike a pattern is to each part of a longer row, by Pearson: 1 is the same but for its height. */
function similarities(pattern: readonly number[], row: readonly number[]): number[] {
  const centred = (values: readonly number[]): number[] => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.map((value) => value - mean);
  };
  const one = centred(pattern);
  return Array.from({ length: Math.max(0, row.length - pattern.length) }, (_, at) => correlation(Float32Array.from(one), Float32Array.from(centred(row.slice(at, at + pattern.length)))));
}
