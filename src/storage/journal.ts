import type { ConversationRecord } from './conversation-record.js';

/**
 * What a page that ends could not leave to its store, in `localStorage` or `sessionStorage`: these are slow, but done
 * when a call returns. A line is a record; the first one is all that there was to keep, the others hold what was typed
 * in pages that ended before they knew of anything. Where the area is full or blocked, the store is all there is.
 */
export interface Journal {
  /** @param isWhole takes the place of all there is; else it comes after that. @returns whether it is there */
  add(record: ConversationRecord, isWhole: boolean): boolean;
  /** The lines; nothing where there are none. */
  read(): string | undefined;
  clear(): void;
}

/** @param key of the conversation */
export function openJournal(key: string, persistence: 'local' | 'session'): Journal {
  const name = `autessa-agent-last:${key}`;
  const attempt = <T>(action: (area: Storage) => T): T | undefined => {
    try {
      return action(globalThis[`${persistence}Storage`]);
    } catch {
      return undefined;
    }
  };
  return {
    add: (record, isWhole) => Boolean(attempt((area) => (area[name] = `${isWhole ? '' : `${area[name] ?? ''}\n`}${JSON.stringify(record)}`))),
    read: () => attempt((area) => area[name] as string | undefined),
    clear: () => attempt((area) => delete area[name]),
  };
}
