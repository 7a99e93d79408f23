import assert from 'node:assert/strict';
import type { SpokenRecord } from '../../demo/simulator/voice/spoken-record.js';
import { samplesIn } from '../audio/wav.js';
import { concatenate } from '../audio/signals.js';
import { SoundingCall } from '../support/sounding-call.js';

/** All that was spoken, at 16 kHz. @param silence how many samples of it are in each chunk that says nothing */
export function soundOf(record: SpokenRecord, silence: number): Float32Array {
  const samples = samplesIn(record.toWav());
  const parts: Float32Array[] = [];
  let from = 0;
  let at = 0;
  for (const chunk of record.chunks) {
    at += chunk.samples;
    if (chunk.samples > 0 || silence === 0) continue;
    parts.push(samples.subarray(from, at), new Float32Array(silence));
    from = at;
  }
  return concatenate([...parts, samples.subarray(from)]);
}

/** All of it is heard, sample by sample, but for the fades at both ends of two replies; and nothing else is. */
export function assertHeard(heard: Float32Array, spoken: Float32Array, tolerance: number): void {
  const { block } = SoundingCall;
  // A tone begins with a zero.
  const start = Math.floor(heard.findIndex((sample) => sample !== 0) / block) * block;
  assert.ok(heard.length >= start + spoken.length, 'it is as long');
  const different = heard.subarray(start, start + spoken.length).filter((sample, index) => Math.abs(sample - (spoken[index] ?? NaN)) > tolerance).length;
  const fadeFrames = (5 / 1000) * SoundingCall.rate;
  assert.ok(different <= 4 * fadeFrames, `${different} samples are different`);
  assert.ok(heard.subarray(start + spoken.length).every((sample) => sample === 0), 'there is no more');
}
