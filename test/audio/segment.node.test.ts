import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Jitter } from '../../src/audio/playback/jitter.js';
import { Segment } from '../../src/audio/playback/segment.js';
import { ResamplingKernel } from '../../src/samples/resampling-kernel.js';
import { tone } from './signals.js';

const rate = 16_000;

test('a segment goes back as far as it remembers, and no further', () => {
  const segment = new Segment({ track: 1, rate, startMs: 0, kernel: new ResamplingKernel(rate, rate) });
  const sound = tone(440, rate, 3 * rate);
  segment.append(sound);
  for (let count = 0; count < 2 * rate; count += 1) {
    segment.read();
    segment.forget();
  }
  segment.return(1_700);
  assert.equal(segment.playedMs, 1_700);
  segment.return(0);
  const { playedMs } = segment;
  assert.ok(playedMs > 1_000 && playedMs < 1_700, `${playedMs} ms`);
  // Where the memory begins, what came before is silence to the filter.
  for (let count = 0; count < 100; count += 1) assert.ok(Number.isFinite(segment.read()));
  assert.ok(Math.abs(segment.read() - (sound[(playedMs / 1000) * rate + 100] ?? NaN)) < 1e-3);
});

test('a pause of the network is no jitter: nobody waits longer because of it', () => {
  const jitter = new Jitter();
  const before = jitter.wait;
  let now = 0;
  for (let count = 0; count < 50; count += 1) jitter.arrive((now += 100), 100);
  jitter.arrive((now += 5_000), 100);
  for (let count = 0; count < 50; count += 1) jitter.arrive((now += 100), 100);
  assert.ok(jitter.wait <= before, `${jitter.wait} ms`);
  // What comes late again and again is.
  for (let count = 0; count < 50; count += 1) jitter.arrive((now += count % 2 ? 20 : 180), 100);
  assert.ok(jitter.wait > before, `${jitter.wait} ms`);
});
