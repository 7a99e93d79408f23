import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ChannelMeter, mixBlock } from '../../src/media/files/channel-mix.js';
import { decibels, randomNumbers, rootMeanSquare, tone } from '../audio/signals.js';

const length = 16_000;
const voice = tone(440, 16_000, length, 0.4);
const other = tone(700, 16_000, length, 0.4);
const silence = new Float32Array(length);
const opposite = voice.map((sample) => -sample);
const at = (samples: Float32Array, level: number) => samples.map((sample) => sample * 10 ** (level / 20));
const random = randomNumbers(2);
const hiss = (level: number) => at(Float32Array.from({ length }, () => 2 * random() - 1), level);

/** How much quieter the mix is than a voice, in dB, with what its peak allows. */
function lost(channels: readonly Float32Array[]): { weights: readonly number[]; lost: number } {
  const meter = new ChannelMeter(channels.length);
  for (let from = 0; from < length; from += 1_000) meter.add(channels.map((samples) => samples.subarray(from, from + 1_000)));
  const { weights, mostGain, peak } = meter.mix;
  const mixed = mixBlock(channels, weights);
  const gain = Math.min(mostGain, Math.max(1, peak / mixed.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)));
  return { weights, lost: -decibels((rootMeanSquare(mixed) * gain) / rootMeanSquare(voice)) };
}

describe('Channels become one', () => {
  const cases: ReadonlyArray<readonly [name: string, channels: readonly Float32Array[], weights: readonly number[], lost: number]> = [
    ['a voice on both sides', [voice, voice], [0.5, 0.5], 0],
    ['a voice on one side', [voice, silence], [1, 0], 0],
    ['a voice on the other, with the noise of a cheap card on the first', [hiss(-70), voice], [0, 1], 0],
    ['left is the opposite of right', [voice, opposite], [1, 0], 0],
    ['two voices, one on each side', [voice, other], [0.5, 0.5], 3],
    ['a voice in the centre of 5.1', [silence, silence, voice, silence, silence, silence], [0, 0, 1, 0, 0, 0], 0],
    ['a voice in the centre of 5.1, with hiss around', [hiss(-50), hiss(-50), voice, hiss(-50), hiss(-50), hiss(-50)], [0, 0, 1, 0, 0, 0], 0],
    ['four times the same', [voice, voice, voice, voice], [0.25, 0.25, 0.25, 0.25], 0],
    ['a voice and itself, 8 dB quieter, turned over', [voice, at(opposite, -8)], [1, 0], 0],
  ];
  for (const [name, channels, weights, expected] of cases) {
    test(name, () => {
      const found = lost(channels);
      assert.deepEqual(found.weights, weights);
      assert.ok(Math.abs(found.lost - expected) < 0.3, `${found.lost} dB`);
    });
  }

  test('of silence comes silence', () => {
    const meter = new ChannelMeter(2);
    meter.add([silence, silence]);
    assert.ok(mixBlock([silence, silence], meter.mix.weights).every((sample) => sample === 0));
  });

  test('what the mean loses is brought up, as far as the peak of the loudest allows', () => {
    // Half of the voice is in the other channel, turned over.
    const found = lost([voice, at(opposite, -12)]);
    assert.deepEqual(found.weights, [1, 0]);
    const apart = lost([voice, at(other, -10)]);
    assert.deepEqual(apart.weights, [0.5, 0.5]);
    assert.ok(apart.lost < 3.5, `${apart.lost} dB`);
  });
});
