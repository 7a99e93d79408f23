import { toJson } from '../base/robust-json.js';
import type { ConversationRecord } from './conversation-record.js';

/**
 * What a page could not leave to its store, in `localStorage` or `sessionStorage`: these are slow, but done when a call
 * returns. A line is a record. The first one is all that there was to keep. The others hold what was typed in pages that
 * ended before they knew of anything, or that may not write the store: they stay until they have been read, and what was
 * read is kept elsewhere. Each of these has a name of its own, as pages see what others write a little later: who changes
 * what several write takes away what has just been added. Where the area is full or blocked, the store is all there is.
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
  /** The names of all lines: first the one of what was kept whole, then those of what was added, in that order. */
  const entries = (area: Storage): string[] => Object.keys(area).filter((entry) => entry.startsWith(name)).toSorted();
  const lines = (): string[] => attempt((area) => entries(area).flatMap((entry) => (entry === name ? [] : (area[entry] as string)))) ?? [];
  const take = (taken: readonly string[]): void => taken.forEach((line) => known.add(line));
  const clear = (isAll?: boolean, but?: string): void =>
    attempt((area) => {
      for (const entry of entries(area)) if (entry !== but && (isAll || entry === name || known.has(area[entry] as string))) delete area[entry];
    });
  return {
    add(record, isWhole) {
      const isThere = !!attempt((area) => (area[isWhole ? name : `${name}:${Date.now()}${Math.random()}`] = toJson(record)));
      // Where the area is full, what was there stays.
      if (isThere && isWhole) clear(false, name);
      return isThere;
    },
    read() {
      const added = lines();
      take(added);
      return [attempt((area) => area[name] as string | undefined), ...added].join('\n') || undefined;
    },
    get added() {
      return lines().filter((line) => !known.has(line));
    },
    take,
    clear,
    onChange(callback, signal) {
      globalThis.addEventListener?.('storage', ({ key: changed }) => changed?.startsWith(name) && callback(), { signal });
    },
  };
}
