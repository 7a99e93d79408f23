import { byId, isAnswered } from '../conversation/answered.js';
import type { ConversationSummary } from '../conversation/conversation-summary.js';
import type { Messages } from '../conversation/message.js';
import { checkRecord } from '../storage/check-record.js';
import { boundRecord, emptyRecord, maximumConversations, type ConversationRecord } from '../storage/conversation-record.js';
import { keyValueStoreOf, storeKey } from '../storage/conversation-store.js';
import type { KeyValueStore } from '../storage/key-value-store.js';
import type { SessionHost } from './host.js';
import type { PersistenceOptions } from './persistence.js';

const titleLength = 80;

/**
 * Conversations that were left, for one agent and one user. Which there are is part of the record of the one that is
 * shown, so that both change at once; what was said in each has an entry of its own. Where that cannot be read, the
 * server's log has it.
 */
export class KeptConversations {
  readonly #options: PersistenceOptions;
  readonly #host: SessionHost;
  /** With `persist` `none` they last as long as the page. */
  readonly #memory = memoryKeyValueStore();
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: PersistenceOptions) {
    this.#options = options;
    this.#host = options.host;
  }

  get all(): readonly ConversationSummary[] {
    return this.#host.options.state.current.conversations ?? [];
  }

  /** Keeps one that is left, where something has been said in it. */
  keep(record: ConversationRecord): void {
    const { conversationId, messages } = record;
    if (conversationId === undefined || messages.length === 0 || this.#host.settings.conversations === false) return;
    const all = [summaryOf(conversationId, messages), ...this.#allBut(conversationId)];
    this.#show(all.slice(0, maximumConversations));
    void this.#use((keyValues) => keyValues.set(this.#keyOf(conversationId), boundRecord({ ...record, others: undefined })));
    for (const { conversationId: id } of all.slice(maximumConversations)) void this.remove(id);
  }

  /** What was said in one, as far as this browser knows. */
  async read(conversationId: string): Promise<ConversationRecord> {
    const stored = await this.#use((keyValues) => keyValues.get(this.#keyOf(conversationId)));
    try {
      return { ...(checkRecord(stored) ?? emptyRecord), conversationId };
    } catch {
      // A later version's.
      return { ...emptyRecord, conversationId };
    }
  }

  /** It is in the list no more; what was said in it stays until `remove`. */
  drop(conversationId: string): void {
    this.#show(this.#allBut(conversationId));
  }

  /** Leaves nothing of it. */
  remove(conversationId: string): Promise<unknown> {
    this.drop(conversationId);
    return this.#use((keyValues) => keyValues.delete(this.#keyOf(conversationId)));
  }

  /** Leaves nothing of any. */
  async clear(): Promise<void> {
    await Promise.all(this.all.map(({ conversationId }) => this.remove(conversationId)));
  }

  #allBut(conversationId: string): readonly ConversationSummary[] {
    return this.all.filter((each) => each.conversationId !== conversationId);
  }

  #show(all: readonly ConversationSummary[]): void {
    this.#host.patch({ conversations: Object.freeze(all) });
  }

  #keyOf(conversationId: string): string {
    return `${storeKey(this.#options.identity)}:${conversationId}`;
  }

  /** One after the other, in the order in which it was asked. */
  #use<T>(act: (keyValues: KeyValueStore) => Promise<T>): Promise<T | undefined> {
    const used = this.#last.then(() => this.#open(act));
    this.#last = used;
    return used;
  }

  /** For one use alone: a page that is put away must hold no database. */
  async #open<T>(act: (keyValues: KeyValueStore) => Promise<T>): Promise<T | undefined> {
    const { persist, openKeyValueStore } = this.#options;
    const opened = openKeyValueStore?.() ?? (persist === 'none' ? undefined : keyValueStoreOf(persist)());
    try {
      return await act(opened ?? this.#memory);
    } catch {
      // Blocked or full.
      return undefined;
    } finally {
      opened?.close();
    }
  }
}

function summaryOf(conversationId: string, messages: Messages): ConversationSummary {
  const said = messages.find(({ role, text }) => role === 'user' && text.trim()) ?? messages.find(({ text }) => text.trim());
  const title = (said?.text ?? '').replace(/\s+/g, ' ').trim().slice(0, titleLength).replace(/[\uD800-\uDBFF]$/, '');
  const hasCall = messages.some(({ isSpoken }) => isSpoken);
  const all = byId(messages);
  const hasUnread = messages.some((message) => message.role === 'user' && message.status !== 'waiting' && !isAnswered(message, all));
  return Object.freeze({ conversationId, title, at: messages.at(-1)?.at ?? 0, hasCall, hasUnread });
}

function memoryKeyValueStore(): KeyValueStore {
  const entries = new Map<string, unknown>();
  return {
    get: async (key) => entries.get(key),
    set: async (key, value) => entries.set(key, value),
    delete: async (key) => entries.delete(key),
    close: () => undefined,
  };
}
