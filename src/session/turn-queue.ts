import type { Clock } from '../base/clock.js';
import { AgentError } from '../base/errors.js';
import { createId } from '../base/id.js';
import type { State } from '../base/state.js';
import { createMessage, positionOf, replyId, withChanges, type Message, type MessageError, type MessageInput, type Messages, type NoticeCode } from '../conversation/message.js';
import { appendToReply, applyFinal, endReply, withoutReply, type ReplyEnd } from '../conversation/reduce.js';
import { addedTranscription } from '../conversation/transcription.js';
import type { MultimodalOutput, PromptTemplateVariables } from '../protocol/content.js';
import type { FinalMessage } from '../protocol/messages.js';
import type { SessionSnapshot } from './snapshot.js';
import { createTurn, type Turn } from './turn.js';

export interface TurnQueueOptions {
  readonly state: State<SessionSnapshot>;
  readonly clock: Clock;
  readonly onNextFrame: (callback: () => void) => () => void;
  /** Told once of each message when nothing more will happen to it. */
  readonly onFinished: (message: Message) => void;
}

/**
 * Whose turn it is, and what has been said: one turn is under way at a time, the others wait in the order in which they
 * were typed. It knows nothing of connections. Streamed text is gathered, and shown once a frame.
 */
export class TurnQueue {
  readonly #options: TurnQueueOptions;
  /** Those that come after. */
  waiting: Turn[] = [];
  /** The turn that is under way. */
  active: Turn | undefined;
  #gathered = '';
  #cancelFrame: (() => void) | undefined;

  constructor(options: TurnQueueOptions) {
    this.#options = options;
  }

  /** The turn that comes next. */
  get next(): Turn | undefined {
    return this.waiting[0];
  }

  get messages(): Messages {
    return this.#options.state.current.messages;
  }

  /** Puts what the person said at the end of the queue. */
  add(id: string, input: readonly MessageInput[], variables: PromptTemplateVariables | undefined): Turn {
    const message = createMessage(id, input, this.#options.clock.now());
    this.show([...this.messages, message]);
    const turn = createTurn(message, variables);
    this.waiting.push(turn);
    return turn;
  }

  /** Says something of the widget's own, before what has yet to be answered. */
  addNotice(notice: NoticeCode): void {
    const message: Message = { id: createId(), role: 'notice', text: '', status: 'done', at: this.#options.clock.now(), notice };
    const open = positionOf(this.messages, (this.active ?? this.waiting[0])?.id ?? '');
    this.show(this.messages.toSpliced(open < 0 ? Infinity : open, 0, Object.freeze(message)));
  }

  /** A waiting turn was not delivered, and says so. */
  drop(turn: Turn, error: AgentError): void {
    this.takeBack(turn, error);
    this.change(turn.id, { status: 'failed', error: asMessageError(error), progress: undefined });
    this.tellFinished(turn.id);
  }

  /** Begins the next turn: its message is being sent. @param settledBefore as `Turn` says */
  begin(conversationId: string | undefined, settledBefore: number): Turn | undefined {
    const turn = this.waiting.shift();
    if (!turn) return undefined;
    this.active = Object.assign(turn, { conversationId, settledBefore, deliveries: turn.deliveries + 1, abort: new AbortController() });
    this.change(turn.id, { status: 'sending', conversationId });
    return turn;
  }

  /** The active turn's message was handed to the socket. */
  sent(): void {
    const turn = this.active;
    if (!turn) return;
    this.change(turn.id, { status: 'sent' });
    if (turn.deliveries === 1) this.tellFinished(turn.id);
  }

  /** The active turn never arrived: it comes first again, and what there was of a reply is gone. */
  putBack(): void {
    const turn = this.active;
    if (!turn) return;
    turn.abort.abort();
    this.active = undefined;
    this.#dropGathered();
    this.show(withoutReply(this.messages, turn.id));
    this.change(turn.id, { status: 'waiting' });
    this.waiting.unshift(turn);
  }

  /** A piece of the active turn's reply; what still comes of one that is over is dropped. */
  stream(output: MultimodalOutput): void {
    const turn = this.active;
    if (!turn) return;
    turn.isReceived = true;
    if (output.outputType === 'TEXT') this.#gathered += output.content;
    else {
      this.#gathered += addedTranscription(turn.transcription, output.transcription);
      // A chunk may come without words.
      turn.transcription = output.transcription || turn.transcription || '';
    }
    this.#cancelFrame ??= this.#options.onNextFrame(() => this.flush());
  }

  /** Shows what has gathered. */
  flush(): void {
    const text = this.#gathered;
    this.#dropGathered();
    if (this.active && text) this.show(appendToReply(this.messages, this.active.id, text, this.#options.clock.now()));
  }

  /** The reply has ended, well or with errors. */
  finish(final: FinalMessage): void {
    this.end((messages, turn, at) => applyFinal(messages, turn, final, at));
  }

  /** Nobody wants more of it. @param status of the reply */
  stop(status: ReplyEnd['status'] = 'stopped'): void {
    this.end((messages, turn, at) => endReply(messages, turn, { status }, at));
  }

  /** The active turn cannot be answered. What was streamed stays, and can be asked again. */
  fail(error: AgentError): void {
    const failure = { status: 'failed', error: asMessageError(error) } as const;
    this.end((messages, turn, at) => endReply(messages, turn, failure, at), error);
  }

  /** All that waits was not delivered, and says so. */
  failWaiting(error: AgentError): void {
    for (const turn of this.waiting) this.drop(turn, error);
  }

  /** The turn of a message that has no reply yet. */
  find(id: string): Turn | undefined {
    return [this.active, ...this.waiting].find((turn) => turn?.id === id);
  }

  /** Lets go of all turns, which go on elsewhere. */
  release(): readonly Turn[] {
    const turns = [...(this.active ? [this.active] : []), ...this.waiting];
    this.active = undefined;
    this.waiting = [];
    this.#dropGathered();
    return turns;
  }

  /** Forgets whose turn it is; whoever waits for a reply is told. The messages stay as they are. */
  abandon(): void {
    for (const turn of this.release()) {
      turn.abort.abort();
      turn.reject(AgentError.aborted());
    }
  }

  /** A turn waits no more; whoever waits for its reply is told why. */
  takeBack(turn: Turn, error: AgentError): void {
    this.waiting = this.waiting.filter((each) => each !== turn);
    turn.abort.abort();
    turn.reject(error);
  }

  /** Ends the active turn. @param apply does so with its messages */
  end(apply: (messages: Messages, turn: string, at: number) => Messages, error?: AgentError): void {
    const turn = this.active;
    if (!turn) return;
    this.flush();
    turn.abort.abort();
    this.active = undefined;
    this.show(apply(this.messages, turn.id, this.#options.clock.now()));
    this.change(turn.id, { status: 'sent' });
    for (const { id, turn: turnId } of this.messages) if (turnId === turn.id && id !== turnId) this.tellFinished(id);
    const reply = this.messages[positionOf(this.messages, replyId(turn.id))];
    if (reply?.error) turn.reject(error ?? new AgentError(reply.error.code, reply.error.message, { retryable: reply.error.retryable }));
    else if (reply) turn.resolve(reply);
  }

  #dropGathered(): void {
    this.#cancelFrame?.();
    this.#cancelFrame = undefined;
    this.#gathered = '';
  }

  /** Replaces some fields of a message. */
  change(id: string, changes: Partial<Message>): void {
    this.show(withChanges(this.messages, id, changes));
  }

  /** Puts other messages in the place of those there are. */
  show(messages: Messages): void {
    this.#options.state.patch({ messages: Object.freeze(messages) });
  }

  /** Nothing more will happen to a message. */
  tellFinished(id: string): void {
    const message = this.messages[positionOf(this.messages, id)];
    if (message) this.#options.onFinished(message);
  }
}

function asMessageError({ code, message, retryable }: AgentError): MessageError {
  return Object.freeze({ code, message, retryable });
}
