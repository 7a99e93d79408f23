import { describe, it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import { exponentialBackoff } from '../../src/base/backoff.js';
import { sleep } from '../../src/base/clock.js';
import { createId } from '../../src/base/id.js';
import { State } from '../../src/base/state.js';
import { FakeClock, turn } from '../support/fake-clock.js';

describe('State', () => {
  it('tells once of all patches of one go, and of none that changes nothing', async () => {
    const state = new State({ a: 1, b: 2 });
    const told: object[] = [];
    state.subscribe((current) => told.push(current));
    state.patch({ a: 2 });
    state.patch({ b: 3 });
    await Promise.resolve();
    const before = state.current;
    state.patch({ a: 2 });
    await Promise.resolve();
    expect(told).to.deep.equal([{ a: 2, b: 3 }]);
    expect(state.current).to.equal(before);
    expect(Object.isFrozen(before)).to.equal(true);
  });

  it('ends each of several subscriptions with its signal, whatever has become garbage meanwhile', async () => {
    const state = new State({ a: 1 });
    const lifetimes = [new AbortController(), new AbortController()];
    const told: number[] = [];
    lifetimes.forEach(({ signal }, index) => state.subscribe(() => told.push(index), { signal }));
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    for (let turns = 0; turns < 2; turns += 1) {
      collectGarbage();
      await turn();
    }
    for (const lifetime of lifetimes) lifetime.abort();
    state.patch({ a: 2 });
    await Promise.resolve();
    expect(told).to.deep.equal([]);
  });

  it('ends a subscription with its signal', async () => {
    const state = new State({ a: 1 });
    const lifetime = new AbortController();
    let told = 0;
    state.subscribe(() => (told += 1), { signal: lifetime.signal });
    state.subscribe(() => (told += 1), { signal: AbortSignal.abort() });
    lifetime.abort();
    state.patch({ a: 2 });
    await Promise.resolve();
    expect(told).to.equal(0);
  });

  it('tells nobody whose subscription another one ends, and who comes meanwhile next time', async () => {
    const state = new State({ a: 1 });
    const lifetime = new AbortController();
    const told: string[] = [];
    state.subscribe(({ a }) => {
      told.push(`first ${a}`);
      lifetime.abort();
      if (a === 2) state.subscribe((current) => told.push(`late ${current.a}`));
    });
    state.subscribe(() => told.push('ended'), { signal: lifetime.signal });
    for (const a of [2, 3]) {
      state.patch({ a });
      await Promise.resolve();
    }
    expect(told).to.deep.equal(['first 2', 'first 3', 'late 3']);
  });

  it('reports the error of one as uncaught, and tells the others', async () => {
    const state = new State({ a: 1 });
    let told = 0;
    state.subscribe(() => {
      throw new Error('Of a subscriber');
    });
    state.subscribe(() => (told += 1));
    const own = process.rawListeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    const uncaught = new Promise<Error>((resolve) => process.once('uncaughtException', resolve));
    state.patch({ a: 2 });
    const { message } = await uncaught;
    for (const listener of own) process.on('uncaughtException', listener as NodeJS.UncaughtExceptionListener);
    expect([told, message]).to.deep.equal([1, 'Of a subscriber']);
  });
});

describe('exponentialBackoff', () => {
  it('doubles its bound up to the longest, picks anything below it, and gives up at the end', () => {
    const bounds = exponentialBackoff({ firstMs: 500, maximumMs: 3_000, attempts: 5, random: () => 1 });
    expect([1, 2, 3, 4, 5, 6].map((attempt) => bounds.delay(attempt))).to.deep.equal([500, 1_000, 2_000, 3_000, 3_000, null]);
    expect(exponentialBackoff({ random: () => 0 }).delay(3)).to.equal(0);
    expect(exponentialBackoff({ random: () => 1 }).delay(1_000)).to.equal(30_000);
  });
});

describe('sleep', () => {
  it('ends with its time, or with its signal, and leaves no timer', async () => {
    const clock = new FakeClock();
    const lifetime = new AbortController();
    const slept = sleep(clock, 1_000, lifetime.signal);
    await clock.pass(1_000);
    await slept;
    const cut = sleep(clock, 1_000, lifetime.signal).catch(() => 'cut');
    lifetime.abort();
    expect([await cut, clock.running]).to.deep.equal(['cut', 0]);
  });

  it('never begins where its signal has ended, and needs no timer where it is for ever', async () => {
    const clock = new FakeClock();
    const lifetime = new AbortController();
    const slept = sleep(clock, Infinity, lifetime.signal).catch(() => 'cut');
    expect(clock.running).to.equal(0);
    lifetime.abort();
    expect([await slept, await sleep(clock, 1_000, lifetime.signal).catch(() => 'cut'), clock.running]).to.deep.equal(['cut', 'cut', 0]);
  });
});

describe('createId', () => {
  it('makes ids that do not repeat', () => {
    expect(new Set(Array.from({ length: 1_000 }, createId)).size).to.equal(1_000);
  });
});
