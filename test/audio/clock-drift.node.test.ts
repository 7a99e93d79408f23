import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { callWithDrift } from './clock-drift.js';

/*
 * Two cards a hundred millionths apart are 360 ms apart after an hour. Here the clocks are a hundredth apart, and come
 * as far in 36 s; `npm run bench -- clock-drift` takes the hour.
 */

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('A call on cards whose clocks drift apart', () => {
  for (const ppm of [10_000, -10_000]) {
    test(`by ${ppm} millionths: every reply is heard whole, the last as soon as those before, and frames come as soon as ever`, () => {
      const { replies, underruns, frameDelays } = callWithDrift({ rate: 48_000, speakerPpm: ppm, microphonePpm: -ppm, lengthMs: 36_000, replyMs: 1_500, pauseMs: 500 });
      assert.equal(replies.length, 18);
      assert.equal(underruns, 0);
      for (const { heardMs, gapMs } of replies) assert.ok(gapMs === 0 && Math.abs(heardMs - 1_500) < 10, JSON.stringify(replies));
      const delays = replies.map(({ delayMs }) => delayMs);
      // The wait against jitter is learned with the first of them.
      assert.ok(mean(delays.slice(-5)) < mean(delays.slice(5, 10)) + 5, delays.join(', '));
      const [early, late] = [frameDelays.slice(0, 100), frameDelays.slice(-100)].map((some) => Math.max(...some)) as [number, number];
      assert.ok(late - early < 1 && late < 5, `${early} → ${late} ms`);
    });
  }
});
