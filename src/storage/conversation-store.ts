import { createStore, del, get, set } from 'idb-keyval';
import { AgentError } from '../base/errors.js';
import { boundRecord, type ConversationRecord } from './conversation-record.js';
import { openJournal, type Journal } from './journal.js';
import { sessionShelf } from './session-shelf.js';

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

/** Something that keeps plain data by a key. */
export interface Shelf {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
  delete(key: string): Promise<void>;
}

/** IndexedDB, which keeps what outlives the browser. */
export function indexedDbShelf(): Shelf {
  const store = createStore('autessa-agent', 'conversations');
  return {
    get: (key) => get(key, store),
    set: (key, value) => set(key, value, store),
    delete: (key) => del(key, store),
  };
}

/** Nothing is waited for longer than this, in ms: a blocked database settles never. */
const patienceMs = 3_000;

/**
 * One conversation on a shelf. The first trouble of any kind ends its use: from then on the page's memory is all there
 * is, and `onTrouble` has been told, once.
 */
export class ShelfStore implements ConversationStore {
  readonly #open: () => Promise<Shelf>;
  readonly #key: string;
  readonly #onTrouble: (error: AgentError) => void;
  readonly #journal: Journal | undefined;
  #shelf: Promise<Shelf> | undefined;
  #isBroken = false;
  #next: ConversationRecord | undefined;
  #writing: Promise<void> | undefined;

  /**
   * @param open called once, when the shelf is first needed; its trouble counts like any other
   * @param journal for a shelf that is slower than the end of a page
   */
  constructor(open: () => Promise<Shelf>, key: string, onTrouble: (error: AgentError) => void, journal?: Journal) {
    this.#open = open;
    this.#key = key;
    this.#onTrouble = onTrouble;
    this.#journal = journal;
  }

  async read(): Promise<ConversationRecord | undefined> {
    const value = await this.#attempt((shelf) => shelf.get(this.#key));
    const journal = this.#journal?.read();
    // Whoever has stored nothing needs nothing to check it with.
    if (value === undefined && !journal) return undefined;
    const { latestRecord } = await import('./check-record.js');
    return this.#attempt(async () => latestRecord(value, journal));
  }

  write(record: ConversationRecord): Promise<void> {
    this.#next = record;
    return (this.#writing ??= this.#writeAll().finally(() => (this.#writing = undefined)));
  }

  writeNow(record: ConversationRecord, isWhole: boolean): void {
    if (!this.#isBroken) this.#journal?.add(boundRecord(record), isWhole);
  }

  async clear(): Promise<void> {
    this.#next = undefined;
    await this.#writing;
    this.#journal?.clear();
    await this.#attempt((shelf) => shelf.delete(this.#key));
  }

  async #writeAll(): Promise<void> {
    while (this.#next && !this.#isBroken) {
      const record = boundRecord(this.#next);
      this.#next = undefined;
      await this.#attempt(async (shelf) => {
        await shelf.set(this.#key, record);
        // What is newer than this stays until it is kept too.
        if (!this.#next) this.#journal?.clear();
      });
    }
  }

  async #attempt<T>(action: (shelf: Shelf) => Promise<T>): Promise<T | undefined> {
    if (this.#isBroken) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const patience = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('No answer')), patienceMs);
    });
    try {
      this.#shelf ??= this.#open();
      return await Promise.race([this.#shelf.then(action), patience]);
    } catch (error) {
      this.#isBroken = true;
      this.#onTrouble(AgentError.from(error, 'storage', 'Nothing can be stored'));
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Keeps nothing. */
export const noStore: ConversationStore = {
  read: () => Promise.resolve(undefined),
  write: () => Promise.resolve(),
  writeNow: () => undefined,
  clear: () => Promise.resolve(),
};

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
  const open = async () => (persistence === 'local' ? indexedDbShelf() : sessionShelf());
  return new ShelfStore(open, key, onTrouble, openJournal(key, persistence));
}
