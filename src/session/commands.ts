import { AgentError } from '../base/errors.js';
import { isAskable } from '../conversation/askable.js';
import { positionOf, type Message } from '../conversation/message.js';
import { replyId, withoutReply } from '../conversation/reduce.js';
import type { ConversationRecord } from '../storage/conversation-record.js';
import type { AgentSession } from './agent-session.js';
import type { Delivery } from './delivery.js';
import type { Dialogue } from './dialogue.js';
import { showEarlier } from './earlier.js';
import type { Keeping } from './keeping.js';
import { openContext } from './open-context.js';
import { forgetPreferences } from './preferences.js';
import { takeUp } from './restore.js';
import type { Command } from './tabs/messages.js';
import { createTurn, type Turn } from './turn.js';

/*
 * What may be done with a conversation besides talking. Loaded with the first reply or what was stored, so that it is
 * there without a network too; or when somebody is quicker than that.
 */

export interface CommandsOptions {
  readonly session: AgentSession;
  readonly delivery: Delivery;
  readonly keeping: Keeping;
}

/** Does it here, or has it done by the tab that talks with the server. `AgentSession` says what each is for. */
export class Commands {
  readonly #session: AgentSession;
  readonly #delivery: Delivery;
  readonly #dialogue: Dialogue;
  readonly #keeping: Keeping;
  /** What `newConversation` left. */
  #left: ConversationRecord | undefined;

  private constructor({ session, delivery, keeping }: CommandsOptions) {
    this.#session = session;
    this.#delivery = delivery;
    this.#dialogue = delivery.options.dialogue;
    this.#keeping = keeping;
  }

  /** Settles when what was stored is there: what comes later could not be left, nor cleared. */
  static async of(options: CommandsOptions): Promise<Commands> {
    const { session, delivery } = options;
    const ready = new Promise<unknown>((resolve) => session.addEventListener('autessa-ready', resolve, { once: true }));
    if (!session.snapshot.isRestored) await Promise.race([ready, session.open()]);
    delivery.options.signal.throwIfAborted();
    return new Commands(options);
  }

  async retry(messageId: string): Promise<Message | undefined> {
    if (this.#isAsked('retry', messageId)) return undefined;
    const turn = this.#askAgain(messageId);
    if (!turn) return undefined;
    // Inside the click, or the browser lets nothing play.
    if (this.#delivery.options.settings().replyMode === 'AUDIO' && !this.#session.aloud) this.#session.context ??= openContext();
    void this.#delivery.prepare(turn);
    this.#session.goOn();
    return turn.reply;
  }

  cancel(messageId: string): boolean {
    if (this.#isAsked('cancel', messageId)) return true;
    const { messages, waiting } = this.#dialogue;
    const turn = waiting.find(({ id }) => id === messageId);
    if (!turn) return false;
    this.#dialogue.takeBack(turn, AgentError.aborted());
    this.#dialogue.show(messages.filter(({ id }) => id !== messageId));
    void this.#keeping.save();
    return true;
  }

  newConversation(): void {
    if (this.#isAsked('newConversation')) return;
    const { conversationId } = this.#session.snapshot;
    this.#left = this.#keeping.record();
    this.#leave();
    void this.#keeping.save();
    if (conversationId !== undefined) this.#delivery.closing = this.#close(conversationId).catch(() => undefined);
  }

  /** What was said stays; what comes next is said to the version that is asked for now, in a conversation of its own. */
  changeVersion(): void {
    const { conversationId, messages } = this.#session.snapshot;
    if (conversationId === undefined || this.#keeping.guest) return;
    this.#delivery.stop();
    if (messages.length > 0) this.#dialogue.addNotice('version-changed');
    this.#leaveConversation('reset');
    this.#delivery.closing = this.#close(conversationId).catch(() => undefined);
    this.#session.goOn();
  }

  undoNewConversation(): void {
    if (this.#isAsked('undoNewConversation') || !this.#left) return;
    this.#leave();
    takeUp(this.#left, this.#delivery);
    this.#left = undefined;
    this.#session.goOn();
  }

  async endConversation(): Promise<void> {
    const { conversationId } = this.#session.snapshot;
    if (conversationId === undefined || this.#isAsked('endConversation')) return;
    this.#delivery.stop();
    this.#dialogue.failWaiting(AgentError.aborted());
    this.#dialogue.addNotice('conversation-ended');
    this.#leaveConversation('ended');
    void this.#keeping.save();
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
    await this.#keeping.clear();
  }

  /** @returns whether another tab talks with the server, and was asked */
  #isAsked(command: Command, ...args: readonly unknown[]): boolean {
    const { guest } = this.#keeping;
    guest?.ask(command, ...args);
    return guest !== undefined;
  }

  #leave(): void {
    this.#leaveConversation('reset');
    this.#dialogue.abandon();
    this.#dialogue.show([]);
  }

  /** Without a word to the server; the next connection begins a new one. */
  #leaveConversation(happening: 'ended' | 'reset'): void {
    this.#delivery.rest();
    this.#delivery.forgetConversation();
    this.#delivery.happen(happening);
  }

  #close(conversationId: string): Promise<void> {
    return this.#session.rest.close(conversationId, { keepalive: true });
  }

  /**
   * Puts a turn at the end of the queue once more, if it failed, was stopped, or was answered by nothing.
   *
   * @param id of the user's message, or of its reply
   */
  #askAgain(id: string): Turn | undefined {
    const { messages, waiting } = this.#dialogue;
    const find = (wanted: string | undefined): Message | undefined => messages[positionOf(messages, wanted ?? '')];
    const message = find(find(id)?.turn);
    if (!message) return undefined;
    const { status, text } = find(replyId(message.id)) ?? message;
    if (status !== 'failed' && status !== 'stopped' && (status !== 'done' || text)) return undefined;
    if (status === 'stopped' && !isAskable(message)) return undefined;
    const { error: _error, ...rest } = message;
    const remaining = withoutReply(messages, message.id);
    this.#dialogue.show(remaining.with(positionOf(remaining, message.id), Object.freeze({ ...rest, status: 'waiting' })));
    const turn = createTurn(message);
    waiting.push(turn);
    return turn;
  }
}
