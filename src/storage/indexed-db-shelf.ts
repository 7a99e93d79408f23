import { promisifyRequest } from 'idb-keyval';
import type { Shelf } from './shelf.js';

/** IndexedDB, which keeps what outlives the browser. Rejects where a later version of the widget has another one. */
export function indexedDbShelf(): Shelf {
  const name = 'conversations';
  let opening: Promise<IDBDatabase> | undefined;
  const open = async (): Promise<IDBDatabase> => {
    const request = indexedDB.open('autessa-agent', 1);
    request.onupgradeneeded = () => request.result.createObjectStore(name);
    const database = await promisifyRequest(request);
    // Whoever deletes it, or needs a newer one, is not held up. What is kept next is kept in a new one, if that can be.
    for (const type of ['versionchange', 'close']) {
      database.addEventListener(type, () => {
        database.close();
        opening = undefined;
      });
    }
    return database;
  };
  const use = async <T>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> => {
    const transaction = (await (opening ??= open())).transaction(name, mode);
    const result = await promisifyRequest(ask(transaction.objectStore(name)));
    // Only then is kept what was written.
    await promisifyRequest(transaction);
    return result;
  };
  return {
    get: (key) => use('readonly', (store) => store.get(key)),
    set: (key, value) => use('readwrite', (store) => store.put(value, key)),
    delete: (key) => use('readwrite', (store) => store.delete(key)),
  };
}
