import { AgentError } from '../base/errors.js';
import { isJsonObject, textOf } from '../base/json.js';
import { State, type StateOptions } from '../base/state.js';
import { TypedEventTarget } from '../base/typed-event-target.js';
import type { Message, MessageInput } from '../conversation/message.js';
import { formatTranscript, type TranscriptFormat, type TranscriptNames } from '../conversation/transcript.js';
import { defaultApiBase } from '../protocol/addresses.js';
import { emptyRecord, type ConversationRecord } from '../storage/conversation-record.js';
import type { ConversationStore } from '../storage/conversation-store.js';
import { lateRest, type RestOperations } from '../transport/rest-operations.js';
import { endpointTokenProvider, TokenSource, type Token, type TokenRequest } from '../transport/token-source.js';
import { Delivery } from './delivery.js';
import { Dialogue } from './dialogue.js';
import {
  AutessaBeforeSendEvent,
  AutessaErrorEvent,
  AutessaMessageEvent,
  AutessaReadyEvent,
  type SessionEventMap,
} from './events.js';
import { browserPorts, type AgentSessionOptions, type SessionPorts, type SessionSettings } from './options.js';
import { initialSnapshot, type SessionSnapshot } from './snapshot.js';

/** How long a reload waits for the server to say whether it knows the conversation, in ms. */
const checkPatienceMs = 5_000;

/**
 * A conversation with one agent, without any looks: it connects when there is something to say, streams the replies,
 * survives lost connections and reloads. `snapshot` says what is, the events what just happened.
 *
 * @fires autessa-ready - What was stored is there.
 * @fires autessa-state - `state` or `voiceState` changed.
 * @fires autessa-conversation - The server has named the conversation.
 * @fires autessa-before-send - Cancelable; may edit what is sent.
 * @fires autessa-message - A message is finished.
 * @fires autessa-tool - A tool of the agent's was called or has news.
 * @fires autessa-server-message - A message of an unknown kind.
 * @fires autessa-error - Something went wrong.
 */
export class AgentSession extends TypedEventTarget<SessionEventMap> {
  /** All operations of the Agent API by REST, with this session's token. */
  readonly rest: RestOperations;
  readonly #givenConversation: string | undefined;
  readonly #ports: SessionPorts;
  readonly #state = new State<SessionSnapshot>(initialSnapshot);
  readonly #dialogue: Dialogue;
  readonly #delivery: Delivery;
  readonly #store: ConversationStore;
  readonly #lifetime = new AbortController();
  #settings: AgentSessionOptions;
  #opening: Promise<void> | undefined;
  #acceptedConsent: string | undefined;
  /** What `newConversation` left. */
  #left: ConversationRecord | undefined;

  /**
   * @param options who talks with whom, and the first settings
   * @param ports the world outside; a browser's by default
   */
  constructor(options: AgentSessionOptions, ports: Partial<SessionPorts> = {}) {
    super();
    const { agentId, apiBase = defaultApiBase, userKey = '', persist = 'local' } = options;
    this.#givenConversation = options.conversationId;
    this.#settings = options;
    this.#ports = { ...browserPorts(), ...ports };
    const { clock, openStore, onNextFrame } = this.#ports;
    const tokens = new TokenSource((request) => this.#provideToken(request), agentId, clock);
    this.rest = lateRest({
      ...this.#ports, agentId, apiBase, tokens,
      onRateLimit: (rateLimit) => this.#state.patch({ rateLimit }),
    });
    this.#store = openStore(persist, { agentId, apiBase, userKey }, (error) => this.#onStorageTrouble(error));
    const state = this.#state;
    this.#dialogue = new Dialogue({
      state,
      clock,
      onNextFrame,
      onFinished: (message) => this.#emit(new AutessaMessageEvent({ message })),
    });
    this.#delivery = new Delivery({
      ...this.#ports,
      agentId,
      apiBase,
      tokens,
      rest: this.rest,
      state,
      dialogue: this.#dialogue,
      settings: () => this.#settings,
      emit: (event) => this.#emit(event),
      signal: this.#lifetime.signal,
      onChange: () => this.#save(),
    });
    this.#applyConsent();
  }

  get snapshot(): Readonly<SessionSnapshot> {
    return this.#state.current;
  }

  /** Calls back, once a microtask, when the snapshot has changed. */
  subscribe(subscriber: (snapshot: Readonly<SessionSnapshot>) => void, options?: StateOptions): void {
    this.#state.subscribe(subscriber, options);
  }

  /** Changes settings; what is sent from now on is sent with them. */
  configure(settings: SessionSettings): void {
    this.#settings = { ...this.#settings, ...settings };
    this.#applyConsent();
  }

  /**
   * Says whether somebody looks at the conversation. While nobody does and no reply is awaited, a connection that is
   * lost is not sought again. At first: true.
   */
  attend(isAttended: boolean): void {
    this.#delivery.attend(isAttended);
  }

  /** Reads what was stored and, where there is a conversation, checks it and takes it up again. Never rejects. */
  open(): Promise<void> {
    return (this.#opening ??= this.#restore());
  }

  /** Connects before there is something to say, so that the answer comes sooner. */
  async prepare(): Promise<void> {
    await this.open();
    const { isConsentNeeded, state } = this.snapshot;
    if (!isConsentNeeded && (state === 'idle' || state === 'ended')) this.#delivery.want();
  }

  /**
   * Sends what the person said, or queues it behind the reply that is under way.
   *
   * @returns the finished reply
   * @throws {AgentError} any code but those of the microphone; `aborted` where a listener of `autessa-before-send`
   *   prevented it, where consent is missing, or where the conversation was left meanwhile
   */
  async send(input: string | readonly MessageInput[]): Promise<Message> {
    if (this.#lifetime.signal.aborted) throw AgentError.aborted();
    // Whether consent was given before is stored.
    if (this.snapshot.isConsentNeeded) await this.open();
    if (this.snapshot.isConsentNeeded) throw new AgentError('aborted', 'No consent was given');
    const variables = this.#settings.variables ?? {};
    const asked = typeof input === 'string' ? [{ inputType: 'TEXT', content: input } as const] : input;
    const draft = { input: asked, variables };
    const event = new AutessaBeforeSendEvent({ draft });
    this.dispatchEvent(event);
    if (event.defaultPrevented) throw new AgentError('aborted', 'Prevented by a listener');
    if (!isInput(draft.input)) throw new AgentError('config', 'Nothing to send');
    const turn = this.#dialogue.add(draft.input, draft.variables === variables ? undefined : draft.variables);
    void this.#delivery.prepare(turn);
    this.#goOn();
    return turn.reply;
  }

  /** Ends the reply that is under way for the person at once; what still arrives of it is dropped. */
  stop(): void {
    this.#delivery.stop();
  }

  /**
   * Sends a message that failed, or whose reply did, once more.
   *
   * @param messageId of either
   * @returns the finished reply, as `send` does; `undefined` where there is nothing to send again
   */
  retry(messageId: string): Promise<Message> | undefined {
    const turn = this.#dialogue.retry(messageId);
    if (turn) void this.#delivery.prepare(turn);
    this.#goOn();
    return turn?.reply;
  }

  /**
   * Takes back a message that waits for its turn, or whose audio is being uploaded: it is gone from the page.
   *
   * @returns whether there was one to take back
   */
  cancel(messageId: string): boolean {
    const isCancelled = this.#dialogue.cancel(messageId);
    if (isCancelled && this.snapshot.isRestored) this.#save();
    return isCancelled;
  }

  /** Tries to connect again at once. */
  async reconnect(): Promise<void> {
    await this.open();
    if (!this.snapshot.isConsentNeeded) this.#delivery.want();
  }

  /** The person has accepted the consent text. */
  acceptConsent(): void {
    this.#acceptedConsent = this.#settings.consent;
    this.#applyConsent();
    this.#goOn();
  }

  /** Leaves this conversation, which is closed on the server, for one that begins with the next message. */
  newConversation(): void {
    const { conversationId, isRestored } = this.snapshot;
    // What is stored would come back.
    if (!isRestored) return void this.open().then(() => this.newConversation());
    this.#left = this.#record();
    this.#leave('reset');
    this.#save();
    if (conversationId !== undefined) this.rest.close(conversationId, { keepalive: true }).catch(() => undefined);
  }

  /**
   * Goes back to the conversation that `newConversation` left, entire; what was said since is gone. The server revives
   * a conversation that was closed.
   */
  undoNewConversation(): void {
    if (!this.#left) return;
    this.#leave('reset');
    this.#takeUp(this.#left);
    this.#left = undefined;
    this.#goOn();
  }

  /**
   * Closes the conversation on the server (API document: "Close Conversation"). What was said stays on the page; the
   * next message begins a new conversation.
   *
   * @throws {AgentError} where the server could not be told; the conversation has ended here nonetheless
   */
  async endConversation(): Promise<void> {
    const { conversationId } = this.snapshot;
    if (conversationId === undefined) return;
    this.#delivery.stop();
    this.#dialogue.failWaiting(AgentError.aborted());
    this.#dialogue.addNotice('conversation-ended');
    this.#delivery.leave('ended');
    this.#save();
    await this.rest.close(conversationId, { keepalive: true });
  }

  /** The conversation as text to keep. */
  transcript(format: TranscriptFormat, names: TranscriptNames = { user: 'You', agent: 'Agent' }): string {
    return formatTranscript(this.#dialogue.messages, format, names);
  }

  /** Forgets the conversation here, and leaves nothing of it in the browser. */
  async clearStoredData(): Promise<void> {
    await this.open();
    this.#leave('reset');
    this.#left = undefined;
    this.#acceptedConsent = undefined;
    this.#applyConsent();
    await this.#store.clear();
  }

  /** Ends the session: nothing is left running. What was not delivered stays stored for the next one. */
  dispose(): void {
    if (this.snapshot.isRestored) this.#save();
    this.#lifetime.abort();
    this.#dialogue.abandon();
  }

  async #restore(): Promise<void> {
    const record = (await this.#store.read()) ?? emptyRecord;
    const { signal } = this.#lifetime;
    if (signal.aborted) {
      // What was typed in the moment between stays with what was there.
      const messages = [...record.messages, ...this.snapshot.messages];
      if (messages.length > record.messages.length) this.#store.write({ ...record, messages });
      return;
    }
    const given = this.#givenConversation;
    const isKept = given === undefined || given === record.conversationId;
    const conversationId = given ?? record.conversationId;
    this.#acceptedConsent = record.consent;
    if (isKept) this.#takeUp(record);
    this.#state.patch({ conversationId, isRestored: true });
    this.#applyConsent();
    this.#emit(new AutessaReadyEvent({}));
    if (conversationId !== undefined && !this.snapshot.isConsentNeeded) {
      await this.#check(conversationId, !isKept || record.messages.length === 0);
      if (!signal.aborted && this.snapshot.conversationId !== undefined) this.#delivery.want();
    }
    if (signal.aborted) return;
    // What was typed before the storage had answered is kept, and sent, only now.
    this.#save();
    this.#delivery.proceed();
  }

  /** Whether the server still knows the conversation; and what was said in it, where this browser does not know. */
  async #check(conversationId: string, needsHistory: boolean): Promise<void> {
    // A server that is slow to answer this must not keep the person waiting: the connection tells the same, later.
    const signal = AbortSignal.any([this.#lifetime.signal, AbortSignal.timeout(checkPatienceMs)]);
    try {
      const { lookUpConversation } = await import('./recovery.js');
      const reading = { rest: this.rest, clock: this.#ports.clock, conversationId, signal };
      const { isKnown, settledTurns, messages } = await lookUpConversation(reading, needsHistory);
      if (!isKnown) {
        this.#delivery.forgetConversation();
        if (this.#dialogue.messages.length > 0) this.#dialogue.addNotice('conversation-replaced');
      } else if (needsHistory) {
        this.#delivery.ledger.settledTurns = settledTurns;
        this.#dialogue.restore(messages);
      }
    } catch {
      // The connection meets the same trouble next, and says what it is.
    }
  }

  /** Keeps what changed, and sends what waits as soon as what was stored is there. */
  #goOn(): void {
    if (this.snapshot.isRestored) this.#save();
    void this.open().then(() => {
      if (!this.#lifetime.signal.aborted) this.#delivery.proceed();
    });
  }

  #leave(happening: 'ended' | 'reset'): void {
    this.#delivery.leave(happening);
    this.#dialogue.clear();
  }

  #takeUp({ conversationId, messages, settledTurns, isCounted }: ConversationRecord): void {
    Object.assign(this.#delivery.ledger, { settledTurns, isCounted });
    this.#dialogue.restore(messages);
    this.#state.patch({ conversationId });
  }

  #save(): void {
    const record = this.#record();
    const isEmpty = record.conversationId === undefined && record.messages.length === 0 && record.consent === undefined;
    if (isEmpty) void this.#store.clear();
    else this.#store.write(record);
  }

  /** A reply that is still streaming is not kept: later the server's log has it. */
  #record(): ConversationRecord {
    const { conversationId, messages } = this.snapshot;
    const { ledger } = this.#delivery;
    return {
      version: 1,
      conversationId,
      settledTurns: ledger.settledTurns,
      isCounted: ledger.isCounted,
      messages: messages.filter((message) => message.status !== 'streaming'),
      consent: this.#acceptedConsent,
    };
  }

  #applyConsent(): void {
    const { consent } = this.#settings;
    this.#state.patch({ isConsentNeeded: Boolean(consent) && consent !== this.#acceptedConsent });
  }

  /** After what led to it is done: a listener may call anything of the session. */
  #emit(event: Event): void {
    queueMicrotask(() => this.dispatchEvent(event));
  }

  #provideToken(request: TokenRequest): Promise<Token> {
    const { fetch, clock } = this.#ports;
    const { tokens } = this.#settings;
    return typeof tokens === 'string' ? endpointTokenProvider(tokens, fetch, clock)(request) : tokens(request);
  }

  #onStorageTrouble(error: AgentError): void {
    this.#dialogue.addNotice('not-stored');
    this.#emit(new AutessaErrorEvent({ error }));
  }
}

/** What may be sent: at least one input, and none of them an empty text. */
function isInput(input: unknown): boolean {
  return (
    Array.isArray(input) &&
    input.length > 0 &&
    input.every((each: unknown) => isJsonObject(each) && (each['inputType'] === 'AUDIO' || textOf(each['content']).trim() !== ''))
  );
}
