import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { SpeechModel } from '../../src/audio/detection/speech-model.js';
import { detect, frameLength, frameMs, judge } from '../tools/detection.js';
import { atLevel, tenMinutes } from '../tools/made-sounds.js';
import { loadOnnxSilero } from '../tools/onnx-silero.js';
import { randomNumbers } from './signals.js';
import { jfkSpeech, loadSpeechModel, readSamples } from './speech-files.js';

const recordings = ['jfk', 'streamed-u8', 'telephone-8k'] as const;

/** When what was heard in a sound, in ms, as of the end of the frame. */
async function hear(samples: Float32Array): Promise<(readonly [phase: string, ms: number])[]> {
  const heard = await detect(await judge(await loadSpeechModel(), samples));
  return heard.map(([phase, frame]) => [phase, (frame + 1) * frameMs]);
}

describe('Silero, as it is shipped', () => {
  test('hears each passage of a speech', async () => {
    const heard = await hear(readSamples('test/fixtures/jfk.wav'));
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
      assert.deepEqual((await hear(sound)).filter(([phase]) => phase === 'confirmed'), []);
    }
  });

  describe('is what its runtime makes of it', () => {
    let sounds: ReadonlyMap<string, Float32Array>;
    before(async () => {
      const files = recordings.flatMap((name) => {
        const samples = readSamples(`test/fixtures/${name}.wav`);
        const quieter = [-20, -35, -50, -70].map((level) => [`${name} at ${level} dB`, atLevel(samples, level)] as const);
        return [[name, samples] as const, ...quieter];
      });
      sounds = new Map([...files, ...(await tenMinutes())]);
    });

    test('in each frame of ten minutes of sound, and in what is heard in it', { timeout: 240_000 }, async () => {
      const runtime = await loadOnnxSilero();
      const ours = await loadSpeechModel();
      const most = { difference: 0, where: '' };
      let frames = 0;
      for (const [name, sound] of sounds) {
        const expected = await judge(runtime, sound);
        const judged = await judge(ours, sound);
        judged.likelihoods.forEach((likelihood, index) => {
          const difference = Math.abs(likelihood - expected.likelihoods[index]!);
          assert.ok(difference <= 2e-3, `they differ by ${difference} in frame ${index} of ${name}`);
          if (difference > most.difference) Object.assign(most, { difference, where: name });
        });
        for (const isAudible of [false, true]) {
          assert.deepEqual(await detect(judged, { isAudible }), await detect(expected, { isAudible }), name);
        }
        frames += judged.likelihoods.length;
      }
      console.log(`${frames} frames differ by ${most.difference.toExponential(1)} at most (${most.where})`);
      assert.ok(frames >= 600 * (16_000 / frameLength), `${frames} frames`);
    });
  });

  for (const bad of [NaN, Infinity, -Infinity]) {
    test(`takes a frame with ${bad} for silence, and is none the worse for it`, async () => {
      const speech = readSamples('test/fixtures/jfk.wav').subarray(16_000, 32_000);
      const [one, other] = await Promise.all([loadSpeechModel(), loadSpeechModel()]);
      const broken = new Float32Array(frameLength);
      broken[100] = bad;
      await judge(one, speech);
      await judge(other, speech);
      assert.equal(await one.process(broken), 0);
      await other.process(new Float32Array(frameLength));
      assert.deepEqual((await judge(one, speech)).likelihoods, (await judge(other, speech)).likelihoods);
    });
  }

  test('bears the loudest numbers there are', async () => {
    const model = await loadSpeechModel();
    const loudest = (sign: number) => new Float32Array(frameLength).fill(sign * 3e38);
    const random = randomNumbers(3);
    await model.process(loudest(1));
    await model.process(Float32Array.from({ length: frameLength }, () => (random() - 0.5) * 6e38));
    const likelihoods = (await judge(model, readSamples('test/fixtures/jfk.wav'))).likelihoods;
    assert.ok(likelihoods.every((likelihood) => likelihood >= 0 && likelihood <= 1));
    assert.ok(likelihoods.some((likelihood) => likelihood > 0.9));
  });

  test('answers at once, and makes nothing that has to be collected', async () => {
    const model: SpeechModel = await loadSpeechModel();
    assert.equal(typeof model.process(new Float32Array(frameLength)), 'number');
  });
});
