import { expect } from '@open-wc/testing';
import { keepAwake } from '../../src/audio/devices/wake-lock.js';
import { settled } from '../support/fake-clock.js';

/** A screen that stays on as long as somebody holds a lock, and a page that is seen or not. */
function fakeScreen() {
  const locks: { released: boolean }[] = [];
  let refusal: Error | undefined;
  let visibility: DocumentVisibilityState = 'visible';
  const request = async () => {
    await Promise.resolve();
    if (refusal) throw refusal;
    const lock = { released: false, release: () => Promise.resolve(void (lock.released = true)) };
    locks.push(lock);
    return lock;
  };
  Object.defineProperty(navigator, 'wakeLock', { value: { request }, configurable: true });
  Object.defineProperty(document, 'visibilityState', { get: () => visibility, configurable: true });
  return {
    get isOn() {
      return locks.filter(({ released }) => !released).length === 1;
    },
    locks,
    refuse: (error: Error | undefined) => (refusal = error),
    async show(isSeen: boolean) {
      visibility = isSeen ? 'visible' : 'hidden';
      // The browser lets go of it by itself.
      if (!isSeen) for (const lock of locks) lock.released = true;
      document.dispatchEvent(new Event('visibilitychange'));
      await settled();
    },
  };
}

describe('The screen', () => {
  let abort: AbortController;
  let screen: ReturnType<typeof fakeScreen>;
  beforeEach(() => {
    abort = new AbortController();
    screen = fakeScreen();
  });
  afterEach(() => {
    abort.abort();
    Reflect.deleteProperty(navigator, 'wakeLock');
    Reflect.deleteProperty(document, 'visibilityState');
  });

  it('stays on until the signal', async () => {
    keepAwake(abort.signal);
    await settled();
    expect([screen.isOn, screen.locks.length]).to.deep.equal([true, 1]);
    abort.abort();
    await settled();
    expect([screen.isOn, screen.locks.length]).to.deep.equal([false, 1]);
    await screen.show(true);
    expect(screen.locks.length).to.equal(1);
  });

  it('stays on again when the page is seen again, and no lock is asked for twice', async () => {
    keepAwake(abort.signal);
    await settled();
    await screen.show(true);
    expect(screen.locks.length).to.equal(1);
    await screen.show(false);
    expect([screen.isOn, screen.locks.length]).to.deep.equal([false, 1]);
    await screen.show(true);
    expect([screen.isOn, screen.locks.length]).to.deep.equal([true, 2]);
  });

  it('is not asked for on a page that is hidden', async () => {
    await screen.show(false);
    keepAwake(abort.signal);
    await settled();
    expect(screen.locks.length).to.equal(0);
    await screen.show(true);
    expect(screen.isOn).to.equal(true);
  });

  it('is let go of where the lock comes after the signal', async () => {
    keepAwake(abort.signal);
    abort.abort();
    await settled();
    expect([screen.isOn, screen.locks.length]).to.deep.equal([false, 1]);
  });

  it('is the system’s where it refuses, or knows no locks', async () => {
    screen.refuse(new DOMException('The battery is low', 'NotAllowedError'));
    keepAwake(abort.signal);
    await settled();
    expect(screen.locks.length).to.equal(0);
    Reflect.deleteProperty(navigator, 'wakeLock');
    Object.defineProperty(Navigator.prototype, 'wakeLock', { ...Object.getOwnPropertyDescriptor(Navigator.prototype, 'wakeLock'), configurable: true });
    keepAwake(abort.signal);
  });
});
