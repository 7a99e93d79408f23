import { expect } from 'chai';
import { describe, it } from 'node:test';
import '../support/page-globals.js';
import { emptyRecord } from '../../src/storage/conversation-record.js';
import { openStore } from '../../src/storage/conversation-store.js';
import { openJournal } from '../../src/storage/journal.js';

/*
 * In Node, since an engine may go on using the page's own `localStorage` after a test has put another in its place.
 */

/** Runs with a `localStorage` that throws as soon as it is named, or when it is written. */
async function withStorage(area: () => Storage, run: () => unknown): Promise<void> {
  const own = Object.getOwnPropertyDescriptor(globalThis, 'localStorage')!;
  Object.defineProperty(globalThis, 'localStorage', { configurable: true, get: area });
  try {
    await run();
  } finally {
    Object.defineProperty(globalThis, 'localStorage', own);
  }
}

const blocked = (): never => {
  throw new DOMException('blocked', 'SecurityError');
};
const full = (): Storage =>
  new Proxy({} as Storage, {
    set: () => {
      throw new DOMException('full', 'QuotaExceededError');
    },
  });

describe('the journal', () => {
  for (const [name, area] of Object.entries({ blocked, full })) {
    it(`has nothing, and does no harm, where its area is ${name}`, () =>
      withStorage(area, () => {
        const journal = openJournal('key', 'local');
        expect([journal.add(emptyRecord, true), journal.add(emptyRecord, false)]).to.deep.equal([false, false]);
        expect([journal.read(), journal.added]).to.deep.equal([undefined, []]);
        journal.take(['a line']);
        journal.clear();
        journal.clear(true);
      }));

    it(`leaves the conversation to its store where its area is ${name}`, () =>
      withStorage(area, async () => {
        const store = openStore('session', { agentId: 1, apiBase: 'https://api.test', userKey: name }, () => undefined);
        const record = { ...emptyRecord, conversationId: 'c' };
        store.writeNow(record, true);
        await store.write(record);
        expect((await store.read())?.conversationId).to.equal('c');
        await store.clear();
        expect(await store.read()).to.equal(undefined);
      }));
  }

  it('keeps what was there until what takes its place is there', async () => {
    const kept: Record<string, string> = {};
    let isFull = false;
    const area = new Proxy(kept, {
      set: (target, name: string, value: string) => {
        if (isFull) throw new DOMException('full', 'QuotaExceededError');
        target[name] = value;
        return true;
      },
    }) as unknown as Storage;
    const record = (conversationId: string) => ({ ...emptyRecord, conversationId });
    await withStorage(() => area, () => {
      const journal = openJournal('key', 'local');
      journal.add(record('whole'), true);
      journal.add(record('added'), false);
      const before = journal.read();
      isFull = true;
      expect([journal.add(record('newer'), true), journal.read()]).to.deep.equal([false, before]);
      isFull = false;
      expect([journal.add(record('newer'), true), journal.read()]).to.deep.equal([true, JSON.stringify(record('newer'))]);
      // What nobody has read yet is kept nowhere else.
      journal.add(record('unread'), false);
      journal.add(record('newest'), true);
      journal.clear();
      expect(journal.read()).to.contain('unread').and.not.to.contain('newest');
    });
  });

  it('keeps what a page has just added from another one, which does not see it yet and clears what it knows', async () => {
    const shared: Record<string, string> = {};
    const record = (conversationId: string) => ({ ...emptyRecord, conversationId });
    /** What a page sees of the area, as it was; what it changes is changed for all. */
    const view = (seen: Record<string, string>): Storage =>
      new Proxy(seen, {
        set: (target, name: string, value: string) => ((target[name] = shared[name] = value), true),
        deleteProperty: (target, name: string) => delete target[name] && delete shared[name],
      }) as unknown as Storage;
    const [one, other] = [openJournal('key', 'local'), openJournal('key', 'local')];
    await withStorage(() => view(shared), () => one.add(record('first'), false));
    const before = { ...shared };
    await withStorage(() => view(before), () => other.take(other.added));
    await withStorage(() => view(shared), () => one.add(record('second'), false));
    await withStorage(() => view(before), () => other.clear());
    await withStorage(() => view(shared), () => {
      expect(other.added.map((line) => (JSON.parse(line) as typeof emptyRecord).conversationId)).to.deep.equal(['second']);
      expect(other.read()).to.contain('second').and.not.to.contain('first');
    });
  });
});
