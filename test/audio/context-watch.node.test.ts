import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { watchContext } from '../../src/audio/devices/context-watch.js';
import { FakeClock } from '../support/fake-clock.js';

/** A context whose time passes with a clock while it runs. */
class FakeContext extends EventTarget {
  state = 'running';
  sampleRate = 48_000;
  isFrozen = false;
  mayResume = true;
  resumed = 0;
  readonly #clock: FakeClock;

  constructor(clock: FakeClock) {
    super();
    this.#clock = clock;
  }

  get currentTime(): number {
    return this.isFrozen ? 5 : this.#clock.now() / 1000;
  }

  resume(): Promise<void> {
    this.resumed++;
    if (this.mayResume) this.enter('running');
    return this.mayResume ? Promise.resolve() : new Promise(() => undefined);
  }

  enter(state: string): void {
    this.state = state;
    this.dispatchEvent(new Event('statechange'));
  }
}

function start(prepare: (context: FakeContext) => void = () => undefined) {
  const clock = new FakeClock();
  const context = new FakeContext(clock);
  prepare(context);
  const window = new EventTarget();
  const abort = new AbortController();
  const blocked: boolean[] = [];
  let broken = 0;
  const watch = watchContext(context as unknown as AudioContext, {
    clock,
    window,
    onBlocked: (isBlocked) => blocked.push(isBlocked),
    onBroken: () => broken++,
    signal: abort.signal,
  });
  return { clock, context, window, abort, watch, blocked, broken: () => broken };
}

describe('A context that is watched', () => {
  test('is left alone while it runs', async () => {
    const { clock, context, blocked, broken } = start();
    await clock.pass(10_000);
    assert.deepEqual([context.resumed, blocked, broken()], [0, [], 0]);
  });

  test('is resumed when it was suspended', async () => {
    const { clock, context, blocked } = start();
    context.enter('suspended');
    await clock.pass(1000);
    assert.equal(context.state, 'running');
    assert.deepEqual(blocked, []);
  });

  test('wants a gesture where it cannot be resumed without', async () => {
    const { clock, context, blocked, window } = start((made) => {
      made.state = 'suspended';
      made.mayResume = false;
    });
    await clock.pass(400);
    assert.deepEqual(blocked, []);
    await clock.pass(200);
    assert.deepEqual(blocked, [true]);
    context.mayResume = true;
    window.dispatchEvent(new Event('pointerdown'));
    await clock.pass(0);
    assert.deepEqual(blocked, [true, false]);
  });

  test('is resumed when the page is seen again', async () => {
    const { clock, context, blocked, window } = start((made) => {
      made.state = 'suspended';
      made.mayResume = false;
    });
    await clock.pass(600);
    context.mayResume = true;
    window.dispatchEvent(new Event('visibilitychange'));
    assert.deepEqual(blocked, [true, false]);
  });

  test('can be resumed by a button', async () => {
    const { clock, context, blocked, watch } = start((made) => {
      made.state = 'suspended';
      made.mayResume = false;
    });
    await clock.pass(600);
    context.mayResume = true;
    watch();
    assert.deepEqual(blocked, [true, false]);
  });

  test('is left alone while the system interrupts it, and goes on after', async () => {
    const { clock, context, blocked, window, broken } = start();
    context.enter('interrupted');
    window.dispatchEvent(new Event('pointerdown'));
    await clock.pass(5000);
    assert.equal(context.resumed, 0);
    assert.deepEqual(blocked, [true]);
    context.enter('suspended');
    await clock.pass(1000);
    assert.deepEqual([blocked, context.resumed, broken()], [[true, false], 1, 0]);
  });

  test('is broken when its time stands still, or its rate has changed, or it was closed', async () => {
    const still = start();
    still.context.isFrozen = true;
    await still.clock.pass(2500);
    assert.equal(still.broken(), 1);
    const other = start();
    other.context.sampleRate = 16_000;
    await other.clock.pass(1000);
    assert.equal(other.broken(), 1);
    const closed = start();
    closed.context.enter('closed');
    assert.equal(closed.broken(), 1);
    const failed = start();
    failed.context.dispatchEvent(new Event('error'));
    assert.equal(failed.broken(), 1);
  });

  test('is forgotten at the end', async () => {
    const { clock, context, abort, window, blocked, broken } = start();
    context.enter('suspended');
    abort.abort();
    assert.equal(clock.running, 0);
    context.mayResume = false;
    context.resumed = 0;
    context.enter('suspended');
    window.dispatchEvent(new Event('keydown'));
    await clock.pass(5000);
    assert.deepEqual([context.resumed, blocked, broken(), clock.running], [0, [], 0, 0]);
  });
});
