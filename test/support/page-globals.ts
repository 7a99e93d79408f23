import { FakeLocks } from './fake-locks.js';

/*
 * What a session takes from its page and Node lacks. In a browser nothing is replaced. Import it before the session, or
 * import `session.ts`, which does.
 */

/** A storage that ends with the process. Its entries are its properties, as a page's are. */
function createStorage(): Storage {
  const methods = {
    getItem: (name: string) => (Object.hasOwn(storage, name) ? storage[name] : null),
    setItem: (name: string, value: string) => void (storage[name] = value),
    removeItem: (name: string) => void Reflect.deleteProperty(storage, name),
    clear: () => Object.keys(storage).forEach((name) => Reflect.deleteProperty(storage, name)),
    key: (index: number) => Object.keys(storage)[index] ?? null,
    get length() {
      return Object.keys(storage).length;
    },
  };
  const storage = Object.create(methods) as Storage;
  return storage;
}

/** It makes no sound, and only knows whether it was closed. */
class SilentAudioContext {
  state: AudioContextState = 'running';

  async resume(): Promise<void> {
    this.state = 'running';
  }

  async close(): Promise<void> {
    this.state = 'closed';
  }
}

function provide(name: string, create: () => unknown): void {
  if (!(name in globalThis)) Object.defineProperty(globalThis, name, { configurable: true, writable: true, value: create() });
}

provide('localStorage', createStorage);
provide('sessionStorage', createStorage);
provide('AudioContext', () => SilentAudioContext);
provide('navigator', () => ({ languages: ['en'], onLine: true }));
if (!('locks' in navigator)) Object.defineProperty(navigator, 'locks', { configurable: true, value: new FakeLocks() });
