import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { afterEach, describe, test } from 'node:test';
import { openPage, type Page } from '../tools/page-driver.js';
import { serveVoicePage, type VoicePage, type VoicePageOptions } from '../tools/voice-page.js';
import type { Voice } from './page/voice.js';
import { readSamples } from './speech-files.js';

/* The detector, as it is built, in each browser: it is given the frames of a recording, so it needs no microphone. */

/** In the page. */
declare const voice: Voice;

let page: Page;
let host: VoicePage;

async function visit({ headers, answers }: VoicePageOptions = {}): Promise<void> {
  const recording = Buffer.from(readSamples('test/fixtures/jfk.wav').buffer);
  host = await serveVoicePage({ ...(headers && { headers }), answers: { '/speech': { body: recording, type: 'application/octet-stream' }, ...answers } });
  page = await openPage();
  await page.open(host.url);
  await page.waitFor(() => 'voice' in globalThis);
}

const detect = () => page.evaluate(() => voice.detect('/speech'));
const isOnPage = () => page.evaluate(() => performance.getEntriesByType('resource').some(({ name }) => name.endsWith('.bin')));

describe('The detector in a browser', () => {
  afterEach(async () => {
    await page.close();
    await host.close();
  });

  const strict = { 'Content-Security-Policy': `default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self'` };

  test('finds speech in a worker under a policy that allows no WebAssembly, which is the worker’s too', async () => {
    await visit({ headers: strict, answers: { '/dist/voice/detector.js': { body: readFileSync('dist/voice/detector.js', 'utf8'), headers: strict } } });
    const reports = await detect();
    assert.deepEqual(reports.at(-1), { type: 'speech', phase: 'confirmed' });
    assert.equal(await isOnPage(), false);
    assert.deepEqual(await page.problems(), []);
  });

  test('finds speech on the page’s thread where the policy allows no worker', async () => {
    await visit({ headers: { 'Content-Security-Policy': `${strict['Content-Security-Policy']}; worker-src 'none'` } });
    const reports = await detect();
    assert.deepEqual(reports.at(-1), { type: 'speech', phase: 'confirmed' });
    assert.equal(await isOnPage(), true);
  });

  test('says in one sentence what is wrong with its weights', async () => {
    await visit({ answers: { '/dist/voice/silero-v6-16khz.bin': { type: 'text/html', body: '<!doctype html><title>Nothing here</title>' } } });
    const reports = await detect();
    assert.deepEqual(reports.at(-1), { type: 'failed', reason: `${host.url}dist/voice/silero-v6-16khz.bin cannot be used: It is no file of weights` });
  });
});
