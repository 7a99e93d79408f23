import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import { defaultApiBase } from '../../src/protocol/addresses.js';
import { emptyRecord, type ConversationRecord } from '../../src/storage/conversation-record.js';
import { storeKey } from '../../src/storage/conversation-store.js';
import { openJournal } from '../../src/storage/journal.js';
import { acceptedConsent } from '../../src/ui/invitation/accepted-consent.js';
import { InvitationMemory } from '../../src/ui/invitation/invitation-memory.js';
import { awaitTrigger, readDuration, readTriggers, type InviteTriggers } from '../../src/ui/invitation/invite-triggers.js';

const start = Date.UTC(2026, 0, 1);
/** How many timers are running. */
let timers = 0;
const pass = (ms: number): void => mock.timers.tick(ms);

beforeEach(() => {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: start });
  timers = 0;
  const { setTimeout, clearTimeout } = globalThis;
  const running = new Set<unknown>();
  const count = (): unknown => (timers = running.size);
  mock.method(globalThis, 'setTimeout', (callback: () => void, ms: number) => {
    const timer = setTimeout(() => (running.delete(timer), count(), callback()), ms);
    running.add(timer);
    count();
    return timer;
  });
  mock.method(globalThis, 'clearTimeout', (timer: Parameters<typeof clearTimeout>[0]) => (running.delete(timer), count(), clearTimeout(timer)));
});
afterEach(() => {
  mock.restoreAll();
  mock.timers.reset();
});

/** A page that counts who listens to it. */
class Page extends EventTarget {
  listeners = 0;

  override addEventListener(...[type, listener, options]: Parameters<EventTarget['addEventListener']>): void {
    this.listeners += 1;
    (options as AddEventListenerOptions).signal?.addEventListener('abort', () => (this.listeners -= 1));
    super.addEventListener(type, listener, options);
  }

  tell(type: string, fields: object = {}): void {
    this.dispatchEvent(Object.assign(new Event(type), fields));
  }
}

function waitFor(triggers: InviteTriggers) {
  const page = new Page();
  const leaving = new AbortController();
  let comes = 0;
  awaitTrigger(triggers, page, leaving.signal, () => (comes += 1));
  return {
    page,
    leaving,
    get comes() {
      return comes;
    },
    /** What still runs or listens. */
    get left() {
      return page.listeners + timers;
    },
  };
}

/** Scrolls a box of 500 px with 1,500 px in it. */
const scrolledTo = (scrollTop: number, clientHeight = 500) => ({ scrollingElement: { scrollTop, clientHeight, scrollHeight: 1_500 } });

describe('When an invitation is due', () => {
  test('is read from text as people write it', () => {
    assert.deepEqual(readTriggers('8s'), { after: 8_000 });
    assert.deepEqual(readTriggers(' 1.5m ,  Scroll  60% , idle 500ms,EXIT '), { after: 90_000, scroll: 0.6, idle: 500, exit: true });
    assert.deepEqual([readDuration('7d'), readDuration('0s'), readDuration('12H')], [604_800_000, 0, 43_200_000]);
  });

  test('is refused as a whole where a part of it means nothing', () => {
    const wrong = ['', ',', '8', '8 s', '-8s', '8x', '1e9s', 'scroll', 'scroll 60', 'scroll 101%', 'scroll -1%', 'idle', 'idle idle', 'exit now', 'soon', '8s,', '8s scroll 60%', '25d', `${'9'.repeat(2_000)}s`];
    assert.deepEqual(wrong.filter((text) => readTriggers(text)), []);
    for (const text of ['', '7', 'week', '7 d', 'Infinityd', 'NaNs']) assert.equal(readDuration(text), undefined, text);
  });

  test('after a time: then, once, and with nothing left', () => {
    const all = waitFor({ after: 8_000, scroll: 0.5, exit: true, idle: 60_000 });
    pass(7_999);
    assert.equal(all.comes, 0);
    pass(1);
    assert.deepEqual([all.comes, all.left], [1, 0]);
    all.page.tell('mouseout', { relatedTarget: null, clientY: -1 });
    pass(100_000);
    assert.equal(all.comes, 1);
  });

  test('when nothing was done for a while; one timer, however much is done', () => {
    const all = waitFor({ idle: 30_000 });
    for (let second = 0; second < 60; second += 1) {
      pass(1_000);
      all.page.tell('pointermove');
      assert.equal(timers, 1);
    }
    pass(29_999);
    assert.equal(all.comes, 0);
    pass(1);
    assert.deepEqual([all.comes, all.left], [1, 0]);
  });

  test('when so much of the page, or of what is as good as the page, was scrolled', () => {
    Object.assign(globalThis, { innerHeight: 600 });
    const all = waitFor({ scroll: 0.6 });
    const scroll = (target: object) => {
      const event = new Event('scroll');
      Object.defineProperty(event, 'target', { value: target });
      all.page.dispatchEvent(event);
    };
    scroll(scrolledTo(598));
    scroll({ ...scrolledTo(1_000, 200).scrollingElement });
    scroll({ scrollingElement: null });
    assert.equal(all.comes, 0, 'not far enough, a small list, nothing to scroll');
    scroll(scrolledTo(600));
    assert.deepEqual([all.comes, all.left], [1, 0]);
    const inner = waitFor({ scroll: 0.6 });
    const event = new Event('scroll');
    Object.defineProperty(event, 'target', { value: scrolledTo(600).scrollingElement });
    inner.page.dispatchEvent(event);
    assert.equal(inner.comes, 1, 'a box that fills the window');
  });

  test('when the pointer leaves at the top, not at a side nor into an element', () => {
    const all = waitFor({ exit: true });
    all.page.tell('mouseout', { relatedTarget: null, clientY: 300 });
    all.page.tell('mouseout', { relatedTarget: {}, clientY: -1 });
    assert.equal(all.comes, 0);
    all.page.tell('mouseout', { relatedTarget: null, clientY: -1 });
    assert.deepEqual([all.comes, all.left], [1, 0]);
  });

  test('nobody waits who is gone', () => {
    const all = waitFor({ after: 8_000, idle: 30_000, scroll: 0.5, exit: true });
    assert.ok(all.left > 0);
    all.leaving.abort();
    assert.equal(all.left, 0);
    pass(100_000);
    assert.equal(all.comes, 0);
    assert.equal(waitFor({}).left, 0, 'nor who waits for nothing');
  });
});

describe('That somebody was invited', () => {
  const day = 86_400_000;
  const areaOf = (entries: Map<string, string>) => () => ({ getItem: (key: string) => entries.get(key) ?? null, setItem: (key: string, value: string) => void entries.set(key, value) }) as unknown as Storage;

  test('is remembered: on this page in any case, on others for a while, by agent', () => {
    const entries = new Map<string, string>();
    const memory = new InvitationMemory('1', areaOf(entries));
    assert.equal(memory.isTooSoon(7 * day), false);
    memory.remember();
    assert.equal(memory.isTooSoon(0), true, 'never twice on a page');
    assert.equal(new InvitationMemory('2', areaOf(entries)).isTooSoon(7 * day), false, 'another agent');
    assert.deepEqual([...entries.keys()], ['autessa-agent:preference:invitation:1']);
  });

  test('counts on another page until the time is over, and not where what is kept means nothing', () => {
    const kept = (value: string) => new InvitationMemory('another page', areaOf(new Map([['autessa-agent:preference:invitation:another page', value]])));
    const then = String(Date.now());
    pass(7 * day - 1);
    assert.deepEqual([kept(then).isTooSoon(7 * day), kept(then).isTooSoon(day), kept('x').isTooSoon(day), kept('').isTooSoon(day)], [true, false, false, false]);
    pass(1);
    assert.equal(kept(then).isTooSoon(7 * day), false);
  });

  test('holds as long as the page where the browser keeps nothing', () => {
    const memory = new InvitationMemory('3', () => {
      throw new DOMException('no', 'SecurityError');
    });
    assert.equal(memory.isTooSoon(day), false);
    memory.remember();
    assert.equal(memory.isTooSoon(day), true);
    const none = new InvitationMemory('4', () => undefined);
    none.remember();
    assert.equal(none.isTooSoon(day), true);
  });
});

/** `localStorage` or `sessionStorage`. */
const areaOf = (entries: Readonly<Record<string, string>> = {}) =>
  Object.defineProperty({ ...entries } as Record<string, unknown>, 'getItem', { value(this: Record<string, string>, name: string) { return this[name] ?? null; } });

/** A database that holds one value for each key. */
function databaseOf(entries: Readonly<Record<string, unknown>>) {
  const answer = (result: unknown): EventTarget => {
    const request = Object.assign(new EventTarget(), { result });
    queueMicrotask(() => request.dispatchEvent(new Event('success')));
    return request;
  };
  const closed: string[] = [];
  const database = { close: () => closed.push('closed'), transaction: () => ({ objectStore: () => ({ get: (key: string) => answer(entries[key]) }) }) };
  return { closed, databases: async () => [{ name: 'autessa-agent' }], open: () => answer(database) };
}

const agreed: ConversationRecord = { ...emptyRecord, consent: 'Yes?' };

describe('Before a consent', () => {
  afterEach(() => {
    for (const name of ['indexedDB', 'sessionStorage', 'localStorage']) Reflect.deleteProperty(globalThis, name);
  });

  test('who has never had the panel open is found out with no code of it, and with no database made', async () => {
    const opened: string[] = [];
    const database = { databases: async () => [{ name: 'of the page' }], open: (name: string) => opened.push(name) };
    Object.assign(globalThis, { indexedDB: database, localStorage: areaOf(), sessionStorage: areaOf({ 'autessa-agent:preference:view': '{}' }) });
    for (const persist of ['local', 'session', 'none'] as const) {
      assert.equal(await acceptedConsent({ agentId: 1, tokens: '/token', persist }), undefined, persist);
    }
    assert.deepEqual(opened, []);
  });

  test('what somebody has accepted is found wherever the panel keeps it, of this agent and this user alone', async () => {
    const identity = { agentId: 1, apiBase: defaultApiBase, userKey: '' };
    for (const persist of ['local', 'session'] as const) {
      const areas = { localStorage: areaOf(), sessionStorage: areaOf() };
      Object.assign(globalThis, { indexedDB: databaseOf({}), ...areas });
      const accepted = (more: object = {}): Promise<string | undefined> => acceptedConsent({ agentId: 1, tokens: '/token', persist, ...more });
      assert.equal(await accepted(), undefined);
      // As a page leaves it that has no time for more, and as it lies there else.
      openJournal(storeKey(identity), persist).add(agreed, true);
      assert.equal(await accepted(), 'Yes?');
      openJournal(storeKey(identity), persist).clear();
      assert.equal(await accepted(), undefined);
      const database = databaseOf({ [storeKey(identity)]: agreed });
      if (persist === 'local') Object.assign(globalThis, { indexedDB: database });
      else areas.sessionStorage[`autessa-agent:${storeKey(identity)}`] = JSON.stringify(agreed);
      assert.deepEqual([await accepted(), await accepted({ apiBase: defaultApiBase })], ['Yes?', 'Yes?'], persist);
      assert.equal(database.closed.length, persist === 'local' ? 2 : 0);
      for (const other of [{ agentId: 2 }, { userKey: 'ada' }, { apiBase: 'https://other.test' }]) assert.equal(await accepted(other), undefined);
      // It was taken back since, which the database does not know yet.
      openJournal(storeKey(identity), persist).add(emptyRecord, true);
      assert.equal(await accepted(), undefined);
    }
  });

  test('what is damaged, or of a later version, is no consent', async () => {
    for (const record of ['{', '[]', 'null', '{"version":3,"messages":[],"consent":"Yes?"}', '{"version":2,"messages":[],"consent":{}}']) {
      Object.assign(globalThis, { sessionStorage: areaOf({ [`autessa-agent:${storeKey({ agentId: 1, apiBase: defaultApiBase, userKey: '' })}`]: record }) });
      assert.equal(await acceptedConsent({ agentId: 1, tokens: '/token', persist: 'session' }), undefined, record);
    }
  });
});
