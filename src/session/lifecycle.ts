import { AgentError } from '../base/errors.js';
import { loadingError } from '../base/loading-error.js';
import type { Message } from '../conversation/message.js';
import type { ConversationRecord } from '../storage/conversation-record.js';
import { storeKey } from '../storage/conversation-store.js';
import { channelName } from '../storage/tab-lock.js';
import { KeptActions } from './actions/kept-actions.js';
import { showEarlier } from './earlier.js';
import { conversation, messageToAskAgain } from './core/conversation.js';
import { draftAgain } from './draft-again.js';
import type { SessionHost } from './host.js';
import { KeptConversations } from './kept-conversations.js';
import type { ConversationPersistence } from './persistence.js';
import { forgetPreferences } from './preferences.js';
import { check, leaveOtherVersion, takeUp } from './restore.js';
import type { ClearOptions, SessionPort } from './ports.js';

/*
 * What may be done with a conversation besides talking. Loaded with the first reply or what was stored, so that it is
 * there without a network too; or when somebody is quicker than that.
 */

export interface LifecycleOptions {
  readonly session: SessionPort;
  readonly host: SessionHost;
  readonly persistence: ConversationPersistence;
}

/** Does it here, or has it done by the tab that talks with the server. `AgentSession` says what each is for. */
export class ConversationLifecycle {
  readonly #session: SessionPort;
  readonly #host: SessionHost;
  readonly #persistence: ConversationPersistence;
  readonly #conversations: KeptConversations;
  /** What `newConversation` left. */
  #left: ConversationRecord | undefined;

  private constructor({ session, host, persistence }: LifecycleOptions) {
    this.#session = session;
    this.#host = host;
    host.plugIn(conversation);
    this.#persistence = persistence;
    this.#conversations = new KeptConversations(persistence.options);
  }

  /** Settles when what was stored is there: what comes later could not be left, nor cleared. */
  static async of(options: LifecycleOptions): Promise<ConversationLifecycle> {
    const { session, host } = options;
    const ready = new Promise<unknown>((resolve) => session.api.addEventListener('autessa-ready', resolve, { once: true }));
    if (!session.api.snapshot.isRestored) await Promise.race([ready, session.api.open()]);
    host.options.signal.throwIfAborted();
    return new ConversationLifecycle(options);
  }

  async retry(messageId: string): Promise<Message | undefined> {
    if (this.#session.passToLeader('retry', messageId)) return undefined;
    const host = this.#host;
    const message = messageToAskAgain(host.model, messageId);
    if (!message) return undefined;
    const again = draftAgain(message, host);
    const before = host.model.waiting.length;
    host.dispatch({ type: 'retry', id: message.id, ...again });
    const turn = host.model.waiting[before];
    if (!turn) return undefined;
    const { promise } = host.replies.of(turn.id);
    host.openContext();
    this.#session.saveAndProceed();
    return promise;
  }

  cancel(messageId: string): boolean {
    if (this.#session.passToLeader('cancel', messageId)) return true;
    const isWaiting = this.#host.model.waiting.some(({ id }) => id === messageId);
    if (isWaiting) this.#host.dispatch({ type: 'cancel', id: messageId });
    return isWaiting;
  }

  newConversation(): void {
    if (this.#session.passToLeader('newConversation')) return;
    this.#left = this.#leaveForAnother();
    void this.#persistence.save();
  }

  /** @returns what is left, which is kept and closed */
  #leaveForAnother(): ConversationRecord {
    const left = this.#persistence.record();
    this.#leave('cleared');
    this.#conversations.keep(left);
    if (left.conversationId !== undefined) this.#host.closing = this.#close(left.conversationId).catch(() => undefined);
    return left;
  }

  async openConversation(conversationId: string): Promise<void> {
    if (this.#session.passToLeader('openConversation', conversationId)) return;
    const host = this.#host;
    const record = await this.#conversations.read(conversationId);
    // Meanwhile it may have been opened, or deleted.
    if (host.options.signal.aborted || host.model.conversationId === conversationId) return;
    if (!this.#conversations.all.some((each) => each.conversationId === conversationId)) {
      throw new AgentError('config', `No conversation ${conversationId} is kept in this browser`);
    }
    this.#leaveForAnother();
    this.#left = undefined;
    this.#conversations.drop(conversationId);
    takeUp(record, host);
    leaveOtherVersion(record, host);
    await this.#persistence.save();
    this.#session.saveAndProceed();
    await this.#conversations.remove(conversationId);
    if (host.model.conversationId === conversationId) await check(conversationId, record.messages.length === 0, this.#persistence.options);
  }

  async deleteConversation(conversationId: string): Promise<void> {
    if (this.#session.passToLeader('deleteConversation', conversationId)) return;
    const isShown = this.#host.model.conversationId === conversationId;
    // Nothing comes back by undoing something else.
    if (isShown || this.#left?.conversationId === conversationId) this.#left = undefined;
    if (isShown) this.#leave('cleared');
    const { persist, identity } = this.#persistence.options;
    new KeptActions(persist, storeKey(identity)).clear(conversationId);
    const removed = this.#conversations.remove(conversationId);
    await Promise.all([removed, this.#persistence.save()]);
    await this.#close(conversationId).catch(() => undefined);
  }

  /** What was said stays; what comes next is said to the version that is asked for now, in a conversation of its own. */
  changeVersion(): void {
    const { conversationId } = this.#host.model;
    if (conversationId === undefined || this.#persistence.follower) return;
    this.#leave('version-changed');
    this.#host.closing = this.#close(conversationId).catch(() => undefined);
    this.#session.saveAndProceed();
  }

  undoNewConversation(): void {
    if (this.#session.passToLeader('undoNewConversation') || !this.#left) return;
    this.#leave('cleared');
    takeUp(this.#left, this.#host);
    if (this.#left.conversationId !== undefined) void this.#conversations.remove(this.#left.conversationId);
    this.#left = undefined;
    this.#session.saveAndProceed();
  }

  async endConversation(): Promise<void> {
    const { conversationId } = this.#host.model;
    if (conversationId === undefined || this.#session.passToLeader('endConversation')) return;
    this.#leave('ended');
    void this.#persistence.save();
    await this.#close(conversationId);
  }

  async loadEarlier(): Promise<void> {
    if (!this.#session.passToLeader('loadEarlier')) await showEarlier(this.#host);
  }

  async clearStoredData({ everything = false }: ClearOptions): Promise<void> {
    // Each tab has some of its own.
    forgetPreferences(this.#host.model.conversationId);
    if (!this.#session.passToLeader('clearStoredData')) {
      this.#leave('cleared');
      this.#left = undefined;
      const { persist, identity } = this.#persistence.options;
      new KeptActions(persist, storeKey(identity)).clear();
      // Both begin at once: what is said or accepted next is kept after them.
      await Promise.all([this.#conversations.clear(), this.#persistence.clear()]);
    }
    if (!everything) return;
    const { clearInAllTabs } = await import('./tabs/clear-everything.js').catch((cause: unknown) => {
      throw loadingError(cause);
    });
    await clearInAllTabs(this.#host.options.createChannel, channelName);
  }

  /** Without a word to the server; the next connection begins a new one. */
  #leave(how: 'cleared' | 'ended' | 'version-changed'): void {
    this.#host.call?.stop();
    this.#host.dispatch({ type: 'leave', how });
  }

  #close(conversationId: string): Promise<void> {
    return this.#host.options.rest.close(conversationId, { keepalive: true });
  }
}
