import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { NoiseFence } from '../../src/samples/noise-fence.js';
import { chords, clicks, hum, rumble, soundRate, spoken, tones } from '../tools/made-sounds.js';
import { randomNumbers, tone } from './signals.js';
import { readSamples } from './speech-files.js';

/** As loud as it can be without being cut off. */
function normalized(samples: Float32Array): Float32Array {
  const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  return samples.map((sample) => sample / peak);
}

/** Twice as loud as that, and cut off, as by a cheap loudness plug-in. */
const clipped = (samples: Float32Array): Float32Array => normalized(samples).map((sample) => Math.max(-1, Math.min(1, 2 * sample)));

/** Music with all that is loud in it: chords, a bass drum and a hiss on every beat. */
function song(seconds: number): Float32Array {
  const harmony = chords(seconds);
  const random = randomNumbers(5);
  return Float32Array.from(harmony, (sample, index) => {
    const sinceBeat = (index % (soundRate / 2)) / soundRate;
    const drum = Math.sin(2 * Math.PI * 55 * sinceBeat) * Math.exp(-sinceBeat * 12);
    const hiss = (random() - 0.5) * Math.exp(-((index + soundRate / 4) % (soundRate / 2)) / 1_600);
    return sample + 0.5 * drum + 0.2 * hiss;
  });
}

/** A sum of many numbers is spread as what a microphone hears of rain. */
function rain(seconds: number): Float32Array {
  const random = randomNumbers(8);
  return Float32Array.from({ length: seconds * soundRate }, () => Array.from({ length: 12 }, random).reduce((sum, value) => sum + value - 0.5, 0));
}

/** What is above half of all frequencies. */
function hiss(seconds: number): Float32Array {
  const noise = rain(seconds);
  return noise.map((sample, index) => sample - 0.6 * (noise[index - 1] ?? 0));
}

describe('Noise at full scale', () => {
  const random = randomNumbers(4);
  const uniform = Float32Array.from({ length: 2_048 }, () => 2 * random() - 1);

  test('is told, within 64 ms at 16 kHz, in pieces of any size', () => {
    for (const size of [1, 160, 1_024, 2_048]) {
      const fence = new NoiseFence();
      let at = 0;
      for (; at < uniform.length; at += size) if (fence.isNoise(uniform.subarray(at, at + size))) break;
      assert.ok(at + size <= Math.max(size, 1_024 + size), `${at} in pieces of ${size}`);
      assert.ok(at < uniform.length);
    }
  });

  test('is told behind sound, too', () => {
    const fence = new NoiseFence();
    assert.equal(fence.isNoise(tone(440, 16_000, 5_000)), false);
    assert.equal(fence.isNoise(uniform), true);
  });

  test('is not taken for what people hear, as loud as it can be, and louder', async () => {
    const sounds: Record<string, Float32Array> = {
      'a speech of 1961': readSamples('test/fixtures/jfk.wav'),
      'a telephone call': readSamples('test/fixtures/telephone-8k.wav'),
      'speech of 8 bits': readSamples('test/fixtures/streamed-u8.wav'),
      'a voice': await spoken('She sells sea shells by the shore, but only in summer.'),
      'another voice': await spoken('Wait a moment. Yes, six, seven.', 'en-us+f3'),
      'music': song(20),
      chords: chords(10),
      tones: tones(10),
      hum: hum(5),
      clicks: clicks(10),
      rumble: rumble(10),
      'noise as of rain': rain(10),
      'a hiss, as of an S': hiss(2),
      'a whistle': tone(7_900, 16_000, 16_000, 1),
      'an alarm': Float32Array.from({ length: 16_000 }, (_, index) => (index % 8 < 4 ? 1 : -1)),
    };
    for (const [name, samples] of Object.entries(sounds)) {
      assert.equal(new NoiseFence().isNoise(normalized(samples)), false, name);
      assert.equal(new NoiseFence().isNoise(clipped(samples)), false, `${name}, cut off`);
    }
  });
});
