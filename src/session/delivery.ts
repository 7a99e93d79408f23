import { sleep } from '../base/clock.js';
import { AgentError } from '../base/errors.js';
import type { State } from '../base/state.js';
import { isSendable } from '../conversation/message.js';
import type { ReplyEnd } from '../conversation/reduce.js';
import type { ServerMessage, StatusMessage } from '../protocol/messages.js';
import { Connection, type ConnectionNews, type ConnectionOptions } from '../transport/connection.js';
import type { AgentSession } from './agent-session.js';
import type { Dialogue } from './dialogue.js';
import { AutessaConversationEvent, AutessaErrorEvent, AutessaStateEvent, type ConversationOrigin, type SessionEvent } from './events.js';
import { receive } from './incoming.js';
import { Ledger } from './ledger.js';
import type { AgentSessionOptions, SessionPorts } from './options.js';
import { advance, type Happening } from './phases.js';
import type { SessionSnapshot } from './snapshot.js';
import { multimodalMessage, type Turn } from './turn.js';

/** A wire that says nothing for so long, in ms, while a reply is awaited, may be dead. */
const silenceMs = 15_000;

export interface DeliveryOptions extends Omit<ConnectionOptions, 'conversationId' | 'isNeeded' | 'isVoice'>, Pick<SessionPorts, 'openCall' | 'openPlayback'> {
  /** Ends everything. */
  readonly signal: AbortSignal;
  readonly state: State<SessionSnapshot>;
  readonly dialogue: Dialogue;
  /** Asked for each turn. */
  readonly settings: () => AgentSessionOptions;
  readonly emit: (event: SessionEvent) => void;
  readonly session: AgentSession;
  /** Something changed that should outlive the page. Settles when it does. */
  readonly onChange: () => Promise<void>;
}

/**
 * Joins the dialogue to the connection: takes turns to the server and replies back, one at a time; and after a loss
 * finds out what arrived before anything is sent again. It alone moves the session from phase to phase.
 */
export class Delivery {
  readonly ledger: Ledger;
  /** Settles when the server has closed what was left: taken up again before, it would be closed in the midst of a reply. */
  closing: Promise<unknown> | undefined;
  /** @internal */
  readonly options: DeliveryOptions;
  /** @internal */
  readonly connection: Connection;
  /** Ends what belongs to the present conversation, or turn, alone. */
  #lifetime = new AbortController();
  /** What the server has said since something has to be loaded to go on. */
  backlog: ServerMessage[] | undefined;
  /** Whether the socket still owes the final message of a reply that was stopped. */
  owesFinal = false;
  #isAttended = true;

  constructor(options: DeliveryOptions) {
    this.options = options;
    this.ledger = new Ledger(options);
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
    this.connection.addEventListener('news', ({ detail }) => this.#snapshot.voice?.survives(detail) || this.#onNews(detail));
    this.connection.addEventListener('message', ({ detail }) => receive(detail, this));
  }

  get #snapshot(): Readonly<SessionSnapshot> {
    return this.options.state.current;
  }

  /** While nobody looks and no reply is awaited, a connection that is lost is not sought again. */
  attend(isAttended: boolean): void {
    this.#isAttended = isAttended;
    const isSeeking = this.#snapshot.state !== 'ready' && this.#snapshot.state !== 'failed';
    if (isAttended || !this.#isAtRest() || !isSeeking) return;
    this.connection.close();
    this.happen('closed');
  }

  /** Connects, if that is not so already. */
  want(): void {
    if (this.options.signal.aborted) return;
    this.happen('wanted');
    if (this.#snapshot.state !== 'ready' && this.#snapshot.state !== 'responding') this.connection.open();
  }

  /** Sends what comes next, if its time has come; else sees to it that the time comes. */
  proceed(): void {
    const { dialogue } = this.options;
    const { state, isConsentNeeded } = this.#snapshot;
    if (isConsentNeeded || this.#isAtRest()) return;
    if (state !== 'ready') return this.want();
    if (dialogue.active || !dialogue.next || this.#snapshot.voice?.isBusy) return;
    if (!this.#isPrepared(dialogue.next)) return void this.prepare(dialogue.next);
    if (this.owesFinal) {
      // What is left of the stopped reply must not mix with the next one.
      return this.reopen();
    }
    if (this.ledger.count === 'unknown') return void this.#recount();
    if (!this.ledger.isCounted) return;
    const turn = dialogue.begin(this.#snapshot.conversationId, this.ledger.settledTurns);
    if (turn) void this.#send(turn);
  }

  async #send(turn: Turn): Promise<void> {
    const { dialogue, agentId, settings, onChange } = this.options;
    const { signal } = this.#lifetime;
    // A page that ends in this moment has to know, when it comes again, that this may have been sent.
    await onChange();
    if (signal.aborted || dialogue.active !== turn) return;
    try {
      if ((this.#snapshot.voice ?? this.connection).send(multimodalMessage(turn, agentId, settings()))) {
        dialogue.sent();
        this.happen('asked');
        void this.#watch(turn);
      } else dialogue.putBack();
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
    return input.every(isSendable) && (session.aloud ?? settings().replyMode !== 'AUDIO');
  }

  /**
   * Makes of what the person said what can be sent, where it is not that yet: audio becomes WAV, inline or uploaded. And
   * what is to be answered aloud needs somebody who does so.
   */
  async prepare(turn: Turn): Promise<void> {
    const { dialogue, onChange, signal } = this.options;
    if (turn.isPreparing || this.#isPrepared(turn)) return;
    turn.isPreparing = true;
    const error = await import('./attachments.js').then(({ prepareTurn }) => prepareTurn(turn, this)).catch(AgentError.ofLoading);
    turn.isPreparing = false;
    if (signal.aborted || turn.abort.signal.aborted) return;
    if (error) {
      dialogue.drop(turn, error);
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
    const turn = this.options.dialogue.active;
    if (!turn) return;
    // The API cannot cancel a reply, so the socket stays owing its end.
    this.owesFinal = this.#snapshot.state === 'responding';
    this.#beginAnew();
    this.options.dialogue.stop(status);
    this.afterTurn(turn, turn.isReceived);
  }

  /** Leaves the present connection for another one to the same conversation. */
  reopen(): void {
    this.#interrupt();
    this.happen('lost');
    this.connection.reopen();
  }

  /** Talks with the server no more, until it is wanted again. */
  rest(): void {
    this.#snapshot.voice?.stop();
    this.options.state.patch({ error: undefined, retryAt: undefined });
    this.#interrupt();
    this.connection.close();
  }

  /** The server knows the conversation no more: the next connection begins a new one. */
  forgetConversation(): void {
    this.ledger.reset();
    this.options.state.patch({ conversationId: undefined, hasEarlier: false });
  }

  /** Moves the session on. */
  happen(happening: Happening): void {
    this.become({ state: advance(this.#snapshot.state, happening) });
  }

  /** Changes the snapshot, and tells it where it is another state. */
  become(changes: Partial<SessionSnapshot>): void {
    const before = this.#snapshot;
    this.options.state.patch(changes);
    const { state, voiceState } = this.#snapshot;
    if (state !== before.state || voiceState !== before.voiceState) this.options.emit(new AutessaStateEvent({ state, voiceState }));
  }

  #isAtRest(): boolean {
    return !this.options.dialogue.active && !this.options.dialogue.next && !this.#isCalling;
  }

  get #isCalling(): boolean {
    return this.#snapshot.voice?.isHungUp === false;
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
    const { dialogue, state } = this.options;
    dialogue.flush();
    if (news.kind !== 'opened') this.#interrupt();
    switch (news.kind) {
      case 'opened':
        return this.#onOpened(news.status);
      case 'lost':
      case 'offline':
      case 'limited':
        state.patch({ error: news.error, retryAt: news.kind === 'limited' ? news.retryAt : undefined });
        this.happen(news.kind);
        this.report(news.error);
        return this.attend(this.#isAttended);
      case 'refused':
        return this.#onRefused(news.error);
      case 'closed':
        this.happen('closed');
    }
  }

  #onOpened({ conversationId, errors }: StatusMessage): void {
    const { dialogue, state } = this.options;
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
      if (dialogue.messages.length > 0) dialogue.addNotice('conversation-replaced');
    }
    this.#adopt(conversationId, isReplaced ? 'replaced' : known === undefined ? 'created' : 'revived');
    this.happen('opened');
    // What is said aloud is sent once, and nothing else.
    if (dialogue.active?.deliveries) void this.#settle(dialogue.active);
    else this.proceed();
  }

  #onRefused(error: AgentError): void {
    const { dialogue, state, onChange } = this.options;
    state.patch({ error, retryAt: undefined });
    this.happen('refused');
    if (dialogue.active) this.ledger.close(dialogue.active, dialogue.active.isReceived);
    dialogue.fail(error);
    dialogue.failWaiting(error);
    void onChange();
    this.report(error);
  }

  /** After a loss in the midst of a turn. */
  async #settle(turn: Turn): Promise<void> {
    const { signal } = this.#lifetime;
    this.happen('asked');
    try {
      await (await import('./after-loss.js')).settleActive(this, turn, signal);
    } catch (error) {
      if (signal.aborted || this.options.dialogue.active !== turn) return;
      this.fail(AgentError.ofLoading(error));
      this.afterTurn(turn, turn.isReceived);
    }
  }

  /** Where nobody knows how many turns are over. */
  async #recount(): Promise<void> {
    const { signal } = this.#lifetime;
    this.happen('asked');
    this.ledger.beginCount();
    await import('./after-loss.js').then(({ recount }) => recount(this, signal)).catch(() => undefined);
    if (signal.aborted) return;
    // Without the code for it, what is known has to do.
    this.ledger.endCount(this.ledger.settledTurns);
    this.goOn();
  }

  /** A wire may be open and dead: while a reply is awaited it is watched, and left where it is. */
  async #watch(turn: Turn): Promise<void> {
    const signal = AbortSignal.any([this.#lifetime.signal, turn.abort.signal]);
    const { clock } = this.options;
    const since = clock.now();
    try {
      await sleep(clock, silenceMs, signal);
      await (await import('./after-loss.js')).untilWireIsDead(this, turn, since, silenceMs, signal);
    } catch {
      // It was aborted, or the network did not even bring the code.
    }
    if (signal.aborted) return;
    this.reopen();
  }

  /** @internal @param isReceived whether the turn has got into the server's log */
  afterTurn(turn: Turn, isReceived: boolean): void {
    this.ledger.close(turn, isReceived);
    this.goOn();
  }

  /** A turn is over. */
  goOn(): void {
    this.happen('answered');
    void this.options.onChange();
    this.proceed();
  }

  /** Ends what was under way on the connection that is no more. */
  #interrupt(): void {
    this.#beginAnew();
    this.owesFinal = false;
  }

  #beginAnew(): void {
    this.backlog = undefined;
    this.ledger.cancelCount();
    this.#lifetime.abort();
    this.#lifetime = new AbortController();
  }

  #adopt(conversationId: string, origin: ConversationOrigin): void {
    const isNew = this.#snapshot.conversationId !== conversationId;
    this.options.state.patch({ conversationId });
    if (isNew) void this.options.onChange();
    if (isNew || origin === 'revived') this.options.emit(new AutessaConversationEvent({ conversationId, origin }));
  }

  /** @internal The active turn cannot be answered. */
  fail(error: AgentError): void {
    this.options.dialogue.fail(error);
    this.report(error);
  }

  /** @internal Something went wrong. */
  report(error: AgentError): void {
    this.options.emit(new AutessaErrorEvent({ error }));
  }
}
