import { isJsonObject, parseJson } from '../../base/json.js';
import { storageArea } from '../../base/storage-area.js';
import type { AgentSessionOptions } from '../../session/options.js';

/*
 * What the panel keeps is read here as it lies there, in the few places where a consent may be: the panel's own code is
 * ten times as much, and somebody who is only invited may never need it. Tests hold the two together.
 */

const databaseName = 'autessa-agent';
const conversations = 'conversations';
/** A record of a later version is nothing that is known here. */
const newestVersion = 2;

/**
 * The text that was accepted in this browser, on an earlier page; asks no server. Nothing where the browser keeps nothing.
 * For whoever never had a panel open here, no database is made. Rejects where the browser lets nobody near what it keeps.
 */
export async function acceptedConsent(options: AgentSessionOptions): Promise<string | undefined> {
  const { persist = 'local' } = options;
  const area = storageArea(persist);
  if (!area) return undefined;
  const key = keyOf(options);
  // What a page could not leave to the database is newer than what is there.
  const last = recordOf(parseJson(area.getItem(`autessa-agent-last:${key}`) ?? ''));
  const record = last ?? recordOf(persist === 'session' ? parseJson(area.getItem(`autessa-agent:${key}`) ?? '') : await fromDatabase(key));
  const { consent } = record ?? {};
  return typeof consent === 'string' ? consent : undefined;
}

/** What one agent's and one user's conversation is known by in this browser. */
function keyOf({ agentId, apiBase = 'https://api.autessa.com', userKey = '' }: AgentSessionOptions): string {
  return JSON.stringify([apiBase, agentId, userKey]);
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return isJsonObject(value) && Number(value['version']) <= newestVersion ? value : undefined;
}

async function fromDatabase(key: string): Promise<unknown> {
  if (!(await indexedDB.databases()).some(({ name }) => name === databaseName)) return undefined;
  const opening = indexedDB.open(databaseName);
  // It has been deleted since: it is not made anew.
  opening.addEventListener('upgradeneeded', () => opening.transaction?.abort());
  const database = await settled(opening);
  try {
    return await settled(database.transaction(conversations).objectStore(conversations).get(key) as IDBRequest<unknown>);
  } finally {
    database.close();
  }
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('The database cannot be read')));
  });
}
