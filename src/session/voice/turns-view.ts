import type { AgentError } from '../../base/errors.js';
import type { Message, Messages } from '../../conversation/message.js';
import type { ReplyEnd } from '../../conversation/reduce.js';
import type { SessionCoreEvent } from '../core/event.js';
import type { Model, Turn } from '../core/model.js';

export interface TurnsHost {
  readonly model: Model;
  dispatch(event: SessionCoreEvent): void;
}

/** Whose turn it is and what has been said, as a call sees and changes it: all it does are events. */
export class TurnsView {
  readonly #host: TurnsHost;

  constructor(host: TurnsHost) {
    this.#host = host;
  }

  /** The turn that is under way. */
  get active(): Turn | undefined {
    return this.#host.model.active;
  }

  /** The turn that comes next. */
  get next(): Turn | undefined {
    return this.#host.model.waiting[0];
  }

  get messages(): Messages {
    return this.#host.model.messages;
  }

  /** Shows what has gathered. */
  flush(): void {
    this.#host.dispatch({ type: 'flush' });
  }

  /** Puts other messages in the place of those there are. */
  show(messages: Messages): void {
    this.#host.dispatch({ type: 'show', messages });
  }

  /** Replaces some fields of a message. @param isFinished nothing more will happen to it */
  change(id: string, changes: Partial<Message>, isFinished = false): void {
    this.#host.dispatch({ type: 'change', id, changes, isFinished });
  }

  /** A turn that was said aloud begins. @param position where its message is shown */
  open(message: Message, position: number): void {
    this.#host.dispatch({ type: 'spoken', message, position });
  }

  /** The active turn's reply is over. */
  end(reply: ReplyEnd): void {
    this.#host.dispatch({ type: 'over', reply });
  }

  /** The active turn was none: it is gone, with all that it led to. */
  withdraw(): void {
    this.#host.dispatch({ type: 'withdrawn' });
  }

  /** The active turn cannot be answered. */
  fail(error: AgentError): void {
    this.#host.dispatch({ type: 'fail', error });
  }
}
