import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ResamplingKernel } from '../../src/samples/resampling-kernel.js';
import { StreamResampler } from '../../src/samples/stream-resampler.js';
import { analyse, concatenate, decibels, randomNumbers, rootMeanSquare, signalToNoise, tone } from './signals.js';

/** Converts in blocks whose lengths `next` tells. */
function convert(samples: Float32Array, from: number, to: number, next: () => number): Float32Array<ArrayBuffer> {
  const resampler = new StreamResampler(from, to);
  const parts: Float32Array[] = [];
  for (let at = 0; at < samples.length; ) {
    const block = samples.subarray(at, at + Math.max(1, next()));
    const output = new Float32Array(resampler.outputLength(block.length));
    parts.push(output.slice(0, resampler.process(block, output)));
    at += block.length;
  }
  return concatenate(parts);
}

const quantum = () => 128;
/** Without the filter's way in and out. */
const middle = (samples: Float32Array) => samples.subarray(1000, samples.length - 1000);

describe('A resampler', () => {
  for (const rate of [48_000, 44_100]) {
    test(`keeps a tone of 1 kHz clean, from ${rate} to 16 000 Hz`, () => {
      const found = signalToNoise(middle(convert(tone(1000, rate, rate), rate, 16_000, quantum)), 1000, 16_000);
      assert.ok(found >= 100, `${found} dB`);
    });

    test(`has hardly any ripple up to 6.4 kHz, from ${rate} Hz`, () => {
      for (let frequency = 100; frequency <= 6400; frequency += 300) {
        const { amplitude } = analyse(middle(convert(tone(frequency, rate, rate / 2), rate, 16_000, quantum)), frequency, 16_000);
        assert.ok(Math.abs(decibels(amplitude / 0.5)) <= 0.1, `${frequency} Hz: ${decibels(amplitude / 0.5)} dB`);
      }
    });

    test(`folds nothing back from 9 kHz on, from ${rate} Hz`, () => {
      for (let frequency = 9000; frequency < rate / 2; frequency += 500) {
        const level = rootMeanSquare(middle(convert(tone(frequency, rate, rate / 2), rate, 16_000, quantum)));
        assert.ok(decibels(level / (0.5 / Math.SQRT2)) <= -90, `${frequency} Hz: ${decibels(level / 0.35)} dB`);
      }
    });
  }

  for (const rate of [8000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 47_999, 48_000, 88_200, 96_000, 192_000]) {
    test(`takes ${rate} Hz, in blocks of any size`, () => {
      const random = randomNumbers(rate);
      const converted = convert(tone(1000, rate, rate), rate, 16_000, () => Math.floor(random() * 3000));
      // What the filter still waits for is missing at the end.
      const held = rate === 16_000 ? 1 : 32 * Math.max(1, 16_000 / rate);
      assert.ok(Math.abs(converted.length + held - 16_000) <= 2 + held / 32, `${converted.length} samples`);
      const found = signalToNoise(middle(converted), 1000, 16_000);
      assert.ok(found >= 100, `${found} dB`);
    });
  }

  test('gives the same whatever the blocks', () => {
    const random = randomNumbers(7);
    const samples = Float32Array.from({ length: 20_000 }, () => random() - 0.5);
    const whole = convert(samples, 44_100, 16_000, () => samples.length);
    assert.deepEqual(convert(samples, 44_100, 16_000, () => 1), whole);
    assert.deepEqual(convert(samples, 44_100, 16_000, () => Math.floor(random() * 500)), whole);
  });

  test('is the identity where both rates are one', () => {
    const samples = tone(440, 16_000, 4000);
    assert.deepEqual(convert(samples, 16_000, 16_000, quantum), samples.slice(0, 3999));
  });

  test('keeps a constant as it is', () => {
    const converted = middle(convert(new Float32Array(20_000).fill(0.25), 44_100, 16_000, quantum));
    for (const value of converted) assert.ok(Math.abs(value - 0.25) < 1e-6);
  });

  test('delays by two milliseconds', () => {
    for (const rate of [48_000, 44_100, 192_000]) assert.equal(new ResamplingKernel(rate, 16_000).half, Math.ceil((32 * rate) / 16_000));
  });
});
