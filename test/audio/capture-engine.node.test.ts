import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { PlaybackReference } from '../../src/audio/playback-reference.js';
import { CaptureEngine, type CaptureEnd, type CapturedFrame, type CaptureOrder, type DetectedFrame, type Gate } from '../../src/audio/capture/capture-engine.js';
import { randomNumbers } from './signals.js';
import { Port } from '../../src/audio/port.js';

const rate = 48_000;
const quantum = 128;

type Heard = CapturedFrame | CaptureEnd;

/** Messages between ports of one thread are there with the next turn of its loop, or the one after. */
async function arrived(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe('The microphone’s side', () => {
  let ports: readonly { close(): void }[] = [];
  afterEach(() => ports.forEach((port) => port.close()));

  function start() {
    const page = new MessageChannel();
    const detector = new MessageChannel();
    const engine = new CaptureEngine(page.port2, rate);
    const here = new Port<CaptureOrder, CapturedFrame>(page.port1);
    const there = new Port<never, Heard>(detector.port1);
    ports = [here, there, page.port2, detector.port2];
    const frames: CapturedFrame[] = [];
    const detected: Heard[] = [];
    here.listen((frame) => frames.push(frame));
    there.listen((heard) => detected.push(heard));
    const port = detector.port2;
    here.send({ type: 'detector', port }, [port]);
    return {
      frames,
      detected,
      /** No microphone is connected for a moment. */
      disconnect: () => engine.process([]),
      async gate(gate: Gate): Promise<void> {
        here.send({ type: 'gate', gate });
        await arrived();
      },
      /** The device delivers so much, of this loudness. */
      async hear(ms: number, level = 0.5): Promise<void> {
        for (let at = 0; at < (ms / 1000) * rate; at += quantum) engine.process([new Float32Array(quantum).fill(level)]);
        await arrived();
      },
    };
  }

  /** With what is rendered: the very same that is heard, or nothing. */
  function startBesideSound() {
    const page = new MessageChannel();
    const detector = new MessageChannel();
    const reference = new PlaybackReference();
    const engine = new CaptureEngine(page.port2, rate, reference);
    const here = new Port<CaptureOrder, CapturedFrame>(page.port1);
    const there = new Port<never, DetectedFrame | CaptureEnd>(detector.port1);
    ports = [here, there, page.port2, detector.port2];
    const frames: CapturedFrame[] = [];
    const detected: DetectedFrame[] = [];
    here.listen((frame) => frames.push(frame));
    there.listen((frame) => 'samples' in frame && detected.push(frame));
    here.send({ type: 'detector', port: detector.port2 }, [detector.port2]);
    const random = randomNumbers(3);
    const pass = async (count: number, isRendering = true) => {
      for (let at = 0; at < count; at++) {
        const block = Float32Array.from({ length: quantum }, () => random() - 0.5);
        if (isRendering) reference.put(block);
        engine.process([block]);
      }
      await arrived();
    };
    const gate = async (order: Gate): Promise<void> => {
      here.send({ type: 'gate', gate: order });
      await arrived();
    };
    return { frames, detected, pass, gate, delay: (ms: number) => here.send({ type: 'delay', ms }) };
  }

  const isSilent = ({ samples }: CapturedFrame) => samples.every((sample) => sample === 0);

  test('hands out nothing before it is opened, nor after it is shut', async () => {
    const { frames, detected, gate, hear } = start();
    await hear(200);
    assert.equal(frames.length, 0);
    await gate('open');
    await hear(320);
    await gate('shut');
    await hear(3000);
    // The last one is filled up.
    assert.ok(frames.length >= 10 && frames.length <= 11, `${frames.length} frames`);
    assert.deepEqual(detected.slice(0, -1), frames);
    assert.deepEqual(detected.at(-1), { isOver: true });
  });

  test('lets two seconds of silence follow where that ends a turn, as fast as they pass, for the page alone', async () => {
    const { frames, detected, gate, hear } = start();
    await gate('open');
    await hear(320);
    await gate('silence');
    const said = frames.length;
    const all = detected.length;
    await hear(1000);
    assert.ok(Math.abs(frames.length - said - 31) <= 1, `${frames.length - said} frames in a second`);
    await hear(5000);
    assert.equal(frames.length - said, 62);
    assert.ok(frames.slice(said).every((frame) => isSilent(frame) && frame.samples.length === 512 && frame.level === 0));
    assert.equal(detected.length, all);
  });

  test('goes on with speech where the button is held again meanwhile', async () => {
    const { frames, gate, hear } = start();
    await gate('open');
    await hear(320);
    await gate('silence');
    await hear(320);
    await gate('open');
    const before = frames.length;
    await hear(320);
    assert.ok(frames.length - before >= 9 && !frames.slice(before + 1).some(isSilent));
  });

  test('ends the silence, too, where it is shut', async () => {
    const { frames, gate, hear } = start();
    await gate('open');
    await hear(320);
    await gate('silence');
    await gate('silence');
    await hear(320);
    await gate('shut');
    const before = frames.length;
    await hear(5000);
    assert.equal(frames.length, before);
  });

  test('does not take that silence for a microphone that is switched off', async () => {
    const { frames, gate, hear } = start();
    await gate('open');
    await hear(320);
    await gate('silence');
    await hear(5000);
    assert.ok(frames.every(({ zeros }) => zeros === 0));
    await gate('open');
    await hear(640, 0);
    assert.ok((frames.at(-1)?.zeros ?? 0) > 15);
  });

  test('does not count the zeros of one microphone for the next, which takes a moment to begin', async () => {
    const { frames, gate, hear, disconnect } = start();
    await gate('open');
    await hear(3200, 0);
    const before = frames.at(-1)?.zeros ?? 0;
    assert.ok(before > 90);
    disconnect();
    await hear(320, 0);
    assert.ok((frames.at(-1)?.zeros ?? before) < 15);
  });

  test('hands the detector what was rendered meanwhile, sample by sample, whenever the gate was opened', async () => {
    const { frames, detected, pass, gate } = startBesideSound();
    await pass(5);
    for (let round = 0; round < 2; round++) {
      await gate('open');
      await pass(61);
      await gate('shut');
      await pass(7);
    }
    assert.equal(detected.length, 12);
    for (const { samples, rendered } of detected) assert.deepEqual(rendered, samples);
    assert.ok(frames.every((frame) => !('rendered' in frame)));
    await gate('open');
    await pass(61, false);
    assert.ok(detected.at(-1)?.rendered?.every((sample) => sample === 0));
  });

  test('tells the detector later what was rendered, where the loudspeaker is late', async () => {
    const { detected, pass, gate, delay } = startBesideSound();
    delay(64);
    for (const isFirst of [true, false]) {
      detected.length = 0;
      await gate('open');
      await pass(97);
      await gate('shut');
      assert.ok(detected.length >= 8);
      for (const [index, { rendered }] of detected.slice(0, 8).entries()) {
        // What a filter remembers, and foresees, reaches a little beyond.
        if (index < 2) assert.equal(rendered?.subarray(64, -64).every((sample) => sample === 0), isFirst);
        else if (index > 2) for (const [at, sample] of rendered!.entries()) assert.ok(Math.abs(sample - detected[index - 2]!.samples[at]!) < 1e-6);
      }
      // Nobody asks for that.
      await pass(97);
    }
    delay(0);
    detected.length = 0;
    await gate('open');
    await pass(61);
    for (const { samples, rendered } of detected.slice(1)) assert.deepEqual(rendered, samples);
  });

  test('mixes channels', async () => {
    const page = new MessageChannel();
    const engine = new CaptureEngine(page.port2, 16_000);
    const here = new Port<CaptureOrder, CapturedFrame>(page.port1);
    ports = [here, page.port2];
    const levels: number[] = [];
    here.listen(({ level }) => levels.push(level));
    here.send({ type: 'gate', gate: 'open' });
    await arrived();
    for (let at = 0; at < 2048; at += quantum) engine.process([new Float32Array(quantum).fill(0.2), new Float32Array(quantum).fill(0.6)]);
    await arrived();
    assert.ok(Math.abs((levels.at(-1) ?? 0) - 0.4) < 0.01, String(levels));
  });
});
