import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EchoGuard } from '../../src/audio/detection/echo-guard.js';
import { levelOf } from '../../src/samples/level.js';
import { EchoRoom, type EchoPath } from '../tools/echo-room.js';
import { randomNumbers } from './signals.js';

const rate = 16_000;
const frameLength = 512;
/** Half a second later, the guard knows the room. */
const learned = 2;

/**
 * Syllables of a voice that says nothing: buzzing and hissing in turn, eight in two seconds, a pause after each four.
 *
 * @param pitch in Hz @param level as its root mean square
 */
function syllables(seconds: number, pitch: number, level: number, seed: number): Float32Array<ArrayBuffer> {
  const random = randomNumbers(seed);
  const samples = new Float32Array(seconds * rate);
  for (let from = 0, count = 1; from < samples.length; from += rate / 5, count++) {
    if (count % 5 === 0) continue;
    const [bend, isHiss, tilt] = [1 + 0.3 * random(), random() < 0.3, 0.5 + random()];
    for (let index = 0; index < rate / 5 && from + index < samples.length; index++) {
      const envelope = Math.sin((Math.PI * 5 * index) / rate);
      let value = 0;
      for (let overtone = 1; overtone <= 12; overtone++) value += Math.sin((2 * Math.PI * pitch * bend * overtone * index) / rate) / overtone ** tilt;
      samples[from + index] = envelope * (isHiss ? 2 * random() - 1 : value);
    }
  }
  const factor = level / levelOf(samples);
  return samples.map((sample) => sample * factor);
}

/** How loud a guard thinks everything but the agent is, frame after frame. */
function judged(path: EchoPath, agent: Float32Array, person?: Float32Array, guard = new EchoGuard()): readonly number[] {
  const room = new EchoRoom(path);
  const random = randomNumbers(4);
  const levels: number[] = [];
  for (let from = 0; from + frameLength <= agent.length; from += frameLength) {
    const rendered = agent.slice(from, from + frameLength);
    const heard = rendered.map((_, index) => 0.0005 * (2 * random() - 1) + (person?.[from + index] ?? 0));
    room.pass(rendered, heard);
    levels.push(guard.judge(heard, rendered, levelOf(heard)));
  }
  return levels;
}

const agent = syllables(5, 190, 0.1, 2);
const framesFrom = (seconds: number) => Math.ceil((seconds * rate) / frameLength);
const person = new Float32Array(agent.length);
// A word of 0.6 s, at -30 dB.
const wordAt = framesFrom(3.2) * frameLength;
person.set(syllables(0.6, 130, 0.032, 9), wordAt);

describe('EchoGuard', () => {
  for (const delayMs of [20, 130, 250]) {
    for (const gain of [-5, -20, -40]) {
      const path = { delayMs, gain, converged: 6, seed: delayMs };
      test(`knows the agent’s own voice, ${delayMs} ms late and at ${gain} dB, from its first word on`, () => {
        const levels = judged(path, agent);
        const runs = levels.map((_, at) => Math.min(...levels.slice(at, at + 3)));
        assert.ok(Math.max(...runs) < 0.005, `${Math.max(...runs)} for three frames in frame ${runs.indexOf(Math.max(...runs))}`);
      });

      test(`hears who speaks over it, ${delayMs} ms late and at ${gain} dB`, () => {
        const first = wordAt / frameLength;
        const loud = judged(path, agent, person).slice(first, first + 8).filter((level) => level >= 0.005);
        assert.ok(loud.length >= 3, `${loud.length} of 8 frames`);
      });
    }
  }

  test('hears who speaks over the first words of a call where nothing comes back, as soon as a delay would have passed', () => {
    const soon = new Float32Array(agent.length);
    const first = framesFrom(0.45);
    soon.set(syllables(0.6, 130, 0.032, 9), first * frameLength);
    const levels = judged({ delayMs: 250, gain: -55, converged: 0, seed: 5 }, agent, soon);
    const loud = levels.slice(first, first + 8).filter((level) => level >= 0.005);
    assert.ok(loud.length >= 6, `${loud.length} of 8 frames`);
  });

  test('takes away most of what it has learned', () => {
    const guard = new EchoGuard();
    const path = { delayMs: 80, gain: -5, converged: 0, seed: 3 };
    const room = new EchoRoom(path);
    let [before, after] = [0, 0];
    for (let from = 0; from + frameLength <= agent.length; from += frameLength) {
      const rendered = agent.slice(from, from + frameLength);
      const heard = new Float32Array(frameLength);
      room.pass(rendered, heard);
      guard.judge(heard, rendered, levelOf(heard));
      if (from < learned * rate) continue;
      before += levelOf(heard) ** 2;
      after += levelOf(guard.rest) ** 2;
    }
    assert.ok(10 * Math.log10(before / after) > 10, `${10 * Math.log10(before / after)} dB`);
  });

  test('leaves what is heard while nothing is rendered as it is', () => {
    const guard = new EchoGuard();
    const heard = person.slice(wordAt + 1024, wordAt + 1024 + frameLength);
    assert.equal(guard.judge(heard, new Float32Array(frameLength), levelOf(heard)), levelOf(heard));
    assert.deepEqual(guard.rest, heard);
    assert.ok(!guard.isEchoing);
    guard.judge(heard, agent.slice(1024, 1024 + frameLength), levelOf(heard));
    assert.ok(guard.isEchoing);
    for (let count = 0; count < 14; count++) guard.judge(heard, new Float32Array(frameLength), levelOf(heard));
    assert.ok(!guard.isEchoing);
  });

  test('goes on after a frame that is no sound', () => {
    const guard = new EchoGuard();
    assert.ok(Number.isNaN(guard.judge(new Float32Array(frameLength).fill(NaN), agent.slice(0, frameLength), NaN)));
    assert.ok(judged({ delayMs: 80, gain: -20, converged: 0, seed: 1 }, agent, undefined, guard).every(Number.isFinite));
  });
});
