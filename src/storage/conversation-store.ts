import { AgentError } from '../base/errors.js';
import { boundRecord, type ConversationRecord } from './conversation-record.js';
import { indexedDbShelf } from './indexed-db-shelf.js';
import { openJournal, type Journal } from './journal.js';
import { sessionShelf } from './session-shelf.js';
import type { Shelf } from './shelf.js';

/** Where a conversation is kept. */
export interface ConversationStore {
  /** Settles with `undefined` where there is nothing to read. Rejects only where the code for it cannot be loaded. */
  read(): Promise<ConversationRecord | undefined>;
  /** Keeps the record soon, the newest one of those that come meanwhile; settles when that is done. Never rejects. */
  write(record: ConversationRecord): Promise<void>;
  /**
   * Keeps the record before this returns, until `write` has done so: a page that ends waits for no database.
   *
   * @param isWhole else it is what came before there was an answer from `read`
   */
  writeNow(record: ConversationRecord, isWhole: boolean): void;
  /** Leaves nothing behind; settles when that is so. Never rejects. */
  clear(): Promise<void>;
}

/** How long a conversation is kept: over restarts, as long as the tab, or not at all. */
export type Persistence = 'local' | 'session' | 'none';

/** Nothing is waited for longer than this, in ms: a blocked database settles never. */
const patienceMs = 3_000;

/**
 * One conversation on a shelf. The first trouble of any kind ends its use: from then on the page's memory is all there
 * is, and `onTrouble` has been told, once.
 *
 * @param open called once, when the shelf is first needed; its trouble counts like any other
 * @param journal for a shelf that is slower than the end of a page
 */
export function shelfStore(
  open: () => Promise<Shelf>,
  key: string,
  onTrouble: (error: AgentError) => void,
  journal?: Journal,
): ConversationStore {
  let opening: Promise<Shelf> | undefined;
  let isBroken = false;
  let next: ConversationRecord | undefined;
  let writing: Promise<void> | undefined;

  const attempt = async <T>(action: (shelf: Shelf) => Promise<T>): Promise<T | undefined> => {
    if (isBroken) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const patience = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('No answer')), patienceMs);
    });
    try {
      opening ??= open();
      return await Promise.race([opening.then(action), patience]);
    } catch (error) {
      isBroken = true;
      onTrouble(AgentError.from(error, 'storage', 'Nothing can be stored'));
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  };

  const writeAll = async (): Promise<void> => {
    while (next) {
      const record = boundRecord(next);
      next = undefined;
      await attempt(async (shelf) => {
        await shelf.set(key, record);
        // What is newer than this stays until it is kept too.
        if (!next) journal?.clear();
      });
    }
  };

  return {
    async read() {
      const value = await attempt((shelf) => shelf.get(key));
      const lines = journal?.read();
      // Whoever has stored nothing needs nothing to check it with.
      if (value === undefined && !lines) return undefined;
      const { latestRecord } = await import('./check-record.js');
      return attempt(async () => latestRecord(value, lines));
    },
    write(record) {
      next = record;
      return (writing ??= writeAll().finally(() => (writing = undefined)));
    },
    writeNow(record, isWhole) {
      if (!isBroken) journal?.add(boundRecord(record), isWhole);
    },
    async clear() {
      next = undefined;
      await writing;
      journal?.clear();
      await attempt((shelf) => shelf.delete(key));
    },
  };
}

/** Keeps nothing. */
const nothing = async (): Promise<undefined> => undefined;
export const noStore: ConversationStore = { read: nothing, write: nothing, writeNow: () => undefined, clear: nothing };

export interface StoreIdentity {
  readonly agentId: number;
  readonly apiBase: string;
  readonly userKey: string;
}

/** What one agent's and one user's conversation is known by in this browser. */
export function storeKey({ agentId, apiBase, userKey }: StoreIdentity): string {
  return JSON.stringify([apiBase, agentId, userKey]);
}

/** The store for one agent and one user. */
export function openStore(
  persistence: Persistence,
  identity: StoreIdentity,
  onTrouble: (error: AgentError) => void,
): ConversationStore {
  if (persistence === 'none') return noStore;
  const key = storeKey(identity);
  const open = async (): Promise<Shelf> => (persistence === 'local' ? indexedDbShelf() : sessionShelf());
  return shelfStore(open, key, onTrouble, openJournal(key, persistence));
}
