import { toJson } from '../base/to-json.js';
import type { ConversationRecord } from './conversation-record.js';

/**
 * What a page could not leave to its store, in `localStorage` or `sessionStorage`: these are slow, but done when a call
 * returns. A line is a record. The first one is all that there was to keep. The others hold what was typed in pages that
 * ended before they knew of anything, or that may not write the store: they stay until they have been read, and what was
 * read is kept elsewhere. Where the area is full or blocked, the store is all there is.
 */
export interface Journal {
  /** @param isWhole takes the place of what is known; else it comes after that. @returns whether it is there */
  add(record: ConversationRecord, isWhole: boolean): boolean;
  /** All of it; nothing where there are no lines. All of them are known from then on. */
  read(): string | undefined;
  /** The lines behind the first one that are not known yet. */
  readonly added: readonly string[];
  /** They are known from now on. */
  take(lines: readonly string[]): void;
  /** What is known is kept elsewhere. @param isAll nothing else is wanted, either */
  clear(isAll?: boolean): void;
  /** Calls back when another page has changed it. */
  onChange(callback: () => void, signal: AbortSignal): void;
}

/** @param key of the conversation */
export function openJournal(key: string, persistence: 'local' | 'session'): Journal {
  const name = `autessa-agent-last:${key}`;
  const known = new Set<string>();
  const attempt = <T>(action: (area: Storage) => T): T | undefined => {
    try {
      return action(globalThis[`${persistence}Storage`]);
    } catch {
      return undefined;
    }
  };
  const text = (): string => attempt((area) => area[name] as string | undefined) ?? '';
  const others = (): string[] => text().split('\n').slice(1);
  const added = (): string[] => others().filter((line) => !known.has(line));
  return {
    add(record, isWhole) {
      const line = toJson(record);
      const lines = isWhole ? [line, ...added()].join('\n') : `${text()}\n${line}`;
      return attempt((area) => (area[name] = lines)) !== undefined;
    },
    read() {
      for (const line of others()) known.add(line);
      return text() || undefined;
    },
    get added() {
      return added();
    },
    take: (lines) => lines.forEach((line) => known.add(line)),
    clear(isAll = false) {
      const rest = isAll ? [] : added();
      attempt((area) => (rest.length > 0 ? (area[name] = ['', ...rest].join('\n')) : delete area[name]));
    },
    onChange(callback, signal) {
      globalThis.addEventListener?.('storage', ({ key: changed }) => changed === name && callback(), { signal });
    },
  };
}
