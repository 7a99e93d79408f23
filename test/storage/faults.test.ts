import { aTimeout, expect, fixtureCleanup } from '@open-wc/testing';
import { until } from '../support/until.js';
import { stage, type Stage } from '../support/stage.js';

/* Everything that storage can do wrong, done by the browser's own IndexedDB and storages, to an element in use. */

const notice = 'This browser keeps nothing, so a reload will lose this conversation.';
const undo: (() => void)[] = [];

afterEach(async () => {
  for (const each of undo.splice(0)) each();
  fixtureCleanup();
  await aTimeout(0);
});

/** Puts something in the place of a property until the test ends. */
function replace(target: object, name: string, descriptor: PropertyDescriptor): void {
  const own = Object.getOwnPropertyDescriptor(target, name);
  undo.push(() => (own ? Object.defineProperty(target, name, own) : Reflect.deleteProperty(target, name)));
  Object.defineProperty(target, name, { configurable: true, ...descriptor });
}

const fails = (name: string) => () => {
  throw new DOMException('provoked', name);
};

/** A request that nothing ever comes of. */
const hangs = () => new EventTarget();

/** What the conversation is known by in the database. */
const keyOf = ({ element, agentId }: Stage): string => `["${element.apiBase}/",${agentId},""]`;

/** The conversation goes on, whatever happens; and the person is told once that nothing is kept. */
async function goesOn(all: Stage, answers = 1): Promise<void> {
  for (let count = 1; count <= answers; count += 1) {
    all.say(`Hello ${count}`);
    await all.answered(count);
  }
  expect(all.logText).to.contain(`You said: Hello ${answers}`);
}

async function isTold(all: Stage): Promise<void> {
  await until(() => all.logText.includes(notice), 'the notice');
  expect(all.element.messages.filter(({ role }) => role === 'notice')).to.have.length(1);
  expect(all.errors.map(({ code }) => code)).to.deep.equal(['storage']);
}

describe('Trouble with storage', () => {
  const faults: Readonly<Record<string, () => void>> = {
    'a database that cannot be opened': () => replace(IDBFactory.prototype, 'open', { value: fails('SecurityError') }),
    'a database whose opening is blocked for ever': () => replace(IDBFactory.prototype, 'open', { value: hangs }),
    'no IndexedDB at all': () => replace(globalThis, 'indexedDB', { value: undefined }),
    'a transaction that is refused': () => replace(IDBDatabase.prototype, 'transaction', { value: fails('InvalidStateError') }),
    'a reading that fails': () => replace(IDBObjectStore.prototype, 'get', { value: fails('UnknownError') }),
    'a reading that never ends': () => replace(IDBObjectStore.prototype, 'get', { value: hangs }),
    'a disk that is full': () => replace(IDBObjectStore.prototype, 'put', { value: fails('QuotaExceededError') }),
    'a disk that turns out to be full when all has been written': () => {
      const put = IDBObjectStore.prototype.put; // oxlint-disable-line typescript/unbound-method -- it is called on what it is asked of
      replace(IDBObjectStore.prototype, 'put', {
        value(this: IDBObjectStore, ...args: Parameters<typeof put>) {
          const request = put.apply(this, args);
          request.addEventListener('success', () => this.transaction.abort());
          return request;
        },
      });
    },
    'what cannot be deleted': () => replace(IDBObjectStore.prototype, 'delete', { value: fails('UnknownError') }),
  };

  for (const [what, provoke] of Object.entries(faults)) {
    it(`costs nothing but the memory: ${what}`, async () => {
      provoke();
      const all = await stage({ attributes: { persist: 'local' } });
      await goesOn(all, 2);
      if (what.startsWith('what cannot')) await all.element.clearStoredData();
      else await isTold(all);
    }).timeout(30_000);
  }

  it('costs nothing but the memory: a full disk, in the midst of a conversation', async () => {
    const all = await stage({ attributes: { persist: 'local' } });
    await goesOn(all);
    replace(IDBObjectStore.prototype, 'put', { value: fails('QuotaExceededError') });
    all.say('Hello 2');
    await all.answered(2);
    await isTold(all);
    all.say('Hello 3');
    await all.answered(3);
    await isTold(all);
  });

  it('costs nothing at all where somebody deletes the database, who is not held up: there is another one', async () => {
    const all = await stage({ attributes: { persist: 'local' } });
    await goesOn(all);
    expect(await settledOf(indexedDB.deleteDatabase('autessa-agent'))).to.equal('success');
    all.say('Hello 2');
    await all.answered(2);
    const kept = async () => (await read(keyOf(all)) as { messages: unknown[] } | undefined)?.messages.length;
    await until(async () => (await kept()) === 4, 'it is kept');
    expect([all.errors, all.element.messages.length]).to.deep.equal([[], 4]);
  });

  it('costs nothing but the memory where a later version of the widget makes another database, and is not held up', async () => {
    const all = await stage({ attributes: { persist: 'local' } });
    await goesOn(all);
    const request = indexedDB.open('autessa-agent', 9);
    undo.push(() => request.result.close());
    expect(await settledOf(request)).to.equal('success');
    undo.push(() => void indexedDB.deleteDatabase('autessa-agent'));
    for (const count of [2, 3]) {
      all.say(`Hello ${count}`);
      await all.answered(count);
      await isTold(all);
    }
  });

  it('costs nothing but the memory where a later version of the widget has taken over, and leaves its data alone', async () => {
    const all = await stage({ attributes: { persist: 'local' }, isOpen: false });
    const key = keyOf(all);
    const theirs = { version: 3, conversationId: 'later', messages: { of: 'another shape' } };
    await write(key, theirs);
    all.element.show();
    await until(() => all.element.session?.snapshot.isRestored, 'it is there');
    await goesOn(all, 2);
    await isTold(all);
    await all.element.clearStoredData();
    expect(await read(key)).to.deep.equal(theirs);
  });

  it('costs nothing but the memory where the database has not the shape that is expected', async () => {
    await settledOf(indexedDB.deleteDatabase('autessa-agent'));
    const request = indexedDB.open('autessa-agent', 9);
    expect(await settledOf(request)).to.equal('success');
    request.result.close();
    undo.push(() => void indexedDB.deleteDatabase('autessa-agent'));
    const all = await stage({ attributes: { persist: 'local' } });
    await goesOn(all, 2);
    await isTold(all);
  });

  for (const name of ['getItem', 'setItem', 'removeItem'] as const) {
    it(`costs nothing but the memory: sessionStorage whose ${name} fails`, async () => {
      replace(Storage.prototype, name, { value: fails('SecurityError') });
      const all = await stage({ attributes: { persist: 'session' } });
      await goesOn(all, 2);
      if (name === 'setItem') await isTold(all);
    });
  }

  it('costs nothing but the memory: a page that may not even look at its storages', async () => {
    for (const name of ['localStorage', 'sessionStorage', 'indexedDB']) replace(globalThis, name, { get: fails('SecurityError') });
    for (const persist of ['local', 'session']) {
      const all = await stage({ attributes: { persist } });
      await goesOn(all, 2);
      await isTold(all);
    }
  });

  it('is none where what is stored makes no sense: it is as if nothing were', async () => {
    const broken = [5, 'text', [], null, {}, { version: 2 }, { version: 2, messages: 'x' }, { version: 1, messages: [null, 5, {}] }, { version: 2, messages: [], conversationId: {}, settledTurns: 'x', consent: 1 }];
    for (const value of broken) {
      const all = await stage({ attributes: { persist: 'local' }, isOpen: false });
      await write(keyOf(all), value);
      all.element.show();
      await until(() => all.element.session?.snapshot.isRestored, 'it is there');
      all.say('Hello 1');
      await all.answered();
      expect([all.errors.length, all.element.messages.length], JSON.stringify(value)).to.deep.equal([0, 2]);
      all.element.remove();
    }
  }).timeout(30_000);
});

/** What becomes of a request: `success`, `error`, or `blocked` by somebody who does not let go. */
function settledOf(request: IDBOpenDBRequest): Promise<string> {
  return new Promise((resolve) => {
    for (const type of ['success', 'error', 'blocked']) request.addEventListener(type, () => resolve(type));
  });
}

/** The widget's own database. */
async function database(): Promise<IDBDatabase> {
  const request = indexedDB.open('autessa-agent');
  request.addEventListener('upgradeneeded', () => request.result.createObjectStore('conversations'));
  await settledOf(request);
  return request.result;
}

/** Puts anything into it. */
async function write(key: string, value: unknown): Promise<void> {
  const opened = await database();
  const transaction = opened.transaction('conversations', 'readwrite');
  transaction.objectStore('conversations').put(value, key);
  await new Promise((resolve) => transaction.addEventListener('complete', resolve));
  opened.close();
}

/** What is in it. */
async function read(key: string): Promise<unknown> {
  const opened = await database();
  const request = opened.transaction('conversations').objectStore('conversations').get(key);
  await new Promise((resolve) => request.addEventListener('success', resolve));
  opened.close();
  return request.result;
}
