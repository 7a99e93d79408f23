import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Player } from '../../src/audio/playback/player.js';
import type { PlayerReport } from '../../src/audio/playback/player-report.js';
import { concatenate, decibels, randomNumbers, rootMeanSquare, signalToNoise, tone } from './signals.js';

const rate = 48_000;
const quantum = 128;

/** A player whose time passes when a test says so. */
function start(outputRate = rate) {
  const reports: PlayerReport[] = [];
  const player = new Player(outputRate, (report) => reports.push(report));
  const parts: Float32Array[] = [];
  return {
    player,
    /** Renders for as long, in ms, and gives what was rendered. */
    pass(ms: number): Float32Array<ArrayBuffer> {
      const first = parts.length;
      for (let frames = 0; frames < (ms / 1000) * outputRate; frames += quantum) {
        const block = new Float32Array(quantum);
        player.render(block);
        parts.push(block);
      }
      return concatenate(parts.slice(first));
    },
    /** All that was rendered. */
    output: () => concatenate(parts),
    told: <Type extends PlayerReport['type']>(type: Type) =>
      reports.filter((report): report is Extract<PlayerReport, { type: Type }> => report.type === type),
  };
}

function biggestStep(samples: Float32Array): number {
  let step = 0;
  for (let index = 1; index < samples.length; index++) step = Math.max(step, Math.abs((samples[index] ?? 0) - (samples[index - 1] ?? 0)));
  return step;
}

function firstSound(samples: Float32Array): number {
  const found = samples.findIndex((value) => Math.abs(value) > 1e-4);
  assert.ok(found >= 0, 'there is no sound');
  return found;
}

/** The frames that are no silence, from the first to the last. */
function heard(samples: Float32Array): Float32Array {
  return samples.subarray(firstSound(samples), samples.findLastIndex((value) => Math.abs(value) > 1e-4) + 1);
}

/** Feeds chunks as they come from afar, in real time, and renders meanwhile. */
function stream(session: ReturnType<typeof start>, chunks: readonly Float32Array[], from: number, delay: (index: number) => number): void {
  let startMs = 0;
  let now = 0;
  let before = 0;
  for (const [index, chunk] of chunks.entries()) {
    // What is sent in order comes in order.
    const arrival = Math.max(before, startMs + delay(index));
    while (now < arrival) {
      session.pass(2.5);
      now += (quantum / rate) * 1000;
    }
    session.player.enqueue(1, chunk, from, startMs);
    startMs += (chunk.length / from) * 1000;
    before = arrival;
  }
}

function cut(samples: Float32Array, next: () => number): Float32Array[] {
  const chunks: Float32Array[] = [];
  for (let at = 0; at < samples.length; ) {
    const length = Math.max(1, Math.floor(next()));
    chunks.push(samples.subarray(at, at + length));
    at += length;
  }
  return chunks;
}

describe('A player', () => {
  for (const from of [8000, 16_000, 22_050, 24_000, 44_100, 48_000]) {
    for (const to of [44_100, 48_000]) {
      test(`is gapless over chunks of any size, from ${from} to ${to} Hz`, () => {
        const random = randomNumbers(from + to);
        const session = start(to);
        // As exact as PCM of 16 bits.
        const samples = tone(1000, from, from).map((value) => Math.round(value * 32_767) / 32_768);
        let startMs = 0;
        for (const chunk of cut(samples, () => random() ** 4 * 9000)) {
          session.player.enqueue(1, chunk, from, startMs);
          startMs += (chunk.length / from) * 1000;
        }
        session.player.end(1);
        session.pass(1300);
        const sound = heard(session.output());
        assert.ok(Math.abs(sound.length - to) < 60, `${sound.length} frames of ${to}`);
        const found = signalToNoise(sound.subarray(0.02 * to, -0.02 * to), 1000, to);
        assert.ok(found >= 90, `${found} dB`);
        assert.equal(session.told('underrun').length, 0);
      });
    }
  }

  test('fills blocks of any length', () => {
    const random = randomNumbers(9);
    const player = new Player(rate, () => undefined);
    player.enqueue(1, tone(1000, 16_000, 16_000), 16_000, 0);
    player.end(1);
    const parts: Float32Array[] = [];
    for (let frames = 0; frames < 1.1 * rate; frames += parts.at(-1)?.length ?? 0) {
      const block = new Float32Array(1 + Math.floor(random() * 1000));
      player.render(block);
      parts.push(block);
    }
    const sound = heard(concatenate(parts));
    assert.ok(Math.abs(sound.length - rate) < 60);
    assert.ok(signalToNoise(sound.subarray(500, -500), 1000, rate) >= 90);
  });

  test('plays samples one by one', () => {
    const session = start();
    const samples = tone(500, 16_000, 4000);
    samples.forEach((value, index) => session.player.enqueue(1, Float32Array.of(value), 16_000, index / 16));
    session.player.end(1);
    session.pass(400);
    assert.ok(signalToNoise(heard(session.output()).subarray(500, -500), 500, rate) >= 90);
  });

  test('tells how much was played, at least every 50 ms, and that it is finished', () => {
    const session = start();
    session.player.enqueue(3, tone(500, 16_000, 16_000), 16_000, 0);
    session.player.end(3);
    for (let blocks = 0, last = 0; blocks < 20; blocks++) {
      session.pass(50);
      const { playedMs } = session.told('played').at(-1) ?? { playedMs: NaN };
      const rendered = session.output().length - firstSound(session.output());
      const renderedMs = Math.min(1000, (rendered / rate) * 1000);
      assert.ok(playedMs > last, `${playedMs} ms`);
      assert.ok(Math.abs(playedMs - renderedMs) < 25, `${playedMs} ms, not ${renderedMs}`);
      last = playedMs;
    }
    session.pass(50);
    assert.deepEqual(session.told('finished').map(({ track, playedMs }) => [track, Math.round(playedMs)]), [[3, 1000]]);
  });

  test('has no underrun with 60 ms of jitter', () => {
    for (const [seed, chunkMs] of [[1, 20], [2, 20], [3, 40], [4, 100], [5, 100], [6, 200], [7, 10]] as const) {
      const random = randomNumbers(seed);
      const session = start();
      const chunks = cut(tone(1000, 16_000, 80_000), () => chunkMs * 16);
      stream(session, chunks, 16_000, () => random() * 60);
      session.player.end(1);
      session.pass(500);
      assert.deepEqual(session.told('underrun'), [], `chunks of ${chunkMs} ms`);
      const sound = heard(session.output());
      assert.ok(Math.abs(sound.length - 5 * rate) < 60, `${sound.length} frames`);
      assert.ok(signalToNoise(sound.subarray(1000, -1000), 1000, rate) >= 90);
    }
  });

  test('starts at once where everything is there, and soon where it is not', () => {
    const whole = start();
    whole.player.enqueue(1, tone(1000, 16_000, 800), 16_000, 0);
    whole.player.end(1);
    whole.pass(20);
    assert.ok(firstSound(whole.output()) < 0.005 * rate);
    const burst = start();
    for (let index = 0; index < 10; index++) burst.player.enqueue(1, tone(1000, 16_000, 1600), 16_000, index * 100);
    burst.pass(20);
    assert.ok(firstSound(burst.output()) < 0.005 * rate);
    const single = start();
    single.player.enqueue(1, tone(1000, 16_000, 1600), 16_000, 0);
    single.pass(200);
    const ms = (firstSound(single.output()) / rate) * 1000;
    assert.ok(ms > 40 && ms < 100, `${ms} ms`);
  });

  test('counts a stall, fades out and in, and loses nothing', () => {
    const session = start();
    const samples = tone(1000, 16_000, 16_000);
    session.player.enqueue(1, samples.subarray(0, 8000), 16_000, 0);
    session.pass(1000);
    assert.deepEqual(session.told('underrun'), []);
    session.player.enqueue(1, samples.subarray(8000), 16_000, 500);
    session.player.end(1);
    session.pass(1000);
    assert.equal(session.told('underrun').length, 1);
    const gap = session.told('underrun')[0]?.gapMs ?? 0;
    assert.ok(gap > 350 && gap < 550, `${gap} ms`);
    const [finished] = session.told('finished');
    assert.equal(Math.round(finished?.playedMs ?? 0), 1000);
    // A tone of 1 kHz itself takes steps of 0.065.
    assert.ok(biggestStep(session.output()) < 0.08, `${biggestStep(session.output())}`);
    const sounding = session.output().filter((value) => value !== 0).length;
    assert.ok(Math.abs(sounding - rate) < 200, `${sounding} frames sound`);
  });

  test('no more of a reply is no underrun', () => {
    const session = start();
    session.player.enqueue(1, tone(1000, 16_000, 8000), 16_000, 0);
    session.pass(1000);
    session.player.end(1);
    session.pass(100);
    assert.deepEqual(session.told('underrun'), []);
    assert.equal(session.told('finished').length, 1);
  });

  test('what comes after the end of its own reply, before that has been heard, belongs to it, and is waited for again', () => {
    const session = start();
    session.player.enqueue(1, tone(1000, 16_000, 8000), 16_000, 0);
    session.player.end(1);
    session.player.enqueue(1, tone(1000, 16_000, 8000), 16_000, 500);
    session.pass(1500);
    assert.deepEqual(session.told('finished'), []);
    session.player.end(1);
    session.pass(100);
    assert.deepEqual(session.told('finished').map(({ playedMs }) => Math.round(playedMs)), [1000]);
  });

  test('is silent soon after a cut, without a click, and drops what still comes', () => {
    const session = start();
    session.player.enqueue(1, tone(200, 16_000, 32_000), 16_000, 0);
    session.pass(500);
    const before = session.output().length;
    session.player.cut();
    session.player.enqueue(1, tone(200, 16_000, 32_000), 16_000, 2000);
    session.pass(250);
    session.player.enqueue(1, tone(200, 16_000, 32_000), 16_000, 4000);
    session.player.end(1);
    session.pass(250);
    const after = session.output().subarray(before);
    const silentMs = ((after.findLastIndex((value) => value !== 0) + 1) / rate) * 1000;
    assert.ok(silentMs <= 8.1, `${silentMs} ms`);
    assert.ok(biggestStep(session.output()) < 0.02, `${biggestStep(session.output())}`);
    const [{ playedMs, track, through } = { playedMs: 0, track: 0, through: 0 }] = session.told('cut');
    assert.deepEqual([track, through], [1, 1]);
    assert.ok(Math.abs(playedMs - ((before - firstSound(session.output())) / rate) * 1000) < 1, `${playedMs} ms`);
  });

  test('withdraws a reply: not heard at all where it has not begun, and not a word of it', () => {
    const session = start();
    session.player.enqueue(1, tone(440, 16_000, 960), 16_000, 0);
    session.pass(20);
    session.player.withdraw(1);
    assert.equal(rootMeanSquare(session.pass(300)), 0);
    session.player.enqueue(2, tone(440, 16_000, 16_000), 16_000, 0);
    const begun = session.pass(400);
    assert.ok(rootMeanSquare(begun.subarray(begun.length / 2)) > 0.3);
    session.player.withdraw(2);
    assert.ok(biggestStep(session.pass(20)) < 0.05);
    assert.equal(rootMeanSquare(session.pass(300)), 0);
    session.player.enqueue(3, tone(440, 16_000, 16_000), 16_000, 0);
    session.player.enqueue(4, tone(440, 16_000, 16_000), 16_000, 0);
    session.player.withdraw(4);
    assert.ok(rootMeanSquare(session.pass(1_000)) > 0.3);
    assert.equal(rootMeanSquare(session.pass(500).subarray(rate / 4)), 0);
    assert.deepEqual([session.told('cut').length, session.told('finished').map(({ track }) => track)], [0, [3]]);
  });

  test('plays the next reply after a cut, and cuts those that wait', () => {
    const session = start();
    session.player.enqueue(1, tone(200, 16_000, 32_000), 16_000, 0);
    session.player.enqueue(2, tone(200, 16_000, 32_000), 16_000, 0);
    session.pass(300);
    session.player.cut();
    session.player.enqueue(2, tone(200, 16_000, 32_000), 16_000, 2000);
    session.player.enqueue(3, tone(200, 16_000, 1600), 16_000, 0);
    session.player.end(3);
    const after = session.pass(300);
    assert.ok(rootMeanSquare(after.subarray(0.03 * rate, 0.1 * rate)) > 0.3);
    assert.equal(rootMeanSquare(after.subarray(0.15 * rate)), 0);
    assert.deepEqual(session.told('finished').map(({ track }) => track), [3]);
    assert.ok(biggestStep(session.output()) < 0.03);
  });

  test('lowers at the first sign of speech, then waits', () => {
    const session = start();
    session.player.enqueue(1, tone(1000, 16_000, 32_000), 16_000, 0);
    session.pass(500);
    session.player.lower();
    const after = session.pass(400);
    const level = rootMeanSquare(after.subarray(0.02 * rate, 0.1 * rate)) / (0.5 / Math.SQRT2);
    assert.ok(Math.abs(decibels(level) + 16) < 0.5, `${decibels(level)} dB`);
    assert.equal(rootMeanSquare(after.subarray(0.15 * rate)), 0);
    assert.ok(biggestStep(session.output()) < 0.08);
  });

  for (const waitMs of [5, 60, 122, 600]) {
    test(`comes back at the same sample, ${waitMs} ms later`, () => {
      const session = start();
      const random = randomNumbers(5);
      // At the rate of the output, so that samples can be compared.
      const noise = Float32Array.from({ length: 2 * rate }, () => (random() - 0.5) / 2);
      session.player.enqueue(1, noise, rate, 0);
      session.player.end(1);
      session.pass(300);
      const before = session.output().length;
      session.player.lower();
      session.pass(waitMs);
      session.player.raise();
      session.pass(2500);
      const output = session.output();
      const isSame = (outputAt: number, noiseAt: number) =>
        output.subarray(outputAt, outputAt + 2000).every((value, index) => Math.abs(value - (noise[noiseAt + index] ?? 0)) < 1e-6);
      assert.ok(isSame(3000, 3000));
      // After the fades out and in, the sound goes on as if it had gone on from the sample at which it was lowered.
      const fade = 0.005 * rate;
      const from = Array.from({ length: 1 + 20 * quantum }, (_, index) => index + before + Math.floor((waitMs / 1000) * rate));
      const returned = from.find((at) => isSame(at + fade, before + fade));
      assert.ok(returned !== undefined);
      assert.ok(returned - before <= ((waitMs + 8) / 1000) * rate + 2 * quantum);
      const [{ playedMs } = { playedMs: 0 }] = session.told('finished');
      assert.equal(Math.round(playedMs), 2000);
    });
  }

  test('a reply that comes while it is open whether the person speaks waits', () => {
    const session = start();
    session.player.lower();
    session.player.enqueue(1, tone(1000, 16_000, 8000), 16_000, 0);
    session.player.end(1);
    assert.equal(rootMeanSquare(session.pass(300)), 0);
    session.player.raise();
    session.pass(600);
    assert.ok(Math.abs(heard(session.output()).length - rate / 2) < 60);
  });

  test('lowered again on its way back it waits, and comes back to the first place', () => {
    const session = start();
    session.player.enqueue(1, tone(1000, 16_000, 32_000), 16_000, 0);
    session.pass(500);
    session.player.lower();
    session.pass(50);
    session.player.raise();
    // The fade takes longer.
    session.pass(2.5);
    session.player.lower();
    const after = session.pass(100);
    assert.equal(rootMeanSquare(after.subarray(0.02 * rate)), 0);
    session.player.raise();
    const { length } = session.told('played');
    session.pass(25);
    const [{ playedMs } = { playedMs: NaN }] = session.told('played').slice(length);
    // What was heard lowered is heard again.
    assert.ok(playedMs < 500, `${playedMs} ms`);
  });

  test('finishes a reply of which nobody said that it has ended, when the next one begins', () => {
    const session = start();
    session.player.enqueue(1, tone(1000, 16_000, 1600), 16_000, 0);
    session.player.enqueue(2, tone(1000, 16_000, 1600), 16_000, 0);
    session.player.end(2);
    session.pass(400);
    assert.deepEqual(session.told('finished').map(({ track, playedMs }) => [track, Math.round(playedMs)]), [[1, 100], [2, 100]]);
  });

  test('lowered near its end it comes back too', () => {
    const session = start();
    session.player.enqueue(1, tone(1000, 16_000, 8000), 16_000, 0);
    session.player.end(1);
    session.pass(450);
    session.player.lower();
    session.pass(400);
    assert.equal(session.told('finished').length, 0);
    session.player.raise();
    const after = session.pass(300);
    assert.ok(Math.abs(heard(after).length - 0.05 * rate) < 200, `${heard(after).length}`);
    assert.equal(session.told('finished').length, 1);
  });

  test('lowered and raised in any order it never clicks, and finishes', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const random = randomNumbers(seed);
      const session = start();
      const samples = tone(200, 16_000, 16_000);
      for (const [index, chunk] of cut(samples, () => 800).entries()) {
        if (random() < 0.3) session.player.lower();
        if (random() < 0.3) session.player.raise();
        session.player.enqueue(1, chunk, 16_000, index * 50);
        session.pass(random() * 100);
      }
      session.player.end(1);
      session.player.raise();
      session.pass(2500);
      assert.ok(biggestStep(session.output()) < 0.03, `seed ${seed}: ${biggestStep(session.output())}`);
      assert.deepEqual(session.told('finished').map(({ playedMs }) => Math.round(playedMs)), [1000], `seed ${seed}`);
    }
  });

  test('says whether a reply is to be heard', () => {
    const session = start();
    session.player.enqueue(1, tone(1000, 16_000, 8000), 16_000, 0);
    session.player.end(1);
    session.pass(1000);
    assert.deepEqual(session.told('audible').map(({ isAudible }) => isAudible), [true, false]);
  });

  test('goes on where the rate changes within a reply', () => {
    const session = start();
    session.player.enqueue(1, tone(1000, 16_000, 8000), 16_000, 0);
    session.player.enqueue(1, tone(1000, 24_000, 12_000), 24_000, 500);
    session.player.end(1);
    session.pass(1200);
    assert.ok(Math.abs(heard(session.output()).length - rate) < 60);
    assert.deepEqual(session.told('finished').map(({ playedMs }) => Math.round(playedMs)), [1000]);
  });

  test('changes the volume without a click', () => {
    const session = start();
    session.player.enqueue(1, tone(200, 16_000, 16_000), 16_000, 0);
    session.pass(200);
    session.player.setVolume(0.1);
    const after = session.pass(300);
    assert.ok(Math.abs(rootMeanSquare(after.subarray(0.05 * rate)) - 0.05 / Math.SQRT2) < 0.001);
    assert.ok(biggestStep(session.output()) < 0.02);
  });

  test('a chunk after the last one is played too', () => {
    const session = start();
    session.player.enqueue(1, tone(1000, 16_000, 1600), 16_000, 0);
    session.player.end(1);
    session.player.enqueue(1, tone(1000, 16_000, 1600), 16_000, 100);
    session.player.end(1);
    session.player.end(1);
    session.pass(500);
    assert.ok(Math.abs(heard(session.output()).length - 0.2 * rate) < 60);
  });
});
