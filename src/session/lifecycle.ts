import { AgentError } from '../base/errors.js';
import { isAskable } from '../conversation/askable.js';
import { positionOf, replyId, type Message } from '../conversation/message.js';
import { withoutReply } from '../conversation/reduce.js';
import type { ConversationRecord } from '../storage/conversation-record.js';
import type { Delivery } from './delivery.js';
import type { TurnQueue } from './turn-queue.js';
import { showEarlier } from './earlier.js';
import type { ConversationPersistence } from './persistence.js';
import { forgetPreferences } from './preferences.js';
import { takeUp } from './restore.js';
import type { Command, SessionPort } from './ports.js';
import { createTurn, type Turn } from './turn.js';

/*
 * What may be done with a conversation besides talking. Loaded with the first reply or what was stored, so that it is
 * there without a network too; or when somebody is quicker than that.
 */

export interface LifecycleOptions {
  readonly session: SessionPort;
  readonly delivery: Delivery;
  readonly persistence: ConversationPersistence;
}

/** Does it here, or has it done by the tab that talks with the server. `AgentSession` says what each is for. */
export class ConversationLifecycle {
  readonly #session: SessionPort;
  readonly #delivery: Delivery;
  readonly #turns: TurnQueue;
  readonly #persistence: ConversationPersistence;
  /** What `newConversation` left. */
  #left: ConversationRecord | undefined;

  private constructor({ session, delivery, persistence }: LifecycleOptions) {
    this.#session = session;
    this.#delivery = delivery;
    this.#turns = delivery.options.turns;
    this.#persistence = persistence;
  }

  /** Settles when what was stored is there: what comes later could not be left, nor cleared. */
  static async of(options: LifecycleOptions): Promise<ConversationLifecycle> {
    const { session, delivery } = options;
    const ready = new Promise<unknown>((resolve) => session.events.addEventListener('autessa-ready', resolve, { once: true }));
    if (!session.snapshot.isRestored) await Promise.race([ready, session.open()]);
    delivery.options.signal.throwIfAborted();
    return new ConversationLifecycle(options);
  }

  async retry(messageId: string): Promise<Message | undefined> {
    if (this.#isAsked('retry', messageId)) return undefined;
    const turn = this.#askAgain(messageId);
    if (!turn) return undefined;
    // Inside the click, or the browser lets nothing play.
    if (this.#delivery.options.settings().replyMode === 'AUDIO' && !this.#session.audio.playback) this.#session.audio.context ??= this.#delivery.options.openContext();
    void this.#delivery.prepare(turn);
    this.#session.saveAndProceed();
    return turn.reply;
  }

  cancel(messageId: string): boolean {
    if (this.#isAsked('cancel', messageId)) return true;
    const { messages, waiting } = this.#turns;
    const turn = waiting.find(({ id }) => id === messageId);
    if (!turn) return false;
    this.#turns.takeBack(turn, AgentError.aborted());
    this.#turns.show(messages.filter(({ id }) => id !== messageId));
    void this.#persistence.save();
    return true;
  }

  newConversation(): void {
    if (this.#isAsked('newConversation')) return;
    const { conversationId } = this.#session.snapshot;
    this.#left = this.#persistence.record();
    this.#leave();
    void this.#persistence.save();
    if (conversationId !== undefined) this.#delivery.closing = this.#close(conversationId).catch(() => undefined);
  }

  /** What was said stays; what comes next is said to the version that is asked for now, in a conversation of its own. */
  changeVersion(): void {
    const { conversationId, messages } = this.#session.snapshot;
    if (conversationId === undefined || this.#persistence.follower) return;
    this.#delivery.stop();
    if (messages.length > 0) this.#turns.addNotice('version-changed');
    this.#leaveConversation('reset');
    this.#delivery.closing = this.#close(conversationId).catch(() => undefined);
    this.#session.saveAndProceed();
  }

  undoNewConversation(): void {
    if (this.#isAsked('undoNewConversation') || !this.#left) return;
    this.#leave();
    takeUp(this.#left, this.#delivery);
    this.#left = undefined;
    this.#session.saveAndProceed();
  }

  async endConversation(): Promise<void> {
    const { conversationId } = this.#session.snapshot;
    if (conversationId === undefined || this.#isAsked('endConversation')) return;
    this.#delivery.stop();
    this.#turns.failWaiting(AgentError.aborted());
    this.#turns.addNotice('conversation-ended');
    this.#leaveConversation('ended');
    void this.#persistence.save();
    await this.#close(conversationId);
  }

  async loadEarlier(): Promise<void> {
    if (!this.#isAsked('loadEarlier')) await showEarlier(this.#delivery.options);
  }

  async clearStoredData(): Promise<void> {
    // Each tab has some of its own.
    forgetPreferences();
    if (this.#isAsked('clearStoredData')) return;
    this.#leave();
    this.#left = undefined;
    await this.#persistence.clear();
  }

  /** @returns whether another tab talks with the server, and was asked */
  #isAsked(command: Command, ...args: readonly unknown[]): boolean {
    const { follower } = this.#persistence;
    follower?.ask(command, ...args);
    return follower !== undefined;
  }

  #leave(): void {
    this.#leaveConversation('reset');
    this.#turns.abandon();
    this.#turns.show([]);
  }

  /** Without a word to the server; the next connection begins a new one. */
  #leaveConversation(happening: 'ended' | 'reset'): void {
    this.#delivery.disconnect();
    this.#delivery.forgetConversation();
    this.#delivery.dispatch(happening);
  }

  #close(conversationId: string): Promise<void> {
    return this.#delivery.options.rest.close(conversationId, { keepalive: true });
  }

  /**
   * Puts a turn at the end of the queue once more, if it failed, was stopped, or was answered by nothing.
   *
   * @param id of the user's message, or of its reply
   */
  #askAgain(id: string): Turn | undefined {
    const { messages, waiting } = this.#turns;
    const find = (wanted: string | undefined): Message | undefined => messages[positionOf(messages, wanted ?? '')];
    const message = find(find(id)?.turn);
    if (!message) return undefined;
    const { status, text } = find(replyId(message.id)) ?? message;
    if (status !== 'failed' && status !== 'stopped' && (status !== 'done' || text)) return undefined;
    if (status === 'stopped' && !isAskable(message)) return undefined;
    const { error: _error, ...rest } = message;
    const remaining = withoutReply(messages, message.id);
    this.#turns.show(remaining.with(positionOf(remaining, message.id), Object.freeze({ ...rest, status: 'waiting' })));
    const turn = createTurn(message);
    waiting.push(turn);
    return turn;
  }
}
