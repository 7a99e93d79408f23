import { isJsonObject, parseJson } from '../../base/json.js';
import { toJson } from '../../base/robust-json.js';
import { storageArea } from '../../base/storage-area.js';
import type { ActionPhase } from '../../conversation/message.js';
import type { Persistence } from '../../storage/conversation-store.js';

/** What is known of one run of an action. */
export interface ActionRecord {
  /** Of the call, in its conversation: where the server gives calls no id, made of what it does give. */
  readonly id: string;
  readonly conversationId: string;
  readonly toolName: string;
  /** As the server gave it; may be empty. */
  readonly toolCallId: string;
  /** `prevented` by a listener: it is not run anywhere. */
  readonly phase: ActionPhase | 'prevented';
  /** When it began, in ms since the epoch. */
  readonly at: number;
  /** The tab in which it was run. */
  readonly tab: string;
  /** What it returned, as JSON. */
  readonly result?: string | undefined;
  readonly error?: string | undefined;
  /** Whether the agent has been told of its end. */
  readonly isTold: boolean;
}

const prefix = 'autessa-agent-action:';
const tabName = 'autessa-agent-tab';
/** How many are kept for one agent and user; older ones are forgotten. */
const maximum = 50;

/**
 * What was run for one agent and one user, kept where `persist` says before it is run: so no call is answered twice. Each
 * has an entry of its own in `localStorage` or `sessionStorage`, since several tabs write. Where nothing can be kept it
 * holds as long as the page does.
 */
export class KeptActions {
  readonly #persist: Persistence;
  readonly #prefix: string;
  /** What could not be kept. */
  readonly #unkept = new Map<string, ActionRecord>();

  /** @param key by which the conversation is stored */
  constructor(persist: Persistence, key: string) {
    this.#persist = persist;
    this.#prefix = `${prefix}${key}:`;
  }

  get(conversationId: string, id: string): ActionRecord | undefined {
    const name = this.#nameOf({ conversationId, id });
    return this.#unkept.get(name) ?? attempt(() => readRecord(this.#area?.getItem(name)));
  }

  set(record: ActionRecord): void {
    const name = this.#nameOf(record);
    this.#unkept.delete(name);
    const isKept = attempt(() => {
      this.#area?.setItem(name, toJson(record));
      return this.#area !== undefined;
    });
    if (isKept) this.#prune();
    else this.#unkept.set(name, record);
  }

  /** Those of one conversation, in the order in which they began. */
  of(conversationId: string | undefined): readonly ActionRecord[] {
    return this.#all.map(([, record]) => record).filter((record) => record.conversationId === conversationId);
  }

  /** Whether anything is kept at all. */
  get isEmpty(): boolean {
    return this.#names.length === 0;
  }

  /** Leaves nothing of it. @param conversationId else all goes */
  clear(conversationId?: string): void {
    const isGone = (name: string): boolean => conversationId === undefined || name.startsWith(this.#nameOf({ conversationId, id: '' }));
    for (const name of this.#unkept.keys()) if (isGone(name)) this.#unkept.delete(name);
    attempt(() => this.#names.filter(isGone).forEach((name) => this.#area?.removeItem(name)));
  }

  get #all(): readonly (readonly [name: string, record: ActionRecord])[] {
    const kept = this.#names.flatMap((name) => {
      const record = attempt(() => readRecord(this.#area?.getItem(name)));
      return record ? [[name, record] as const] : [];
    });
    return [...kept, ...this.#unkept].toSorted(([, { at: one }], [, { at: other }]) => one - other);
  }

  get #names(): readonly string[] {
    return attempt(() => Object.keys(this.#area ?? {}).filter((name) => name.startsWith(this.#prefix))) ?? [];
  }

  /** @throws {DOMException} where the browser lets nobody near it */
  get #area(): Storage | undefined {
    return storageArea(this.#persist);
  }

  #nameOf({ conversationId, id }: Pick<ActionRecord, 'conversationId' | 'id'>): string {
    return `${this.#prefix}${conversationId}:${id}`;
  }

  #prune(): void {
    if (this.#names.length <= maximum) return;
    const over = this.#all.filter(([, { phase }]) => phase !== 'running').slice(0, this.#names.length - maximum);
    attempt(() => over.forEach(([name]) => this.#area?.removeItem(name)));
  }
}

/** What this tab is known by, over its pages. */
export function tabId(newId: () => string): string {
  const id = newId();
  return attempt(() => sessionStorage.getItem(tabName) ?? (sessionStorage.setItem(tabName, id), id)) ?? id;
}

/** Anything may have written there. */
function readRecord(text: string | null | undefined): ActionRecord | undefined {
  const value = parseJson(text ?? '');
  const isRecord = isJsonObject(value) && ['id', 'conversationId', 'toolName', 'toolCallId', 'phase', 'tab'].every((name) => typeof value[name] === 'string');
  return isRecord && typeof value['at'] === 'number' ? (value as unknown as ActionRecord) : undefined;
}

/** Browsers block their storages, and let them be full. */
function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
