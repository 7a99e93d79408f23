import { del, get, promisifyRequest, set, type UseStore } from 'idb-keyval';
import type { KeyValueStore } from './key-value-store.js';

/** Of the object store that holds one record for each conversation, by its key. */
export const conversations = 'conversations';

/** Opens the widget's database, which all agents and users of a site share. */
export function openDatabase(): IDBOpenDBRequest {
  const request = indexedDB.open('autessa-agent', 1);
  request.onupgradeneeded = () => request.result.createObjectStore(conversations);
  return request;
}

/**
 * IndexedDB, which keeps what outlives the browser. Rejects where a later version of the widget has another one.
 *
 * A store of our own, since that of `idb-keyval` stays open: a page that a browser keeps for “back” keeps its
 * transactions too, and in WebKit all other pages of the site wait for them.
 */
export function indexedDbStore(): KeyValueStore {
  let opening: Promise<IDBDatabase> | undefined;
  let database: IDBDatabase | undefined;
  const transactions = new Set<IDBTransaction>();

  const close = (): void => {
    // Its end takes it out of the set; one that is being committed cannot be given up any more.
    for (const transaction of transactions) {
      try {
        transaction.abort();
      } catch {
        // It is over.
      }
    }
    transactions.clear();
    database?.close();
    database = opening = undefined;
  };

  const open = (): Promise<IDBDatabase> => {
    const mine = promisifyRequest(openDatabase()).then((opened) => {
      if (opening !== mine) {
        opened.close();
        throw new DOMException('It was closed', 'AbortError');
      }
      // Whoever deletes it, or needs a newer one, is not held up. What is kept next is kept in a new one, if that can be.
      for (const type of ['versionchange', 'close']) {
        opened.addEventListener(type, () => {
          opened.close();
          if (database === opened) database = opening = undefined;
        });
      }
      return (database = opened);
    });
    return mine;
  };

  const use: UseStore = async (mode, ask) => {
    const transaction = (await (opening ??= open())).transaction(conversations, mode);
    transactions.add(transaction);
    for (const type of ['complete', 'abort']) transaction.addEventListener(type, () => transactions.delete(transaction));
    return ask(transaction.objectStore(conversations));
  };

  return {
    get: (key) => get(key, use),
    set: (key, value) => set(key, value, use),
    delete: (key) => del(key, use),
    close,
  };
}
