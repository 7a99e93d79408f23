import { expect, waitUntil } from '@open-wc/testing';
import type { AgentError } from '../../src/base/errors.js';
import type { Message } from '../../src/conversation/message.js';
import { checkRecord } from '../../src/storage/check-record.js';
import { boundRecord, emptyRecord, type ConversationRecord } from '../../src/storage/conversation-record.js';
import { openStore, conversationStore, type Persistence } from '../../src/storage/conversation-store.js';
import type { KeyValueStore } from '../../src/storage/key-value-store.js';
import { openJournal } from '../../src/storage/journal.js';
import { until } from '../support/until.js';

const message = (id: string, changes: Partial<Message> = {}): Message => ({ id, role: 'user', text: id, status: 'sent', at: 1, turn: id, ...changes });
const record = (...messages: Message[]): ConversationRecord => ({ ...emptyRecord, conversationId: 'c', messages });

/** A store that keeps everything, counts, and fails or hangs as the test says. */
function fakeKeyValueStore(trouble?: () => Promise<never>) {
  const kept = new Map<string, unknown>();
  const calls: string[] = [];
  const keyValues: KeyValueStore = {
    async get(key) {
      calls.push('get');
      if (trouble) await trouble();
      return kept.get(key);
    },
    async set(key, value) {
      calls.push('set');
      if (trouble) await trouble();
      kept.set(key, value);
    },
    async delete(key) {
      calls.push('delete');
      if (trouble) await trouble();
      kept.delete(key);
    },
    close() {
      calls.push('close');
    },
  };
  return { keyValues, kept, calls };
}

describe('conversationStore', () => {
  it('keeps the newest of the records that come while one is being written', async () => {
    const { keyValues, kept, calls } = fakeKeyValueStore();
    const store = conversationStore(() => keyValues, 'k', () => undefined);
    for (let count = 0; count < 50; count += 1) store.write(record(message(`m${count}`)));
    await until(() => (kept.get('k') as ConversationRecord | undefined)?.messages[0]?.id === 'm49');
    expect(calls.length).to.be.at.most(2);
  });

  it('reads what was written, and nothing after it was cleared', async () => {
    const { keyValues } = fakeKeyValueStore();
    const store = conversationStore(() => keyValues, 'k', () => undefined);
    store.write(record(message('a')));
    await until(async () => (await store.read())?.messages.length === 1);
    await store.clear();
    expect(await store.read()).to.equal(undefined);
  });

  it('leaves no timer behind when it is done', async () => {
    const { setTimeout: begin, clearTimeout: end } = globalThis;
    const { timeout } = AbortSignal;
    const timers = new Set<unknown>();
    let signals = 0;
    try {
      globalThis.setTimeout = ((...given: Parameters<typeof begin>) => {
        const timer = begin(...given);
        timers.add(timer);
        return timer;
      }) as typeof begin;
      globalThis.clearTimeout = (timer) => {
        timers.delete(timer);
        end(timer);
      };
      AbortSignal.timeout = (ms) => {
        signals += 1;
        return timeout.call(AbortSignal, ms);
      };
      const store = conversationStore(() => fakeKeyValueStore().keyValues, 'k', () => undefined);
      await store.write(record(message('a')));
      await store.read();
    } finally {
      Object.assign(globalThis, { setTimeout: begin, clearTimeout: end });
      AbortSignal.timeout = timeout;
    }
    expect([timers.size, signals]).to.deep.equal([0, 0]);
  });

  it('tells of trouble once, then leaves the store alone', async () => {
    const { keyValues, calls } = fakeKeyValueStore(() => Promise.reject(new DOMException('no', 'QuotaExceededError')));
    const told: AgentError[] = [];
    const store = conversationStore(() => keyValues, 'k', (error) => told.push(error));
    expect(await store.read()).to.equal(undefined);
    store.write(record(message('a')));
    await store.clear();
    expect(told.map(({ code }) => code)).to.deep.equal(['storage']);
    expect(calls).to.deep.equal(['get']);
  });

  it('does not wait for ever for a database that never answers', async () => {
    const { keyValues } = fakeKeyValueStore(() => new Promise(() => undefined));
    const told: AgentError[] = [];
    const store = conversationStore(() => keyValues, 'k', (error) => told.push(error));
    expect(await store.read()).to.equal(undefined);
    expect(told).to.have.length(1);
  }).timeout(10_000);
});

describe('a page that is hidden, or put away', () => {
  const identity = { agentId: 1, apiBase: 'https://api.test', userKey: `hidden${Math.random()}` };
  const store = () => openStore('local', identity, () => undefined);
  const ids = async () => (await store().read())?.messages.map(({ id }) => id);
  const lines = () => Object.keys(localStorage).filter((name) => name.includes(identity.userKey));
  afterEach(() => store().clear());

  /** A store whose writing takes until the test says so, or until it is closed. */
  function slowKeyValueStore() {
    const sets: ConversationRecord[] = [];
    const ends: (() => void)[] = [];
    let closings = 0;
    const keyValues: KeyValueStore = {
      get: () => new Promise(() => undefined),
      set: (_key, value) => new Promise<void>((resolve) => { sets.push(value as ConversationRecord); ends.push(resolve); }),
      delete: async () => undefined,
      close: () => void (closings += 1),
    };
    return { keyValues, sets, ends, closings: () => closings };
  }

  it('holds no database when this returns, nor a transaction in it: another page writes at once', async () => {
    const put = store();
    await put.write(record(message('a')));
    const writing = put.write(record(message('b')));
    await Promise.resolve();
    put.suspend();
    void put.write(record(message('b')));
    await writing;
    expect(await ids()).to.deep.equal(['b']);
    const request = indexedDB.deleteDatabase('autessa-agent');
    const ended = new Promise((resolve) => {
      for (const type of ['success', 'blocked', 'versionchange']) request.addEventListener(type, () => resolve(type));
    });
    await ended;
    expect(await ids(), 'only the journal has it').to.deep.equal(['b']);
    put.resume(false);
    await until(() => lines().length === 0, 'it is written');
    expect(await ids()).to.deep.equal(['b']);
  });

  it('aborts a transaction that is open: whoever keeps the page would keep that too', async () => {
    const put = store();
    await put.write(record(message('a')));
    const { transaction } = IDBDatabase.prototype;
    const begun = new Promise<IDBTransaction>((resolve) => {
      IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...args: Parameters<typeof transaction>) {
        const opened = transaction.apply(this, args);
        resolve(opened);
        return opened;
      };
    });
    try {
      void put.write(record(message('b')));
      const opened = await begun;
      let isAborted = false;
      // WebKit tells nobody of it once the database is closed.
      opened.abort = () => {
        isAborted = true;
        IDBTransaction.prototype.abort.call(opened);
      };
      put.suspend();
      expect(isAborted).to.equal(true);
    } finally {
      IDBDatabase.prototype.transaction = transaction;
    }
    put.resume(false);
    await until(async () => (await ids())?.[0] === 'b', 'it is written then');
  });

  it('lets go of the database once what is being written is, and so after each thing that comes later', async () => {
    const { keyValues, sets, ends, closings } = slowKeyValueStore();
    const put = conversationStore(() => keyValues, 'k', () => undefined);
    const first = put.write(record(message('a')));
    void put.write(record(message('b')));
    put.close();
    expect(closings()).to.equal(0);
    ends[0]!();
    await until(() => sets.length === 2, 'the newest is being written');
    ends[1]!();
    await first;
    const before = closings();
    const late = put.write(record(message('c')));
    ends[2]!();
    await late;
    expect([before > 0, closings()]).to.deep.equal([true, before + 1]);
  });

  it('begins no writing, and tells no trouble; what was given up is written afterwards', async () => {
    const { keyValues, sets, ends, closings } = slowKeyValueStore();
    const told: AgentError[] = [];
    const put = conversationStore(() => keyValues, 'k', (error) => told.push(error), openJournal(identity.userKey, 'local'));
    const first = put.write(record(message('a')));
    expect([put.suspend(), closings()]).to.deep.equal([true, 1]);
    await first;
    await put.write(record(message('a'), message('b')));
    expect([sets.length, lines().length, put.suspend()]).to.deep.equal([1, 1, true]);
    put.resume(false);
    await until(() => sets.length === 2, 'it is being written');
    expect(sets[1]!.messages).to.have.length(2);
    ends[1]!();
    await until(() => lines().length === 0, 'it is put away');
    expect([told, put.suspend()]).to.deep.equal([[], false]);
  });

  it('leaves alone what another page has written since', async () => {
    const { keyValues, sets } = slowKeyValueStore();
    const put = conversationStore(() => keyValues, 'k', () => undefined);
    const first = put.write(record(message('a')));
    put.suspend();
    await first;
    put.resume(true);
    const last = put.write(record(message('c')));
    await until(() => sets.length === 2, 'the last one is being written');
    expect(sets.map(({ messages }) => messages[0]?.id)).to.deep.equal(['a', 'c']);
    put.suspend();
    await last;
  });

  it('knows whether all is kept that was to be', async () => {
    const { keyValues } = slowKeyValueStore();
    const put = conversationStore(() => keyValues, 'k', () => undefined, { ...openJournal('k', 'local'), add: () => false });
    expect(put.isComplete).to.equal(true);
    put.suspend();
    await put.write(record(message('a')));
    expect(put.isComplete).to.equal(false);
    put.resume(true);
    expect(put.isComplete).to.equal(true);
  });

  it('keeps what another page has kept beside it until that is read, and written with the rest', async () => {
    const told: string[] = [];
    const open = () => openStore('local', identity, (error) => told.push(error.code));
    const [leader, other] = [open(), open()];
    await leader.read();
    await leader.write(record(message('a')));
    other.writeNow(record(message('b', { status: 'waiting' })), false);
    await leader.write(record(message('a'), message('c')));
    expect(lines(), 'it is not the leader’s to clear').to.have.length(1);
    leader.writeNow(record(message('a'), message('c'), message('d')), true);
    expect(await ids(), 'whoever reads all has all').to.deep.equal(['a', 'c', 'd', 'b']);
    expect((await leader.readAdded()).map(({ id }) => id)).to.deep.equal(['b']);
    expect(await leader.readAdded(), 'once').to.deep.equal([]);
    await leader.write(record(message('a'), message('c'), message('b')));
    expect([lines().length, told]).to.deep.equal([0, []]);
    expect(await ids()).to.deep.equal(['a', 'c', 'b']);
  });

  it('leaves what is over, or makes no sense, for the page that reads all', async () => {
    const [leader, other] = [store(), store()];
    await leader.read();
    other.writeNow(record(message('a', { status: 'failed' }), message('b', { status: 'waiting' })), false);
    expect((await leader.readAdded()).map(({ id }) => id)).to.deep.equal(['b']);
    await leader.write(record(message('b')));
    expect(await ids()).to.deep.equal(['b', 'a']);
    localStorage.setItem(lines()[0]!, '\nno JSON\n{"version":9,"messages":[]}');
    expect(await leader.readAdded()).to.deep.equal([]);
    await leader.clear();
    expect(lines()).to.deep.equal([]);
  });

  it('is told of it where that page is another one', async () => {
    const end = new AbortController();
    let times = 0;
    store().onAdded(() => (times += 1), end.signal);
    const frame = document.body.appendChild(document.createElement('iframe'));
    const [name] = (store().writeNow(record(message('a')), false), lines());
    frame.contentWindow!.localStorage.setItem(name!, '\n{}');
    await until(() => times === 1, 'told');
    frame.contentWindow!.localStorage.setItem('another', 'x');
    end.abort();
    frame.contentWindow!.localStorage.setItem(name!, '\n{"a":1}');
    await until(() => localStorage.getItem(name!) === '\n{"a":1}', 'it is there');
    expect(times).to.equal(1);
    localStorage.removeItem('another');
    frame.remove();
  });

  it('reads on where its reading was given up', async () => {
    await store().write(record(message('a')));
    const one = store();
    const reading = one.read();
    one.suspend();
    expect((await reading)?.messages).to.have.length(1);
    one.suspend();
  });

  it('leaves nothing where it was told to forget', async () => {
    await store().write(record(message('a')));
    const one = store();
    one.suspend();
    await one.clear();
    expect((await store().read())?.messages ?? []).to.deep.equal([]);
    one.resume(false);
    await until(() => lines().length === 0, 'it is deleted');
    expect(await ids()).to.equal(undefined);
  });
});

describe('openStore', () => {
  const identity = { agentId: 1, apiBase: 'https://api.test', userKey: `u${Math.random()}` };

  for (const persistence of ['local', 'session'] as const) {
    it(`keeps conversations by agent, server and user: ${persistence}`, async () => {
      const troubles: AgentError[] = [];
      const open = (changes = {}) => openStore(persistence, { ...identity, ...changes }, (error) => troubles.push(error));
      open().write(record(message('mine')));
      await until(async () => (await open().read())?.messages.length === 1);
      for (const other of [{ agentId: 2 }, { apiBase: 'https://other.test' }, { userKey: 'other' }]) {
        expect(await open(other).read()).to.equal(undefined);
      }
      await open().clear();
      expect(await open().read()).to.equal(undefined);
      expect(troubles).to.deep.equal([]);
    });
  }

  it('keeps nothing where nothing is to be kept', async () => {
    const store = openStore('none', identity, () => undefined);
    store.write(record(message('a')));
    expect(await store.read()).to.equal(undefined);
    await store.clear();
  });
});

describe('what a page leaves that ends', () => {
  const identity = { agentId: 1, apiBase: 'https://api.test', userKey: `ends${Math.random()}` };
  const open = (persistence: Persistence = 'local') => openStore(persistence, identity, () => undefined);
  const lines = () => Object.keys(localStorage).filter((name) => name.includes(identity.userKey));
  const ids = async () => (await open().read())?.messages.map(({ id }) => id);

  afterEach(async () => {
    await open().clear();
    expect(lines()).to.deep.equal([]);
  });

  it('is there at once, and is newer than what the database has', async () => {
    await open().write(record(message('a')));
    open().writeNow(record(message('a'), message('b')), true);
    expect(lines()).to.have.length(1);
    expect(await ids()).to.deep.equal(['a', 'b']);
  });

  it('is put away as soon as the database has it, or something newer', async () => {
    const store = open();
    store.writeNow(record(message('a')), true);
    await store.write(record(message('a'), message('b')));
    expect([lines(), await ids()]).to.deep.equal([[], ['a', 'b']]);
  });

  it('stays until the newest is in the database: an older one that is kept meanwhile does not put it away', async () => {
    const sets: (() => void)[] = [];
    const slow: KeyValueStore = { get: async () => undefined, set: () => new Promise<void>((resolve) => sets.push(resolve)), delete: async () => undefined, close: () => undefined };
    const store = conversationStore(() => slow, 'key', () => undefined, openJournal(identity.userKey, 'local'));
    const older = store.write(record(message('a')));
    await until(() => sets.length === 1, 'the older one is being kept');
    store.writeNow(record(message('b')), true);
    const newer = store.write(record(message('b')));
    sets[0]!();
    await until(() => sets.length === 2, 'the newer one is being kept');
    expect(lines(), 'put away before').to.have.length(1);
    sets[1]!();
    await Promise.all([older, newer]);
    expect(lines()).to.deep.equal([]);
  });

  it('takes the place of what the page had left there before, and of what the database has', async () => {
    await open().write(record(message('a', { text: 'first' })));
    for (const text of ['second', 'third']) open().writeNow(record(message('a', { text })), true);
    expect((await open().read())?.messages.map(({ text }) => text)).to.deep.equal(['third']);
    expect(localStorage.getItem(lines()[0]!)).not.to.contain('\n');
  });

  it('comes after what there was, where the page ended before it knew of that; from several pages, each once', async () => {
    await open().write(record(message('a')));
    open().writeNow(record(message('b')), false);
    // Of two pages that keep something in the same millisecond, none is first.
    const now = Date.now();
    await waitUntil(() => Date.now() > now);
    open().writeNow(record(message('c')), false);
    open().writeNow(record(message('c')), false);
    expect(await ids()).to.deep.equal(['a', 'b', 'c']);
    open().writeNow(record(message('a'), message('b'), message('c'), message('d')), true);
    expect(await ids()).to.deep.equal(['a', 'b', 'c', 'd']);
  });

  it('is all there is where the database has nothing', async () => {
    open().writeNow(record(message('b')), false);
    expect(await ids()).to.deep.equal(['b']);
  });

  it('is bounded, and holds no audio', () => {
    const messages = Array.from({ length: 250 }, (_, index) => message(`m${index}`));
    open().writeNow(record(...messages, message('audio', { input: [{ inputType: 'AUDIO', base64EncodedData: 'AAAA' }] })), true);
    const kept = JSON.parse(localStorage.getItem(lines()[0]!)!) as ConversationRecord;
    expect([kept.messages.length, kept.messages.at(-1)?.input]).to.deep.equal([200, [{ inputType: 'AUDIO' }]]);
  });

  it('is nothing where anything else was written there', async () => {
    await open().write(record(message('a')));
    open().writeNow(record(message('b')), true);
    for (const line of ['', '{', 'null', '[]\n{}\n\n7', '{"version":2}']) {
      localStorage.setItem(lines()[0]!, line);
      expect(await ids(), `after ${line}`).to.deep.equal(['a']);
    }
  });

  it('is the tab\'s own where nothing is to outlive that, and nothing where nothing is to be kept', async () => {
    for (const persistence of ['session', 'none'] as const) open(persistence).writeNow(record(message('a')), true);
    expect(lines()).to.deep.equal([]);
    expect((await open('session').read())?.messages).to.have.length(1);
    expect(await open('none').read()).to.equal(undefined);
    await open('session').clear();
    expect(await open('session').read()).to.equal(undefined);
  });
});

describe('checkRecord', () => {
  it('leaves alone what a later version wrote', async () => {
    expect(() => checkRecord({ version: 3, messages: [] })).to.throw('later version');
    const kept = new Map<string, unknown>([['key', { version: 3, messages: [] }]]);
    const keyValues: KeyValueStore = {
      get: (key) => Promise.resolve(kept.get(key)),
      set: (key, value) => Promise.resolve(void kept.set(key, value)),
      delete: (key) => Promise.resolve(void kept.delete(key)),
      close: () => undefined,
    };
    const troubles: string[] = [];
    const store = conversationStore(() => keyValues, 'key', ({ code }) => troubles.push(code));
    expect(await store.read()).to.equal(undefined);
    store.write(record(message('a')));
    await store.clear();
    expect([kept.get('key'), troubles]).to.deep.equal([{ version: 3, messages: [] }, ['storage']]);
  });

  it('takes what boundRecord made', () => {
    const made = boundRecord({ ...record(message('a'), message('b', { role: 'agent', status: 'done' })), agentVersion: { versionNumber: 3 }, replyBefore: 'Hi', consent: 'Agreed' });
    expect(checkRecord(structuredClone(made))).to.deep.equal(made);
  });

  it('refuses what is no record, and leaves out what is no message', () => {
    for (const value of [undefined, null, 'x', [], {}, { version: 0, messages: [] }, { version: 1 }, { version: 1, messages: {} }]) {
      expect(checkRecord(value)).to.equal(undefined);
    }
    const messages = [message('kept'), null, 'x', { id: 1 }, { ...message('bad'), role: 'ghost' }, { ...message('bad'), text: undefined }];
    const checked = checkRecord({ version: 1, messages, conversationId: 5, agentVersion: 7, settledTurns: -1, consent: {} });
    expect(checked).to.deep.equal({
      version: 2, messages: [message('kept')], conversationId: undefined, agentVersion: undefined, settledTurns: 0, isCounted: false, consent: undefined,
    });
  });
});

describe('boundRecord', () => {
  it('keeps the newest 200 messages, and no audio', () => {
    const messages = Array.from({ length: 250 }, (_, index) => message(`m${index}`));
    const bound = boundRecord(record(...messages, message('audio', { input: [{ inputType: 'AUDIO', base64EncodedData: 'AAAA' }] })));
    expect(bound.messages).to.have.length(200);
    expect(bound.messages.at(-1)).to.deep.equal(message('audio', { input: [{ inputType: 'AUDIO' }] }));
    expect(bound.messages[0]?.id).to.equal('m51');
  });
});
