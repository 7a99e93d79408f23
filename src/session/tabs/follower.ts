import type { Clock } from '../../base/clock.js';
import { AgentError } from '../../base/errors.js';
import type { JsonObject } from '../../base/json.js';
import { createId } from '../../base/id.js';
import { createMessage, findMessage, isFinished, positionOf, replyOf, type Message, type MessageInput } from '../../conversation/message.js';
import type { PromptTemplateVariables } from '../../protocol/content.js';
import type { ActionRecord } from '../actions/kept-actions.js';
import { AutessaStateEvent, type SessionEvent } from '../events.js';
import type { SessionHost } from '../host.js';
import type { Command } from '../ports.js';
import { pendingReply, type PendingReply } from '../runners/replies.js';
import type { FollowerPort } from '../tabs-port.js';
import { sharedEvents, type SharedError, type TabMessage } from './messages.js';

/*
 * A tab that looks on while another one talks with the server. Loaded where another tab was there first.
 */

/** A leader that does not answer within this time, in ms, is frozen or gone. */
const patienceMs = 1_000;

/** What was said here, and goes on in the tab that talks with the server. */
export interface FollowedTurn {
  readonly id: string;
  readonly input: readonly MessageInput[];
  readonly variables: PromptTemplateVariables | undefined;
  readonly context: JsonObject | undefined;
  readonly reply: PendingReply;
}

export interface FollowerOptions {
  readonly host: SessionHost;
  readonly channel: BroadcastChannel;
  readonly clock: Clock;
  readonly emit: (event: SessionEvent) => void;
  /** The leader does not answer. */
  readonly onSilence: () => void;
  /** Ends with this tab's looking on. */
  readonly signal: AbortSignal;
}

/** Shows what the leader says, and hands it what the person wants. */
export class Follower implements FollowerPort {
  /** Settles with the first word of the leader. */
  readonly ready: Promise<void>;
  /** What was said here and has no reply yet. */
  readonly turns = new Map<string, FollowedTurn>();
  readonly #options: FollowerOptions;
  /** Those of `turns` that the leader has shown. */
  readonly #taken = new Set<string>();
  /** What the leader has not answered yet. */
  readonly #asked = new Set<string>();
  #expected = -1;
  #cancelWait: (() => void) | undefined;
  #onReady!: () => void;

  constructor(options: FollowerOptions) {
    const { channel, signal } = options;
    this.#options = options;
    this.ready = new Promise((resolve) => (this.#onReady = resolve));
    channel.addEventListener('message', ({ data }: MessageEvent<TabMessage>) => this.#hear(data), { signal });
    signal.addEventListener('abort', () => this.#cancelWait?.());
    this.#hello();
  }

  /** Hands what was said over to the leader. @returns the reply */
  send(id: string, input: readonly MessageInput[], variables: PromptTemplateVariables | undefined, context: JsonObject | undefined): Promise<Message> {
    const reply = pendingReply();
    this.turns.set(id, { id, input, variables, context, reply });
    this.ask('receive', id, input, variables, context);
    return reply.promise;
  }

  /** What was said here and the leader has not shown to have. */
  get untaken(): readonly Message[] {
    const { messages } = this.#options.host.model;
    const turns = [...this.turns.values()].filter(({ id }) => positionOf(messages, id) < 0);
    const at = this.#options.clock.now();
    return turns.map(({ id, input, context }) => createMessage(id, input, at, context));
  }

  ask(command?: Command, ...args: readonly unknown[]): void {
    const id = createId();
    this.#asked.add(id);
    this.#post({ kind: 'ask', id, ...(command && { command, args }) });
    this.#wait();
  }

  report(record: ActionRecord): void {
    this.#post({ kind: 'action', record });
  }

  #hear(message: TabMessage): void {
    switch (message.kind) {
      case 'state':
        return this.#take(message);
      case 'ack':
        this.#asked.delete(message.id);
        return this.#wait();
      case 'event': {
        const Class = sharedEvents.find(({ type }) => type === message.type);
        if (Class) this.#options.emit(new Class(message.fields as never));
        return;
      }
      case 'hello':
      case 'ask':
      case 'action':
        // For the leader.
    }
  }

  #take({ number, isTakenUp, shared, length, changed }: Extract<TabMessage, { kind: 'state' }>): void {
    if (number !== 0 && number !== this.#expected) return this.#hello();
    this.#expected = number + 1;
    const { host } = this.#options;
    const before = host.options.state.current;
    const messages = number === 0 ? [] : before.messages.slice(0, length);
    for (const [index, message] of changed) messages[index] = Object.freeze(message);
    const { isCallOn, error, conversations, ...rest } = shared;
    // One call is enough.
    if (isCallOn) before.interruptedCall?.forget();
    const isSame = number !== 0 && changed.length === 0 && length === before.messages.length;
    const { state: phase, ...others } = rest;
    host.dispatch({ type: 'followed', ...others, phase, error: error && errorOf(error), messages: isSame ? before.messages : Object.freeze(messages) });
    host.patch({ isCallElsewhere: isCallOn, ...('conversations' in shared && { conversations }) });
    const { voiceState } = before;
    if (before.state !== rest.state) this.#options.emit(new AutessaStateEvent({ state: rest.state, voiceState }));
    this.#onReady();
    this.#settle(isTakenUp);
    if (number === 0) this.#handOver();
    this.#wait();
  }

  /** A leader that begins does not know what was asked of the one before. */
  #handOver(): void {
    this.#asked.clear();
    for (const { id, input, variables, context } of this.turns.values()) {
      if (positionOf(this.#options.host.model.messages, id) < 0) this.ask('receive', id, input, variables, context);
    }
  }

  /** Tells whoever awaits a reply here what has become of it. @param isTakenUp whether what is not there is gone */
  #settle(isTakenUp: boolean): void {
    const { messages } = this.#options.host.model;
    for (const [id, turn] of this.turns) {
      const message = findMessage(messages, id);
      const reply = replyOf(messages, id);
      // A leader that has just begun may not find it.
      const wasTaken = this.#taken.delete(id) && isTakenUp;
      if (message && isTakenUp) this.#taken.add(id);
      const error = reply?.error ?? message?.error;
      // It was taken back, or its conversation was left.
      if (!message && wasTaken) turn.reply.reject(AgentError.aborted());
      else if (error) turn.reply.reject(errorOf({ ...error, retryAfterMs: undefined }));
      else if (reply && isFinished(reply)) turn.reply.resolve(reply);
      else continue;
      this.turns.delete(id);
    }
  }

  #hello(): void {
    this.#expected = -1;
    this.#post({ kind: 'hello' });
    this.#asked.add('hello');
    this.#wait();
  }

  /** While an answer is due, or a reply is on its way, the leader has to show that it lives. */
  #wait(): void {
    this.#cancelWait?.();
    this.#cancelWait = undefined;
    const { clock, host, onSilence } = this.#options;
    const isDue = this.#asked.size > 0;
    const { phase } = host.model;
    if (!isDue && phase !== 'responding' && phase !== 'connecting') return;
    this.#cancelWait = clock.after(patienceMs, () => (isDue ? onSilence() : this.ask()));
  }

  #post(message: TabMessage): void {
    if (!this.#options.signal.aborted) this.#options.channel.postMessage(message); // oxlint-disable-line unicorn/require-post-message-target-origin -- a BroadcastChannel has none
  }
}

function errorOf({ code, message, ...options }: SharedError): AgentError {
  return new AgentError(code, message, options);
}
