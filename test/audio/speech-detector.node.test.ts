import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SpeechDetector, type DetectorSettings, type SpeechPhase } from '../../src/audio/detection/speech-detector.js';
import { levelOf } from '../../src/samples/level.js';
import { noise } from '../tools/made-sounds.js';

const frame = new Float32Array(512);
const loud = 0.05;
const hushed = 0.001;

/** A detector whose model says what a test wants, one frame after the other. */
function start(settings: DetectorSettings = {}) {
  const heard: (readonly [phase: SpeechPhase, frame: number])[] = [];
  const likelihoods: number[] = [];
  let judged = 0;
  const model = {
    process: async () => {
      const likelihood = likelihoods.shift() ?? 0;
      await Promise.resolve();
      judged++;
      return likelihood;
    },
  };
  const detector = new SpeechDetector((phase) => heard.push([phase, judged]), (error) => assert.fail(String(error)), settings);
  detector.judgeBy(model);
  return {
    detector,
    heard,
    phases: () => heard.map(([phase]) => phase),
    /** Frames as likely to be speech, at a level. */
    async hear(all: readonly number[], level = loud): Promise<void> {
      for (const likelihood of all) {
        likelihoods.push(likelihood);
        detector.push(frame, level);
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}

const times = (count: number, likelihood: number) => Array<number>(count).fill(likelihood);

describe('A speech detector', () => {
  test('hears speech begin and end', async () => {
    const { hear, heard } = start();
    await hear([...times(5, 0), ...times(20, 0.9), ...times(30, 0)]);
    assert.deepEqual(heard, [['maybe', 6], ['confirmed', 7], ['end', 45]]);
  });

  test('a pause for breath ends nothing', async () => {
    const { hear, phases } = start();
    await hear([...times(10, 0.9), ...times(18, 0), ...times(10, 0.9)]);
    assert.deepEqual(phases(), ['maybe', 'confirmed']);
  });

  test('one frame is a misfire', async () => {
    const { hear, heard } = start();
    await hear([0.9, ...times(25, 0)]);
    assert.deepEqual(heard, [['maybe', 1], ['misfire', 21]]);
  });

  test('while the agent is audible wants three in a row, and soon forgets', async () => {
    const { detector, hear, heard, phases } = start();
    detector.setAudible(true);
    await hear([0.9, 0.9, 0.1, 0.9, 0.9]);
    await hear(times(10, 0), hushed);
    assert.deepEqual(heard, [['maybe', 1], ['misfire', 12]]);
    await hear([0.9, 0.9, 0.9]);
    assert.deepEqual(phases(), ['maybe', 'misfire', 'maybe', 'confirmed']);
  });

  test('while the agent is audible does not hear what is hushed', async () => {
    const { detector, hear, phases } = start();
    detector.setAudible(true);
    await hear(times(40, 0.95), hushed);
    assert.deepEqual(phases(), []);
    await hear(times(3, 0.95), loud);
    assert.deepEqual(phases(), ['maybe', 'confirmed']);
  });

  test('does not hear a television next door, whose syllables go up to -40 dB, but who is as loud on the whole', async () => {
    const { hear, phases } = start();
    for (let count = 0; count < 50; count++) {
      await hear(times(2, 0.95), 0.01);
      await hear(times(8, 0.95), 0.0015);
    }
    assert.deepEqual(phases(), []);
    await hear(times(7, 0.95), 0.01);
    assert.deepEqual(phases(), ['maybe', 'confirmed']);
  });

  test('lets a turn end while that television goes on', async () => {
    const { hear, phases } = start();
    await hear(times(20, 0.95), loud);
    await hear(times(40, 0.95), 0.003);
    assert.deepEqual(phases(), ['maybe', 'confirmed', 'end']);
  });

  test('hears what is hushed while nobody else speaks, where it shall', async () => {
    const { hear, phases } = start({ sensitivity: 'high' });
    await hear(times(3, 0.95), hushed);
    assert.deepEqual(phases(), ['maybe', 'confirmed']);
  });

  test('gets used to what comes back of the agent’s voice', async () => {
    const { detector, hear, phases } = start();
    detector.setAudible(true);
    await hear(times(90, 0.2), 0.02);
    await hear(times(20, 0.95), 0.02);
    assert.deepEqual(phases(), []);
    await hear(times(3, 0.95), 0.1);
    assert.deepEqual(phases(), ['maybe', 'confirmed']);
  });

  test('learns where nothing cancels the echo, though the agent waits each time it is heard', async () => {
    const { detector, hear, phases } = start();
    detector.setAudible(true);
    for (let round = 0; round < 30; round++) {
      await hear([0.9, 0.9], 0.03);
      await hear(times(8, 0), hushed);
    }
    const misfires = phases().filter((phase) => phase === 'misfire').length;
    assert.ok(misfires > 0 && misfires < 18, `${misfires} misfires`);
    assert.ok(!phases().includes('confirmed'));
    await hear(times(3, 0.95), 0.1);
    assert.equal(phases().at(-1), 'confirmed');
  });

  describe('that is told what is rendered', () => {
    const voice = noise(3, 5).map((sample) => 0.2 * sample);
    const person = noise(3, 6).map((sample) => 0.1 * sample);
    const frameAt = (sound: Float32Array, from: number) => Float32Array.from({ length: 512 }, (_, index) => sound[from + index] ?? 0);
    /** What comes back is 100 ms late. */
    const echoAt = (from: number) => frameAt(voice, from - 1600).map((sample) => 0.5 * sample);

    /** Everything is speech to the model. */
    async function listen(frames: number, heardAt: (frame: number) => Float32Array, detector: SpeechDetector, renderedAt = (at: number) => frameAt(voice, 512 * at)): Promise<void> {
      for (let at = 0; at < frames; at++) {
        detector.push(heardAt(at), levelOf(heardAt(at)), renderedAt(at));
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    function startTold(settings: DetectorSettings = {}) {
      const phases: SpeechPhase[] = [];
      const detector = new SpeechDetector((phase) => phases.push(phase), (error) => assert.fail(String(error)), settings);
      detector.judgeBy({ process: () => 0.95 });
      detector.setAudible(true);
      return { detector, phases };
    }

    test('does not take the agent’s own voice for a person’s, from its first sound on', async () => {
      const { detector, phases } = startTold();
      await listen(60, (at) => echoAt(512 * at), detector);
      assert.deepEqual(phases, []);
    });

    test('hears a person who is quieter than that voice', async () => {
      const { detector, phases } = startTold();
      await listen(88, (at) => echoAt(512 * at).map((sample, index) => sample + (at >= 80 ? 0.5 * person[512 * at + index]! : 0)), detector);
      assert.deepEqual(phases, ['maybe', 'confirmed']);
    });

    test('two frames are enough where they are a person’s beyond doubt', async () => {
      const { detector, phases } = startTold();
      await listen(70, (at) => frameAt(person, 512 * at).map((sample) => (at === 60 || at === 61 ? sample : 0.001 * sample)), detector);
      assert.deepEqual(phases, ['maybe', 'confirmed']);
    });

    test('stays strict as long as that voice may still be heard', async () => {
      const { detector, phases } = startTold({ sensitivity: 'high' });
      const silence = new Float32Array(512);
      await listen(30, (at) => echoAt(512 * at), detector);
      detector.setAudible(false);
      await listen(12, () => silence.map((_, index) => 0.01 * person[index]!), detector, () => silence);
      assert.deepEqual(phases, []);
      await listen(3, () => silence.map((_, index) => 0.01 * person[index]!), detector, () => silence);
      assert.deepEqual(phases, ['maybe', 'confirmed']);
    });

    test('does not take what it was not told of for a person’s after a pause', async () => {
      const { detector, phases } = startTold();
      await listen(20, (at) => echoAt(512 * at), detector);
      detector.pause();
      await listen(40, (at) => echoAt(512 * (40 + at)), detector, (at) => frameAt(voice, 512 * (40 + at)));
      assert.deepEqual(phases, []);
    });

    test('hears a person at once after a pause in which the agent has become silent', async () => {
      const { detector, phases } = startTold();
      await listen(20, (at) => echoAt(512 * at), detector);
      detector.pause();
      detector.setAudible(false);
      await listen(4, (at) => frameAt(person, 512 * at), detector, () => new Float32Array(512));
      assert.deepEqual(phases, ['maybe', 'confirmed']);
    });
  });

  test('stays strict until the agent’s voice has died away', async () => {
    const { detector, hear, phases } = start({ sensitivity: 'high' });
    detector.setAudible(true);
    await hear([0, 0]);
    detector.setAudible(false);
    await hear(times(6, 0.95), hushed);
    assert.deepEqual(phases(), []);
    await hear([0, 0, 0, 0]);
    await hear(times(3, 0.95), hushed);
    assert.deepEqual(phases(), ['maybe', 'confirmed']);
  });

  test('confirms what began under the other rules', async () => {
    const { detector, hear, phases } = start();
    detector.setAudible(true);
    await hear([0.9, 0.9]);
    assert.deepEqual(phases(), ['maybe']);
    detector.setAudible(false);
    await hear([0.9]);
    assert.deepEqual(phases(), ['maybe', 'confirmed']);
    await hear([...times(8, 0.9), ...times(25, 0)]);
    assert.deepEqual(phases(), ['maybe', 'confirmed', 'end']);
  });

  test('a pause ends what had begun', async () => {
    const { detector, hear, phases } = start();
    await hear([0.9]);
    detector.pause();
    await hear(times(5, 0.9));
    detector.pause();
    detector.pause();
    assert.deepEqual(phases(), ['maybe', 'misfire', 'maybe', 'confirmed', 'end']);
  });

  test('a pause in the midst of a frame leaves nothing open', async () => {
    const { detector, hear, phases } = start();
    const hearing = hear([0.9]);
    detector.pause();
    await hearing;
    assert.deepEqual(phases(), []);
  });

  test('takes frames in order, however fast they come, and drops those that are too late', async () => {
    const order: number[] = [];
    let running = 0;
    const detector = new SpeechDetector(() => undefined, (error) => assert.fail(String(error)));
    detector.judgeBy({
      async process(samples) {
        assert.equal(running++, 0);
        await Promise.resolve();
        running--;
        order.push(samples[0] ?? NaN);
        return 0;
      },
    });
    for (let index = 0; index < 100; index++) detector.push(new Float32Array(512).fill(index), 0);
    while (order.at(-1) !== 99) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(order, order.toSorted((one, other) => one - other));
    assert.equal(order.length, 16);
  });

  test('judges the last half second of what came before its model', async () => {
    const order: number[] = [];
    const phases: SpeechPhase[] = [];
    const detector = new SpeechDetector((phase) => phases.push(phase), (error) => assert.fail(String(error)));
    for (let index = 0; index < 40; index++) detector.push(new Float32Array(512).fill(index), loud);
    detector.judgeBy({ process: (samples) => (order.push(samples[0]!) > 13 ? 0.9 : 0) });
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(order, Array.from({ length: 15 }, (_, index) => 25 + index));
    assert.deepEqual(phases, ['maybe', 'confirmed']);
  });

  test('a pause forgets what came before its model', async () => {
    const detector = new SpeechDetector(() => undefined, (error) => assert.fail(String(error)));
    let judged = 0;
    detector.push(frame, loud);
    detector.pause();
    detector.judgeBy({ process: () => judged++ });
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(judged, 0);
  });

  test('hears on after frames that are no sound, while the agent is audible, too', async () => {
    const { detector, hear, phases } = start();
    detector.setAudible(true);
    await hear([0, 0], NaN);
    await hear([0], Infinity);
    await hear(times(3, 0.95), loud);
    assert.deepEqual(phases(), ['maybe', 'confirmed']);
  });

  test('a long speech is one', async () => {
    const { hear, phases } = start();
    await hear([...times(2000, 0.9), ...times(25, 0)]);
    assert.deepEqual(phases(), ['maybe', 'confirmed', 'end']);
  });

  test('tells of a model that fails', async () => {
    const errors: unknown[] = [];
    const detector = new SpeechDetector(() => undefined, (error) => errors.push(error));
    detector.judgeBy({ process: () => Promise.reject(new Error('broken')) });
    detector.push(frame, 0);
    await new Promise((resolve) => setImmediate(resolve));
    assert.match(String(errors[0]), /broken/);
  });
});
