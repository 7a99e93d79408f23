import type { AgentError } from '../../base/errors.js';
import { findMessage, replyOf, withChanges, type Message, type Messages } from '../../conversation/message.js';
import type { News, SessionEffect } from './effect.js';
import type { SessionCoreEvent } from './event.js';
import type { LogCursor, Model, Turn } from './model.js';
import { advance, type PhaseEvent } from './phases.js';

/** What is so outside at the moment of a step. */
export interface Facts {
  /** In ms since the epoch. */
  readonly now: number;
  readonly newId: () => string;
  /** Whether replies are wanted aloud, and there is nobody yet who says them. */
  readonly needsPlayback: boolean;
  /** A call goes on. `isBusy`: what the person says comes before what they type. */
  readonly call: { readonly isBusy: boolean; readonly isHungUp: boolean } | undefined;
  /** What is done with events that most conversations never have: whoever brings one has brought its handler. */
  readonly handlers: Partial<Handlers<SessionCoreEvent>>;
}

/** What is done with each event of a kind, by its type. */
export type Handlers<Event extends { readonly type: string }> = {
  readonly [Type in Event['type']]: (work: Work, event: Extract<Event, { readonly type: Type }>) => void;
};

/** One step under way: the model as it becomes, and what is to be done. Values are replaced, and not changed; those that the page sees are frozen. */
export class Work {
  model: Model;
  readonly effects: SessionEffect[] = [];
  readonly facts: Facts;

  constructor(model: Model, facts: Facts) {
    this.model = model;
    this.facts = facts;
  }

  set(changes: Partial<Model>): void {
    this.model = { ...this.model, ...changes };
  }

  do(effect: SessionEffect): void {
    this.effects.push(effect);
  }

  tell(news: News): void {
    this.do({ type: 'tell', news });
  }

  report(error: AgentError): void {
    this.tell({ type: 'error', error });
  }

  phase(event: PhaseEvent): void {
    const phase = advance(this.model.phase, event);
    if (phase === this.model.phase) return;
    this.set({ phase });
    this.tell({ type: 'state', state: phase });
  }

  setCursor(changes: Partial<LogCursor>): void {
    this.set({ cursor: { ...this.model.cursor, ...changes } });
  }

  /** Changes the active turn. */
  setActive(changes: Partial<Turn>): void {
    if (this.model.active) this.set({ active: { ...this.model.active, ...changes } });
  }

  /** The active turn, once it has been sent: what the server says before that is no reply to it. */
  get asked(): Turn | undefined {
    return this.model.phase === 'ready' ? undefined : this.model.active;
  }

  /** A turn that waits. */
  waiting(id: string): Turn | undefined {
    return this.model.waiting.find((turn) => turn.id === id);
  }

  message(id: string): Message | undefined {
    return findMessage(this.model.messages, id);
  }

  /** The reply to a turn. */
  reply(turn: string): Message | undefined {
    return replyOf(this.model.messages, turn);
  }

  /** Puts other messages in the place of those there are. */
  show(messages: Messages): void {
    this.set({ messages: Object.freeze(messages) });
  }

  /** Replaces some fields of a message. */
  change(id: string, changes: Partial<Message>): void {
    this.show(withChanges(this.model.messages, id, changes));
  }

  /** Nothing more will happen to a message by itself. */
  tellFinished(id: string): void {
    const message = this.message(id);
    if (message) this.tell({ type: 'message', message });
  }

  /** Ends what was under way: what comes of it later is not heard any more. */
  beginEpoch(): void {
    const epoch = this.model.epoch + 1;
    this.set({ epoch, settling: undefined, watchedSince: undefined });
    this.setCursor({ counting: undefined });
    this.do({ type: 'forget', epoch });
  }
}
