import { sleep } from '../base/clock.js';
import { AgentError } from '../base/errors.js';
import { loadingError } from '../base/loading-error.js';
import { createId } from '../base/id.js';
import { Connection } from '../transport/connection.js';
import type { SessionEffect } from './core/effect.js';
import type { SessionCoreEvent } from './core/event.js';
import type { LogMeaning, LogQuestion } from './core/log-meaning.js';
import { initialModel, openTurns, type Turn } from './core/model.js';
import { step } from './core/step.js';
import type { Facts } from './core/work.js';
import { eventOf } from './event-of.js';
import { AutessaErrorEvent, AutessaStateEvent } from './events.js';
import type { CallOptions, CallPort, HostOptions, MessageExtension } from './host-options.js';
import type { MultimodalMessage, ServerMessage } from '../protocol/messages.js';
import { multimodalMessage } from './draft.js';
import { PendingReplies } from './runners/replies.js';
import type { AgentSessionOptions } from './options.js';
import type { SessionSnapshot } from './snapshot.js';

/**
 * Joins the session's core to the world: what happens goes in as events, what is to be done is done, and what is known
 * is published. It decides nothing.
 */
export class SessionHost {
  readonly options: HostOptions & CallOptions;
  readonly connection: Connection;
  readonly replies = new PendingReplies();
  /** What is set at present: each message is sent with it. */
  settings: AgentSessionOptions;
  /** All that the core knows. Only `dispatch` changes it. */
  model = initialModel;
  /** As long as there is one. */
  call: CallPort | undefined;
  /** As soon as there is something that goes along with what is said. */
  extension: MessageExtension | undefined;
  /** Settles when the server has closed what was left: taken up again before, it would be closed in the midst of a reply. */
  closing: Promise<unknown> | undefined;
  /** Whether the browser keeps or has frozen the page: what ends now was ended by nobody. */
  isPutAway = false;
  #handlers: Facts['handlers'] = {};
  readonly #events: SessionCoreEvent[] = [];
  #isStepping = false;
  /** Ends what takes time in the present epoch. */
  #epoch = new AbortController();
  /** What is done for one turn alone. */
  readonly #turns = new Map<string, AbortController>();

  constructor(options: HostOptions) {
    this.options = { ...options } as HostOptions & CallOptions;
    this.settings = options.settings;
    this.connection = new Connection({
      ...options,
      isNeeded: () => openTurns(this.model).length > 0 || this.#isCalling,
      isVoice: () => this.#isCalling,
      conversationId: (signal) => this.#conversationToContinue(signal),
      onMessage: (message) => this.receive(message),
    });
    options.signal.addEventListener('abort', () => this.dispatch({ type: 'dispose' }));
    // Before anything else hears of it.
    options.network.onRest(() => (this.isPutAway = true), options.signal);
    options.network.onReturn(() => (this.isPutAway = false), options.signal);
    this.connection.addEventListener('news', ({ detail }) => {
      if (this.call?.survives(detail)) return;
      const { kind: type, ...rest } = detail;
      this.dispatch({ type, ...rest } as SessionCoreEvent);
    });
  }

  /** The server says something. */
  receive(message: ServerMessage): void {
    if (!this.options.session.audio.playback?.takes(message)) this.dispatch({ type: 'message', message });
  }

  /** What some events take, by whoever is about to bring them. */
  plugIn(handlers: Facts['handlers']): void {
    this.#handlers = { ...this.#handlers, ...handlers };
  }

  /** Something happened. What comes of it is done before this returns, unless it comes of something else. */
  dispatch(event: SessionCoreEvent): void {
    this.#events.push(event);
    if (this.#isStepping) return;
    this.#isStepping = true;
    try {
      for (let next = this.#events.shift(); next; next = this.#events.shift()) this.#step(next);
    } finally {
      this.#isStepping = false;
    }
  }

  #step(event: SessionCoreEvent): void {
    const { clock, session } = this.options;
    const { call, settings } = this;
    const needsPlayback = settings.replyMode === 'AUDIO' && !session.audio.playback;
    const { model, effects } = step(this.model, event, { now: clock.now(), newId: createId, needsPlayback, call, handlers: this.#handlers });
    const before = this.model;
    this.model = model;
    // Who subscribes hears of it where it is another thing than before.
    const { phase: state, messages, conversationId, hasEarlier, isConsentNeeded, error, retryAt } = model;
    this.options.state.patch({ state, messages, conversationId, hasEarlier, isConsentNeeded, error, retryAt });
    if (messages !== before.messages && state === 'responding') this.options.onProgress();
    for (const effect of effects) this.#run(effect);
  }

  /** Changes what of the snapshot is not the core's. */
  patch(changes: Partial<Omit<SessionSnapshot, 'state' | 'messages' | 'conversationId' | 'hasEarlier' | 'isConsentNeeded' | 'error' | 'retryAt'>>): void {
    const { state, emit } = this.options;
    const before = state.current.voiceState;
    state.patch(changes);
    const { voiceState } = state.current;
    if (voiceState !== before) emit(new AutessaStateEvent({ state: this.model.phase, voiceState }));
  }

  /** Ends with what is done for a turn: it is answered, put back, or taken away. */
  signalOf(turn: string): AbortSignal {
    const controller = this.#turns.get(turn) ?? new AbortController();
    this.#turns.set(turn, controller);
    return controller.signal;
  }

  /** What the server's log says. Rejects where `signal` aborts, or the code for it cannot be loaded. */
  async readLog(question: LogQuestion, signal: AbortSignal): Promise<LogMeaning> {
    const { readLog } = await this.#loadLog();
    return readLog(this.options.rest, question, signal);
  }

  async #loadLog(): ReturnType<HostOptions['parts']['log']> {
    const loaded = await this.options.parts.log();
    this.plugIn(loaded.handlers);
    return loaded;
  }

  /** Where the reply is to be heard: inside the click, or the browser lets nothing play. */
  openContext(): void {
    const { session: { audio }, openContext } = this.options;
    if (this.settings.replyMode === 'AUDIO' && !audio.playback) audio.context ??= openContext();
  }

  /** Something went wrong. */
  report(error: AgentError): void {
    this.options.emit(new AutessaErrorEvent({ error }));
  }

  get #isCalling(): boolean {
    return this.call?.isHungUp === false;
  }

  #run(effect: SessionEffect): void {
    const { connection } = this;
    const { onChange, onNextFrame } = this.options;
    switch (effect.type) {
      case 'open':
      case 'close':
      case 'reopen':
      case 'confirm':
        return connection[effect.type]();
      case 'keep': {
        const { epoch } = effect;
        return void onChange().then(() => epoch !== undefined && this.dispatch({ type: 'kept', epoch }));
      }
      case 'send':
        return this.#send(effect);
      case 'wake':
        return void this.#wake(effect);
      case 'prepare':
        return void this.#prepare(effect.turn);
      case 'forget':
        this.#epoch.abort();
        this.#epoch = new AbortController();
        return;
      case 'frame':
        return onNextFrame(() => this.dispatch({ type: 'frame' }));
      case 'release':
        return this.#release(effect);
      case 'unasked':
        return void this.#loadLog().then(() => this.dispatch(effect), (error: unknown) => this.report(loadingError(error)));
      case 'tell':
        return this.options.emit(eventOf(effect.news, this.options.state.current.voiceState));
    }
  }

  #release({ turn, reply, error }: Extract<SessionEffect, { readonly type: 'release' }>): void {
    this.#turns.get(turn)?.abort();
    this.#turns.delete(turn);
    if (error) this.replies.take(turn).reject(error);
    else if (reply) this.replies.take(turn).resolve(reply);
  }

  #send({ turn, epoch }: Extract<SessionEffect, { readonly type: 'send' }>): void {
    try {
      const isHanded = (this.call ?? this.connection).send(this.messageOf(turn));
      this.dispatch({ type: 'handed', epoch, isHanded });
    } catch (error) {
      this.dispatch({ type: 'unsendable', epoch, error: AgentError.from(error, 'config', 'This is no JSON') });
    }
  }

  /** What is sent for a turn. */
  messageOf(turn: Turn): MultimodalMessage {
    const message = multimodalMessage(turn, this.options.agentId, this.settings);
    return this.extension?.extend(message, turn) ?? message;
  }

  #wake({ epoch, afterMs, question }: Extract<SessionEffect, { readonly type: 'wake' }>): Promise<void> {
    const { signal } = this.#epoch;
    return this.#answer(signal, async () => {
      if (afterMs > 0) await sleep(this.options.clock, afterMs, signal);
      if (question) return { type: 'log-read', epoch, meaning: await this.readLog(question, signal) };
      await this.#loadLog();
      return { type: 'woke', epoch, heardAt: (this.call ?? this.connection).heardAt };
    }, (error) => ({ type: 'log-unavailable', epoch, error }));
  }

  #prepare(turn: Turn): Promise<void> {
    const prepare = async (): Promise<SessionCoreEvent> => ({ type: 'prepared', turn: turn.id, input: await this.options.parts.prepare(turn) });
    return this.#answer(this.signalOf(turn.id), prepare, (error) => ({ type: 'unprepared', turn: turn.id, error }));
  }

  /** What takes time ends in an event, unless nobody waits for it any more. */
  async #answer(signal: AbortSignal, act: () => Promise<SessionCoreEvent>, onFailure: (error: AgentError) => SessionCoreEvent): Promise<void> {
    const event = await act().catch((thrown: unknown) => signal.aborted || onFailure(loadingError(thrown)));
    if (!signal.aborted) this.dispatch(event as SessionCoreEvent);
  }

  /** Where a version is asked for, its conversation has to be created by REST: the socket takes no version. */
  async #conversationToContinue(signal: AbortSignal): Promise<string | undefined> {
    const { version } = this.settings;
    if (this.model.conversationId === undefined && version) {
      const { conversationId } = await this.options.rest.create(version, { signal });
      if (!signal.aborted) this.dispatch({ type: 'created', conversationId });
    } else if (this.model.conversationId !== undefined) await this.closing;
    return this.model.conversationId;
  }
}
