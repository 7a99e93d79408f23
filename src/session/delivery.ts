import { sleep } from '../base/clock.js';
import { AgentError } from '../base/errors.js';
import type { State } from '../base/state.js';
import { isSendable } from '../conversation/message.js';
import type { ReplyEnd } from '../conversation/reduce.js';
import type { MultimodalMessage, StatusMessage } from '../protocol/messages.js';
import { Connection, type ConnectionOptions } from '../transport/connection.js';
import type { ConnectionNews } from '../transport/connection-news.js';
import type { TurnQueue } from './turn-queue.js';
import { AutessaConversationEvent, AutessaErrorEvent, AutessaStateEvent, type ConversationOrigin, type SessionEvent } from './events.js';
import { receive } from './incoming.js';
import { LogCursor } from './log-cursor.js';
import type { AgentSessionOptions, SessionPorts } from './options.js';
import type { SessionPort } from './ports.js';
import { advance, type PhaseEvent } from './phases.js';
import type { SessionSnapshot } from './snapshot.js';
import { multimodalMessage, type Turn } from './turn.js';

/** A wire that says nothing for so long, in ms, while a reply is awaited, may be dead. */
const silenceMs = 15_000;

export interface DeliveryOptions extends Omit<ConnectionOptions, 'conversationId' | 'isNeeded' | 'isVoice'>, Pick<SessionPorts, 'openCall' | 'openContext' | 'openPlayback'> {
  /** Ends everything. */
  readonly signal: AbortSignal;
  readonly state: State<SessionSnapshot>;
  readonly turns: TurnQueue;
  /** Asked for each turn. */
  readonly settings: () => AgentSessionOptions;
  readonly emit: (event: SessionEvent) => void;
  readonly session: SessionPort;
  readonly parts: DeliveryParts;
  /** Something changed that should outlive the page. Settles when it does. */
  readonly onChange: () => Promise<void>;
}

/** What is needed seldom; each rejects where its code cannot be loaded. */
export interface DeliveryParts {
  readonly preparation: () => Promise<{ prepareTurn(turn: Turn, delivery: Delivery): Promise<void> }>;
  readonly afterLoss: () => Promise<{
    settleActive(delivery: Delivery, turn: Turn, signal: AbortSignal): Promise<void>;
    recount(delivery: Delivery, signal: AbortSignal): Promise<void>;
    untilWireIsDead(delivery: Delivery, turn: Turn, since: number, patience: number, signal: AbortSignal): Promise<void>;
  }>;
}

/** A call, as far as it has to do with the connection and with what is typed. */
export interface CallPort {
  /** Whether the agent has ended it, and only its last words are still to be heard. */
  readonly isHungUp: boolean;
  /** Whether what the person types has to wait. */
  readonly isBusy: boolean;
  /** When the server was last heard, in ms since the epoch; `Infinity` where its silence means nothing. */
  readonly heardAt: number;
  /** What the person typed. @returns whether it was handed over */
  send(message: MultimodalMessage): boolean;
  /** @returns whether the session goes on as if what befell the connection had not been */
  survives(news: ConnectionNews): boolean;
  /** Ends the call. */
  stop(): void;
}

/**
 * Joins the queue of turns to the connection: takes turns to the server and replies back, one at a time; and after a loss
 * finds out what arrived before anything is sent again. It alone moves the session from phase to phase.
 */
export class Delivery {
  readonly cursor: LogCursor;
  /** Settles when the server has closed what was left: taken up again before, it would be closed in the midst of a reply. */
  closing: Promise<unknown> | undefined;
  readonly options: DeliveryOptions;
  readonly connection: Connection;
  /** As long as there is one. */
  call: CallPort | undefined;
  /** Ends what belongs to the present conversation, or turn, alone. */
  #lifetime = new AbortController();
  /** Whether the socket still owes the final message of a reply that was stopped. */
  owesFinal = false;
  #isVisible = true;

  constructor(options: DeliveryOptions) {
    this.options = options;
    this.cursor = new LogCursor(options);
    this.connection = new Connection({
      ...options,
      isNeeded: () => !this.#isAtRest(),
      isVoice: () => this.#isCalling,
      conversationId: (signal) => this.#conversationToContinue(signal),
    });
    options.signal.addEventListener('abort', () => {
      this.#beginAnew();
      this.connection.close();
    });
    this.connection.addEventListener('news', ({ detail }) => this.call?.survives(detail) || this.#onNews(detail));
    this.connection.addEventListener('message', ({ detail }) => receive(detail, this));
  }

  get #snapshot(): Readonly<SessionSnapshot> {
    return this.options.state.current;
  }

  /** While nobody looks and no reply is awaited, a connection that is lost is not sought again. */
  setVisible(isVisible: boolean): void {
    this.#isVisible = isVisible;
    const isSeeking = this.#snapshot.state !== 'ready' && this.#snapshot.state !== 'failed';
    if (isVisible || !this.#isAtRest() || !isSeeking) return;
    this.connection.close();
    this.dispatch('closed');
  }

  /** Connects, if that is not so already. */
  connect(): void {
    if (this.options.signal.aborted) return;
    this.dispatch('wanted');
    if (this.#snapshot.state !== 'ready' && this.#snapshot.state !== 'responding') this.connection.open();
  }

  /** Sends what comes next, if its time has come; else sees to it that the time comes. */
  proceed(): void {
    const { turns } = this.options;
    const { state, isConsentNeeded } = this.#snapshot;
    if (isConsentNeeded || this.#isAtRest()) return;
    if (state !== 'ready') return this.connect();
    if (turns.active || !turns.next || this.call?.isBusy) return;
    if (!this.#isPrepared(turns.next)) return void this.prepare(turns.next);
    if (this.owesFinal) {
      // What is left of the stopped reply must not mix with the next one.
      return this.reopen();
    }
    if (this.cursor.count === 'unknown') return void this.#recount();
    if (!this.cursor.isCounted) return;
    const turn = turns.begin(this.#snapshot.conversationId, this.cursor.settledTurns);
    if (turn) void this.#send(turn);
  }

  async #send(turn: Turn): Promise<void> {
    const { turns, agentId, settings, onChange } = this.options;
    const { signal } = this.#lifetime;
    // A page that ends in this moment has to know, when it comes again, that this may have been sent.
    await onChange();
    if (signal.aborted || turns.active !== turn) return;
    try {
      if ((this.call ?? this.connection).send(multimodalMessage(turn, agentId, settings()))) {
        turns.sent();
        this.dispatch('asked');
        void this.#watch(turn);
      } else turns.putBack();
      void onChange();
    } catch (error) {
      // Variables may hold what JSON cannot.
      turn.deliveries = 0;
      this.fail(AgentError.from(error, 'config', 'This is no JSON'));
      this.afterTurn(turn, false);
    }
  }

  #isPrepared({ input }: Turn): unknown {
    const { session, settings } = this.options;
    return input.every(isSendable) && (session.audio.playback ?? settings().replyMode !== 'AUDIO');
  }

  /**
   * Makes of what the person said what can be sent, where it is not that yet: audio becomes WAV, inline or uploaded. And
   * what is to be answered aloud needs somebody who does so.
   */
  async prepare(turn: Turn): Promise<void> {
    const { turns, onChange, signal, parts } = this.options;
    if (turn.isPreparing || this.#isPrepared(turn)) return;
    turn.isPreparing = true;
    const error = await parts.preparation().then(({ prepareTurn }) => prepareTurn(turn, this)).catch(AgentError.ofLoading);
    turn.isPreparing = false;
    if (signal.aborted || turn.abort.signal.aborted) return;
    if (error) {
      turns.drop(turn, error);
      this.report(error);
    }
    void onChange();
    this.proceed();
  }

  /**
   * Ends the reply that is under way for the person; what still arrives of it is dropped.
   *
   * @param status of its message
   */
  stop(status?: ReplyEnd['status']): void {
    const turn = this.options.turns.active;
    if (!turn) return;
    // The API cannot cancel a reply, so the socket stays owing its end.
    this.owesFinal = this.#snapshot.state === 'responding';
    this.#beginAnew();
    this.options.turns.stop(status);
    this.afterTurn(turn, turn.isReceived);
  }

  /** Leaves the present connection for another one to the same conversation. */
  reopen(): void {
    this.#interrupt();
    this.dispatch('lost');
    this.connection.reopen();
  }

  /** Talks with the server no more, until it is wanted again. */
  disconnect(): void {
    this.call?.stop();
    this.options.state.patch({ error: undefined, retryAt: undefined });
    this.#interrupt();
    this.connection.close();
  }

  /** The server knows the conversation no more: the next connection begins a new one. */
  forgetConversation(): void {
    this.cursor.reset();
    this.options.state.patch({ conversationId: undefined, hasEarlier: false });
  }

  /** Moves the session on. */
  dispatch(event: PhaseEvent): void {
    this.patch({ state: advance(this.#snapshot.state, event) });
  }

  /** Changes the snapshot, and tells it where it is another state. */
  patch(changes: Partial<SessionSnapshot>): void {
    const before = this.#snapshot;
    this.options.state.patch(changes);
    const { state, voiceState } = this.#snapshot;
    if (state !== before.state || voiceState !== before.voiceState) this.options.emit(new AutessaStateEvent({ state, voiceState }));
  }

  #isAtRest(): boolean {
    return !this.options.turns.active && !this.options.turns.next && !this.#isCalling;
  }

  get #isCalling(): boolean {
    return this.call?.isHungUp === false;
  }

  /** Where a version is asked for, its conversation has to be created by REST: the socket takes no version. */
  async #conversationToContinue(signal: AbortSignal): Promise<string | undefined> {
    const { version } = this.options.settings();
    if (this.#snapshot.conversationId === undefined && version) {
      const { conversationId } = await this.options.rest.create(version, { signal });
      if (!signal.aborted) this.#adopt(conversationId, 'created');
    } else if (this.#snapshot.conversationId !== undefined) await this.closing;
    return this.#snapshot.conversationId;
  }

  #onNews(news: ConnectionNews): void {
    const { turns, state } = this.options;
    turns.flush();
    if (news.kind !== 'opened') this.#interrupt();
    switch (news.kind) {
      case 'opened':
        return this.#onOpened(news.status);
      case 'lost':
      case 'offline':
      case 'limited':
        state.patch({ error: news.error, retryAt: news.kind === 'limited' ? news.retryAt : undefined });
        this.dispatch(news.kind);
        this.report(news.error);
        return this.setVisible(this.#isVisible);
      case 'refused':
        return this.#onRefused(news.error);
      case 'closed':
        this.dispatch('closed');
    }
  }

  #onOpened({ conversationId, errors }: StatusMessage): void {
    const { turns, state } = this.options;
    if (errors.length > 0) {
      this.connection.close();
      return this.#onRefused(new AgentError('agent', errors.join('\n'), { retryable: true }));
    }
    this.#interrupt();
    state.patch({ error: undefined, retryAt: undefined });
    const known = this.#snapshot.conversationId;
    const isReplaced = known !== undefined && known !== conversationId;
    if (isReplaced) {
      this.forgetConversation();
      if (turns.messages.length > 0) turns.addNotice('conversation-replaced');
    }
    this.#adopt(conversationId, isReplaced ? 'replaced' : known === undefined ? 'created' : 'revived');
    this.dispatch('opened');
    // What is said aloud is sent once, and nothing else.
    if (turns.active?.deliveries) void this.#settle(turns.active);
    else this.proceed();
  }

  #onRefused(error: AgentError): void {
    const { turns, state, onChange } = this.options;
    state.patch({ error, retryAt: undefined });
    this.dispatch('refused');
    if (turns.active) this.cursor.close(turns.active, turns.active.isReceived);
    turns.fail(error);
    turns.failWaiting(error);
    void onChange();
    this.report(error);
  }

  /** After a loss in the midst of a turn. */
  async #settle(turn: Turn): Promise<void> {
    const { signal } = this.#lifetime;
    this.dispatch('asked');
    try {
      await (await this.options.parts.afterLoss()).settleActive(this, turn, signal);
    } catch (error) {
      if (signal.aborted || this.options.turns.active !== turn) return;
      this.fail(AgentError.ofLoading(error));
      this.afterTurn(turn, turn.isReceived);
    }
  }

  /** Where nobody knows how many turns are over. */
  async #recount(): Promise<void> {
    const { signal } = this.#lifetime;
    this.dispatch('asked');
    this.cursor.beginCount();
    await this.options.parts.afterLoss().then(({ recount }) => recount(this, signal)).catch(() => undefined);
    if (signal.aborted) return;
    // Without the code for it, what is known has to do.
    this.cursor.endCount(this.cursor.settledTurns);
    this.turnEnded();
  }

  /** A wire may be open and dead: while a reply is awaited it is watched, and left where it is. */
  async #watch(turn: Turn): Promise<void> {
    const signal = AbortSignal.any([this.#lifetime.signal, turn.abort.signal]);
    const { clock } = this.options;
    const since = clock.now();
    try {
      await sleep(clock, silenceMs, signal);
      await (await this.options.parts.afterLoss()).untilWireIsDead(this, turn, since, silenceMs, signal);
    } catch {
      // It was aborted, or the network did not even bring the code.
    }
    if (signal.aborted) return;
    this.reopen();
  }

  /** @param isReceived whether the turn has got into the server's log */
  afterTurn(turn: Turn, isReceived: boolean): void {
    this.cursor.close(turn, isReceived);
    this.turnEnded();
  }

  /** A turn is over. */
  turnEnded(): void {
    this.dispatch('answered');
    void this.options.onChange();
    this.proceed();
  }

  /** Ends what was under way on the connection that is no more. */
  #interrupt(): void {
    this.#beginAnew();
    this.owesFinal = false;
  }

  #beginAnew(): void {
    this.cursor.cancelCount();
    this.#lifetime.abort();
    this.#lifetime = new AbortController();
  }

  #adopt(conversationId: string, origin: ConversationOrigin): void {
    const isNew = this.#snapshot.conversationId !== conversationId;
    this.options.state.patch({ conversationId });
    if (isNew) void this.options.onChange();
    if (isNew || origin === 'revived') this.options.emit(new AutessaConversationEvent({ conversationId, origin }));
  }

  /** The active turn cannot be answered. */
  fail(error: AgentError): void {
    this.options.turns.fail(error);
    this.report(error);
  }

  /** Something went wrong. */
  report(error: AgentError): void {
    this.options.emit(new AutessaErrorEvent({ error }));
  }
}
