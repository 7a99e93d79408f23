import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterEach, describe, test } from 'node:test';
import { StreamResampler } from '../../src/samples/stream-resampler.js';
import { browserUnderTest, openPage, type Page } from '../tools/page-driver.js';
import { serveVoicePage, type VoicePage, type VoicePageOptions } from '../tools/voice-page.js';
import { correlate, type Place } from './correlate.js';
import type { Voice } from './page/voice.js';
import { readSamples } from './speech-files.js';

/*
 * The whole engine, as it is built, in a real Chromium that hears a recording. Other browsers have no microphone that
 * plays a file, and without a sound card their contexts stand still; the worklets are tested in all of them.
 */

/** In the page. */
declare const voice: Voice;

const microphone = resolve('test/fixtures/jfk.wav');
const skip = browserUnderTest() === 'chromium' ? false : 'Chromium alone has a microphone that plays a file';

let page: Page;
let host: VoicePage;

async function visit(options: VoicePageOptions = {}): Promise<void> {
  host = await serveVoicePage(options);
  page = await openPage({ microphone });
  await page.open(host.url);
  await page.waitFor(() => 'voice' in globalThis);
}

const open = (options: object = {}) => page.evaluate((given) => voice.open(given), options);
const live = () => page.waitFor(() => voice.call.snapshot.phase === 'live');
const detecting = () => page.waitFor(() => voice.call.snapshot.detection === 'on');
const told = async (type: 'trouble' | 'speech' | 'interruption') => (await page.evaluate((of) => voice.told(of), type)) as readonly Record<string, unknown>[];
const troubles = async () => (await told('trouble')).map(({ error }) => (error as { code: string }).code);
const frames = (count: number) => page.waitFor((wanted) => voice.frames.length >= wanted, count);

function floats(base64: string): Float32Array {
  return new Float32Array(Uint8Array.from(Buffer.from(base64, 'base64')).buffer);
}

/** How far what was handed out is from what was recorded, converted, from the best beginning on. */
function differenceFrom(recorded: Float32Array, rate: number, heard: Float32Array): number {
  const beginning = 4000;
  let best = Infinity;
  // It begins with some quantum; the first samples still ring.
  for (let from = 0; from + 3 * rate < recorded.length; from += 128) {
    if (distance(convert(recorded.subarray(from, from + rate / 2), rate), heard.subarray(0, beginning)) > 1e-3) continue;
    best = Math.min(best, distance(convert(recorded.subarray(from), rate), heard));
  }
  return best;
}

function convert(samples: Float32Array, rate: number): Float32Array {
  const resampler = new StreamResampler(rate, 16_000);
  const output = new Float32Array(resampler.outputLength(samples.length));
  return output.subarray(0, resampler.process(samples, output));
}

/** The greatest, between samples at the same place, as far as both go. */
function distance(one: Float32Array, other: Float32Array): number {
  let most = 0;
  for (let index = 200; index < Math.min(one.length, other.length); index++) {
    most = Math.max(most, Math.abs((one[index] ?? 0) - (other[index] ?? 0)));
  }
  return most;
}

describe('A call in a browser', { skip }, () => {
  afterEach(async () => {
    await page.evaluate(() => voice.call.close());
    assert.deepEqual(await page.evaluate(() => [voice.context.state, voice.call.snapshot.phase]), ['closed', 'closed']);
    assert.equal(await page.evaluate(() => voice.tracks.every(({ readyState }) => readyState === 'ended')), true);
    await page.close();
    await host.close();
  });

  test('hears what the microphone plays, as loud as it is', async () => {
    await visit();
    await open();
    let places: readonly Place[] = [];
    let like: readonly Place[] = [];
    // A machine that is busy loses some sound before it reaches the page: it is listened to until enough of it is whole, which is as loud as it was.
    for (let listened = 220; like.length < 6 && listened <= 880; listened += 220) {
      await frames(listened);
      const heard = floats(await page.evaluate(() => voice.heard()));
      // The browser needs a second to get used to the room.
      places = correlate(heard.subarray(16_000), readSamples(microphone)).filter(({ level }) => level > 0.05);
      like = places.filter(({ correlation }) => correlation > 0.9);
    }
    assert.ok(like.length >= 6 && like.every(({ gain }) => Math.abs(gain) < 2), JSON.stringify(places));
  });

  for (const [when, blocks] of [['', 0], [', while the page is blocked again and again', 10]] as const) {
    test(`hands out all of it, in order${when}`, async () => {
      await visit();
      await open({ isPushToTalk: true });
      await live();
      await page.evaluate(() => voice.call.holdToTalk(true));
      for (let round = 0; round < blocks; round++) {
        await page.evaluate(() => voice.block(300));
        await frames(9 * (round + 1));
      }
      await frames(150);
      await page.evaluate(() => voice.call.mute());
      const indices = await page.evaluate(() => voice.frames.map(({ index }) => index));
      assert.deepEqual(indices, indices.map((_, index) => index));
      const heard = floats(await page.evaluate(() => voice.heard()));
      assert.equal(heard.length, indices.length * 512);
      const recorded = floats(await page.evaluate(() => voice.recorded()));
      const difference = differenceFrom(recorded, await page.evaluate(() => voice.context.sampleRate), heard);
      assert.ok(difference < 1e-6, `they differ by ${difference}`);
    });
  }

  test('finds speech, in a worker', async () => {
    await visit();
    await open();
    await detecting();
    await page.waitFor(() => voice.told('speech').length >= 6);
    const phases = (await told('speech')).map(({ phase }) => phase);
    assert.ok(phases.includes('confirmed') && phases.includes('end'), String(phases));
    assert.deepEqual(await page.problems(), []);
    assert.equal(await page.evaluate(() => performance.getEntriesByType('resource').some(({ name }) => name.endsWith('.bin'))), false);
  });

  test('interrupts a reply when the person speaks, and says how much was heard', async () => {
    await visit();
    await open();
    await detecting();
    // A reply that begins in the midst of speech is not interrupted by it.
    await page.waitFor(() => voice.call.snapshot.hearing === 'nothing' && voice.events.some(({ type }) => type === 'speech'));
    await page.evaluate(() => voice.playTone('reply', 20_000, 300));
    await page.waitFor(() => voice.told('interruption').length > 0);
    const [{ replyId, heardMs } = {}] = await told('interruption');
    assert.equal(replyId, 'reply');
    assert.ok(Number(heardMs) > 0 && Number(heardMs) < 20_000, `${String(heardMs)} ms`);
    await page.waitFor(() => voice.call.snapshot.playing === undefined);
    assert.equal(await page.evaluate(() => voice.call.play('reply', { audio: new Uint8Array(3200) }) === undefined), true);
  });

  test('is silent soon after it is decided, even while the page is blocked', async () => {
    const body = readFileSync('test/audio/page/obedient-detector.js', 'utf8');
    await visit({ answers: { '/dist/voice/detector.js': { body } } });
    await open();
    await detecting();
    const delays = { idle: [] as number[], blocked: [] as number[] };
    for (let round = 0; round < 12; round++) {
      const isBlocked = round % 2 === 1;
      await page.evaluate((name) => voice.playTone(name, 3000), `reply ${round}`);
      await page.waitFor((name) => voice.call.snapshot.playing === name, `reply ${round}`);
      const delay = await page.evaluate((blocked) => voice.measureCut(100, blocked ? 300 : 0), isBlocked);
      delays[isBlocked ? 'blocked' : 'idle'].push(delay);
    }
    const median = (values: readonly number[]) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN;
    // 10 ms where nobody else uses the processor; the page alone would take 200.
    assert.ok(median(delays.idle) <= 60, `idle ${delays.idle.join(', ')}`);
    assert.ok(median(delays.blocked) <= 60, `blocked ${delays.blocked.join(', ')}`);
  });

  test('detects on the page’s own thread where the files are another origin’s', async () => {
    await visit();
    await open({ assetsBase: `${host.elsewhere}dist/` });
    await detecting();
    await page.waitFor(() => voice.told('speech').length >= 2);
    assert.equal(await page.evaluate(() => performance.getEntriesByType('resource').some(({ name }) => name.endsWith('.bin'))), true);
    assert.deepEqual(await page.problems(), []);
  });

  const weights = { type: 'application/octet-stream', body: readFileSync('dist/voice/silero-v6-16khz.bin') };
  const html = { type: 'text/html', body: '<!doctype html><title>Nothing here</title>' };
  const missing = { status: 404, type: 'text/plain', body: 'Not found' };
  for (const [what, file, answer] of [
    ['no weights', 'silero-v6-16khz.bin', missing],
    ['a page for the weights', 'silero-v6-16khz.bin', html],
    ['weights that are cut', 'silero-v6-16khz.bin', { type: 'application/octet-stream', body: 'SVAD\u0001' }],
    ['no detector', 'detector.js', missing],
    ['a page for the detector', 'detector.js', html],
  ] as const) {
    test(`goes on by push to talk with ${what}`, async () => {
      await visit({ answers: { [`/dist/voice/${file}`]: answer } });
      await open();
      await live();
      await page.waitFor(() => voice.call.snapshot.detection === 'off');
      assert.deepEqual(await troubles(), ['vad']);
      // Whoever has to put it there is told which file it is.
      const messages = await page.evaluate(() => voice.told('trouble').map((event) => ('error' in event ? (event.error as Error).message : '')));
      assert.ok(messages[0]?.includes(`/dist/voice/${file}`), messages[0]);
      assert.equal(await page.evaluate(() => voice.call.snapshot.talk), 'push');
      const before = await page.evaluate(() => voice.frames.length);
      await page.evaluate(() => voice.call.holdToTalk(true));
      await frames(before + 20);
    });
  }

  for (const [what, answer] of [['none', missing], ['a page', html]] as const) {
    test(`hears and plays on the page’s own thread where the worklets are ${what}`, async () => {
      await visit({ answers: { '/dist/voice/worklets.js': answer } });
      await open({ isPushToTalk: true });
      await live();
      await page.evaluate(() => voice.call.holdToTalk(true));
      await frames(20);
      await page.evaluate(() => voice.playTone('reply', 300));
      await page.waitFor(() => voice.events.some((event) => event.type === 'played' && event.isFinished));
      assert.deepEqual(await troubles(), []);
    });
  }

  const strict = `default-src 'none'; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types`;
  const speechIsFound = () => page.waitFor(() => voice.told('speech').some((event) => 'phase' in event && event.phase === 'confirmed'));
  test('finds speech under the strictest policy, which the worker has too', async () => {
    const policy = { 'Content-Security-Policy': `${strict} autessa-agent` };
    await visit({ headers: policy, answers: { '/dist/voice/detector.js': { body: readFileSync('dist/voice/detector.js', 'utf8'), headers: policy } } });
    await open();
    await speechIsFound();
    assert.deepEqual([await troubles(), await page.problems()], [[], []]);
    assert.equal(await page.evaluate(() => performance.getEntriesByType('resource').some(({ name }) => name.endsWith('.bin'))), false);
  });

  test('finds speech on the page’s own thread where the policy allows no worker', async () => {
    await visit({ headers: { 'Content-Security-Policy': `${strict} another-name` } });
    await open();
    await speechIsFound();
    assert.deepEqual(await troubles(), []);
    assert.equal(await page.evaluate(() => performance.getEntriesByType('resource').some(({ name }) => name.endsWith('.bin'))), true);
  });

  test('finds speech in what was said before the weights had come', async () => {
    await visit({ answers: { '/dist/voice/silero-v6-16khz.bin': { ...weights, isHeld: true } } });
    await open();
    await live();
    // From the beginning of the recording on there is nothing but speech that somebody could interrupt a reply with.
    await frames(40);
    assert.equal(await page.evaluate(() => voice.call.snapshot.detection), 'loading');
    host.release();
    await speechIsFound();
    assert.deepEqual(await troubles(), []);
  });

  test('says that the page’s policy forbids the microphone', async () => {
    await visit({ headers: { 'Permissions-Policy': 'microphone=()' } });
    await open();
    await page.waitFor(() => voice.call.snapshot.phase === 'closed');
    assert.deepEqual(await troubles(), ['mic-policy']);
  });
});

