import { abortable } from '../base/abortable.js';
import { AgentError } from '../base/errors.js';
import { nextTask } from '../base/next-task.js';
import { toJson } from '../base/robust-json.js';
import type { Messages } from '../conversation/message.js';
import { boundRecord, emptyRecord, isEmptyRecord, type ConversationRecord } from './conversation-record.js';
import { indexedDbStore } from './indexed-db-store.js';
import { openJournal, type Journal } from './journal.js';
import { sessionStorageStore } from './session-storage-store.js';
import type { KeyValueStore } from './key-value-store.js';

/** Where a conversation is kept. */
export interface ConversationStore {
  /** Settles with `undefined` where there is nothing to read. Rejects only where the code for it cannot be loaded. */
  read(): Promise<ConversationRecord | undefined>;
  /**
   * Keeps the record soon, the newest one of those that come meanwhile; settles when that is done. One with nothing in
   * it leaves nothing. Never rejects.
   */
  write(record: ConversationRecord): Promise<void>;
  /**
   * Keeps the record before this returns, until `write` has done so: a page that ends waits for no database.
   *
   * @param isWhole else it comes beside what is stored: this page does not know that, or may not write it
   */
  writeNow(record: ConversationRecord, isWhole: boolean): void;
  /**
   * The page is hidden, ends, or is put away: lets go of the database before this returns. Until `resume`, what is
   * written is kept as by `writeNow`.
   *
   * @returns whether something was being written, and is not
   */
  suspend(): boolean;
  /** The page is seen again: what came meanwhile is written. @param isStale unless another page may have gone on since */
  resume(isStale: boolean): void;
  /** Nothing more is kept or read but what is under way: lets go of the database as soon as that is done. */
  close(): void;
  /** Whether all that was to be kept is, here or by `writeNow`: `read` has it. */
  readonly isComplete: boolean;
  /**
   * What other pages have kept beside what is stored, since `read`, and wait for: to be kept with the rest by the next
   * `write`. Rejects only where the code for it cannot be loaded.
   */
  readAdded(): Promise<Messages>;
  /** Calls back when there may be something for `readAdded`. */
  onAdded(callback: () => void, signal: AbortSignal): void;
  /** Leaves nothing behind; settles when that is so. Never rejects. */
  clear(): Promise<void>;
}

/** How long a conversation is kept: over restarts, as long as the tab, or not at all. */
export type Persistence = 'local' | 'session' | 'none';

/** Nothing is waited for longer than this, in ms: a blocked database settles never. */
const patienceMs = 3_000;

/**
 * One conversation on a store. The first trouble of any kind ends its use: from then on the page's memory is all there
 * is, and `onTrouble` has been told, once.
 *
 * @param open called once, when the store is first needed; its trouble counts like any other. Without it nothing is kept
 * @param journal for a store that is slower than the end of a page
 */
export function conversationStore(
  open: (() => KeyValueStore) | undefined,
  key: string,
  onTrouble: (error: AgentError) => void,
  journal?: Journal,
): ConversationStore {
  let keyValues: KeyValueStore | undefined;
  /** Whether nothing is kept: so it is wanted, or there was trouble. */
  let isOff = !open;
  let isSuspended = false;
  /** Whether what was written since `suspend` could not be kept. */
  let isLacking = false;
  let isClosed = false;
  /** How much of what the store was asked for has not come to an end. */
  let underWay = 0;
  /** Gives up what is under way. */
  let interruption = new AbortController();
  /** What is being written, and what comes after it. */
  let current: ConversationRecord | undefined;
  let next: ConversationRecord | undefined;
  let writing: Promise<void> | undefined;

  const giveUp = (error: unknown): undefined => {
    isOff = true;
    onTrouble(AgentError.from(error, 'storage', 'Nothing can be stored'));
  };

  /** Rejects where it was interrupted, and only there. */
  const attempt = async <T>(action: (keyValues: KeyValueStore) => Promise<T>): Promise<T | undefined> => {
    if (isOff) return undefined;
    const { signal } = interruption;
    underWay += 1;
    try {
      keyValues ??= open!();
      return await abortable(action(keyValues), signal, patienceMs);
    } catch (error) {
      signal.throwIfAborted();
      return giveUp(error);
    } finally {
      underWay -= 1;
      closeStore();
    }
  };

  /** What comes after this all the same opens it anew, and ends here too. */
  const closeStore = (): void => {
    if (isClosed && underWay === 0) keyValues?.close();
  };

  /** A page that is put away runs no timers: it reads on when it comes back. */
  const readStore = (): Promise<unknown> => attempt((kept) => kept.get(key)).catch(() => nextTask().then(readStore));

  const writeAll = async (): Promise<void> => {
    while (next) {
      if (isSuspended) return;
      const record = boundRecord((current = next));
      next = undefined;
      await attempt(async (kept) => {
        await (isEmptyRecord(record) ? kept.delete(key) : kept.set(key, record));
        // What is newer than this stays until it is kept too.
        if (!next) journal?.clear();
      }).catch(() => undefined);
      current = undefined;
    }
  };

  const write = (record: ConversationRecord): Promise<void> => {
    next = record;
    if (!isSuspended) return (writing ??= writeAll().finally(() => (writing = undefined)));
    isLacking = journal?.add(boundRecord(record), true) !== true;
    return Promise.resolve();
  };

  return {
    async read() {
      const value = await readStore();
      const lines = journal?.read();
      // Whoever has stored nothing needs nothing to check it with.
      if (value === undefined && !lines) return undefined;
      const { latestRecord } = await import('./check-record.js');
      try {
        return isOff ? undefined : latestRecord(value, lines);
      } catch (error) {
        return giveUp(error);
      }
    },
    write,
    writeNow(record, isWhole) {
      if (!isOff) journal?.add(boundRecord(record), isWhole);
    },
    suspend() {
      const isWriting = current !== undefined || next !== undefined;
      isSuspended = true;
      next ??= current;
      interruption.abort();
      interruption = new AbortController();
      keyValues?.close();
      return isWriting;
    },
    resume(isStale) {
      isSuspended = isLacking = false;
      if (isStale) next = undefined;
      if (next) void write(next);
    },
    close() {
      isClosed = true;
      closeStore();
    },
    get isComplete() {
      return !isOff && !isLacking;
    },
    async readAdded() {
      const lines = journal?.added ?? [];
      if (lines.length === 0) return [];
      const { openMessages } = await import('./check-record.js');
      const { messages, taken } = openMessages(lines);
      journal?.take(taken);
      return messages;
    },
    onAdded: (callback, signal) => journal?.onChange(callback, signal),
    async clear() {
      await write(emptyRecord);
      if (!isSuspended) journal?.clear(true);
    },
  };
}

export interface StoreIdentity {
  readonly agentId: number;
  readonly apiBase: string;
  readonly userKey: string;
}

/** What one agent's and one user's conversation is known by in this browser. */
export function storeKey({ agentId, apiBase, userKey }: StoreIdentity): string {
  return toJson([apiBase, agentId, userKey]);
}

/** Opens what keeps conversations for so long. */
export const keyValueStoreOf = (persistence: 'local' | 'session'): (() => KeyValueStore) => (persistence === 'local' ? indexedDbStore : sessionStorageStore);

/** The store for one agent and one user. */
export function openStore(
  persistence: Persistence,
  identity: StoreIdentity,
  onTrouble: (error: AgentError) => void,
): ConversationStore {
  const key = storeKey(identity);
  return persistence === 'none' ? conversationStore(undefined, key, onTrouble) : conversationStore(keyValueStoreOf(persistence), key, onTrouble, openJournal(key, persistence));
}
