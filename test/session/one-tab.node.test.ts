import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inOneTab } from '../../src/session/tabs/one-tab.js';
import { FakeLocks } from '../support/fake-locks.js';

/** A tab of a browser. */
function opened(locks: LockManager | undefined) {
  const end = new AbortController();
  const all = { isTaken: false, end: () => end.abort(), ask: async (isHere: boolean, name = 'a') => {
    const here = await inOneTab(name, locks, isHere, end.signal);
    void here?.taken.then(() => (all.isTaken = true));
    return here !== undefined;
  } };
  return all;
}

const turn = (): Promise<void> => new Promise(setImmediate);

describe('A question that one tab asks', () => {
  test('is asked by the first, where somebody is in none of them', async () => {
    const locks = new FakeLocks();
    const [one, other] = [opened(locks), opened(locks)];
    assert.deepEqual([await one.ask(false), await other.ask(false), await other.ask(false, 'b')], [true, false, true]);
    await turn();
    assert.equal(one.isTaken, false);
  });

  test('is asked by the one that somebody is in, whichever comes first', async () => {
    const locks = new FakeLocks();
    const [one, other] = [opened(locks), opened(locks)];
    assert.deepEqual([await one.ask(false), await other.ask(true)], [true, true]);
    await turn();
    assert.deepEqual([one.isTaken, other.isTaken], [true, false]);
    assert.equal(await opened(locks).ask(false), false);
  });

  test('may be asked by another one when it is over, and is left alone by a tab that is gone', async () => {
    const locks = new FakeLocks();
    const [one, other] = [opened(locks), opened(locks)];
    await one.ask(false);
    one.end();
    await turn();
    assert.equal(await other.ask(false), true);
    const gone = opened(locks);
    gone.end();
    assert.equal(await gone.ask(false, 'c'), false);
    await turn();
    assert.equal(await opened(locks).ask(false, 'c'), true, 'no lock is left behind');
  });

  test('is asked by each where the browser has no locks, or lets nobody near them', async () => {
    assert.equal(await opened(undefined).ask(false), true);
    const refusing = { request: () => Promise.reject(new DOMException('no', 'SecurityError')) } as unknown as LockManager;
    assert.equal(await opened(refusing).ask(true), true);
  });
});
