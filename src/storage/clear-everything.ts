import { promisifyRequest } from 'idb-keyval';
import { clearing } from './clearing.js';
import { conversations, openDatabase } from './indexed-db-store.js';

/* All that the widget keeps on a site, of all its agents and all who use this browser. Loaded when it is to go. */

/** A database that somebody holds up is waited for no longer, in ms. */
const patienceMs = 3_000;
/** All names of the widget's own begin so. */
const prefix = 'autessa-agent';

/**
 * Leaves nothing of it, but for what other tabs keep for themselves in `sessionStorage`.
 *
 * @returns the keys of the conversations that were in the database: a tab that shows one of them would store it again
 * @throws {Error} where the browser has a database and lets nobody empty it
 */
export async function clearEverything(): Promise<readonly string[]> {
  clearArea(() => localStorage);
  clearArea(() => sessionStorage);
  clearing.dispatchEvent(new Event('clear'));
  if (!('indexedDB' in globalThis)) return [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('No answer')), patienceMs);
  });
  try {
    return await Promise.race([clearDatabase(), end]);
  } finally {
    clearTimeout(timer);
  }
}

async function clearDatabase(): Promise<readonly string[]> {
  const database = await promisifyRequest(openDatabase());
  try {
    const transaction = database.transaction(conversations, 'readwrite');
    const store = transaction.objectStore(conversations);
    const keys = promisifyRequest(store.getAllKeys());
    store.clear();
    await promisifyRequest(transaction);
    return (await keys).map(String);
  } finally {
    database.close();
  }
}

/** Where the browser blocks its storages, nothing is in them. */
function clearArea(areaOf: () => Storage): void {
  try {
    const area = areaOf();
    for (const name of Object.keys(area)) if (name.startsWith(prefix)) area.removeItem(name);
  } catch {
    // It does.
  }
}
