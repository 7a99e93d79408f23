import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SpeechDetector, type SpeechPhase } from '../../src/audio/detection/speech-detector.js';
import { levelOf } from '../../src/audio/samples/level.js';
import { randomNumbers } from './signals.js';
import { jfkSpeech, loadSilero, readSamples } from './speech-files.js';

const frameLength = 512;
const frameMs = 32;

/** When what was heard in a recording, in ms, as of the end of the frame. */
async function detect(samples: Float32Array): Promise<(readonly [phase: SpeechPhase, ms: number])[]> {
  const silero = await loadSilero();
  const heard: (readonly [phase: SpeechPhase, ms: number])[] = [];
  let frames = 0;
  let done = () => undefined as void;
  const model = {
    async process(frame: Float32Array) {
      const likelihood = await silero.process(frame);
      frames++;
      setImmediate(done);
      return likelihood;
    },
  };
  const detector = new SpeechDetector(model, (phase) => heard.push([phase, frames * frameMs]), (error) => assert.fail(String(error)));
  for (let at = 0; at + frameLength <= samples.length; at += frameLength) {
    const frame = samples.slice(at, at + frameLength);
    await new Promise<void>((resolve) => {
      done = resolve;
      detector.push(frame, levelOf(frame));
    });
  }
  return heard;
}

describe('Silero, as it is shipped', () => {
  test('hears each passage of a speech', async () => {
    const heard = await detect(readSamples('test/fixtures/jfk.wav'));
    const starts = heard.filter(([phase]) => phase === 'confirmed').map(([, ms]) => ms);
    // Passages that are less than 640 ms apart are one.
    const passages = jfkSpeech.filter(([from], index) => from - (jfkSpeech[index - 1]?.[1] ?? -1) > 0.64);
    assert.equal(starts.length, passages.length, JSON.stringify(heard));
    passages.forEach(([from], index) => {
      const delay = (starts[index] ?? NaN) - from * 1000;
      assert.ok(delay > -40 && delay < 250, `${delay} ms after ${from} s`);
    });
  });

  test('hears nothing in noise, a hum or clicks', async () => {
    const random = randomNumbers(11);
    const noise = Float32Array.from({ length: 32_000 }, () => (random() - 0.5) * 0.2);
    const hum = Float32Array.from({ length: 32_000 }, (_, index) => 0.2 * Math.sign(Math.sin((2 * Math.PI * 50 * index) / 16_000)));
    const clicks = Float32Array.from({ length: 32_000 }, (_, index) => (index % 7919 < 20 ? 0.8 : 0));
    for (const sound of [noise, hum, clicks, new Float32Array(32_000)]) {
      assert.deepEqual((await detect(sound)).filter(([phase]) => phase === 'confirmed'), []);
    }
  });
});
