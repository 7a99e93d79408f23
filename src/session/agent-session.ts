import { AgentError } from '../base/errors.js';
import { isJsonObject, textOf } from '../base/json.js';
import { State, type StateOptions } from '../base/state.js';
import { TypedEventTarget } from '../base/typed-event-target.js';
import type { Message, MessageInput } from '../conversation/message.js';
import { formatTranscript, type TranscriptFormat, type TranscriptNames } from '../conversation/transcript.js';
import { defaultApiBase } from '../protocol/addresses.js';
import type { PromptTemplateVariables } from '../protocol/content.js';
import { lateRest, type RestOperations } from '../transport/rest-operations.js';
import { endpointTokenProvider, TokenSource, type Token, type TokenRequest } from '../transport/token-source.js';
import { createId } from '../base/id.js';
import type { Commands } from './commands.js';
import { Delivery } from './delivery.js';
import { Dialogue } from './dialogue.js';
import { AutessaBeforeSendEvent, AutessaErrorEvent, AutessaMessageEvent, type SessionEventMap } from './events.js';
import { Keeping } from './keeping.js';
import { openContext } from './open-context.js';
import { browserPorts, type AgentSessionOptions, type SessionPorts, type SessionSettings, type Speaker, type Voicing } from './options.js';
import { initialSnapshot, type SessionSnapshot } from './snapshot.js';
import type { Guest } from './tabs/guest.js';
import type { Command } from './tabs/messages.js';
import type { VoiceCall } from './voice/voice-call.js';

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
  /** Says replies that come as audio (`replyMode` `AUDIO`). Default: whatever the device plays sound by. */
  speaker: Speaker | undefined;
  /** @internal Whoever says them at present. */
  aloud: Voicing | undefined;
  /** @internal What they are heard by without a call. */
  context: AudioContext | undefined;
  readonly #ports: SessionPorts;
  readonly #state = new State<SessionSnapshot>(initialSnapshot);
  readonly #dialogue: Dialogue;
  readonly #delivery: Delivery;
  readonly #keeping: Keeping;
  readonly #lifetime = new AbortController();
  #settings: AgentSessionOptions;
  #opening: Promise<void> | undefined;
  /** Ends the call, from the moment when it was asked for. */
  #voiceStart: AbortController | undefined;
  #commands: Commands | undefined;
  #loading: Promise<unknown> | undefined;
  /** While something that was wanted waits for its code. */
  #due: Promise<unknown> | undefined;

  /**
   * @param options who talks with whom, and the first settings
   * @param ports the world outside; a browser's by default
   */
  constructor(options: AgentSessionOptions, ports: Partial<SessionPorts> = {}) {
    super();
    const { agentId, apiBase = defaultApiBase, userKey = '', persist = 'local' } = options;
    this.#settings = options;
    this.#ports = { ...browserPorts(), ...ports };
    const { clock, onNextFrame } = this.#ports;
    const tokens = new TokenSource((request) => this.#provideToken(request), agentId, clock);
    this.rest = lateRest({
      ...this.#ports, agentId, apiBase, tokens,
      onRateLimit: (rateLimit) => this.#state.patch({ rateLimit }),
    });
    const state = this.#state;
    this.#dialogue = new Dialogue({
      state,
      clock,
      onNextFrame,
      onFinished: (message) => {
        this.#emit(new AutessaMessageEvent({ message }));
        // With nothing more urgent to load, and before the network can go.
        if (message.role === 'agent') queueMicrotask(() => this.loadCommands().catch(() => undefined));
      },
    });
    const shared = {
      session: this,
      rest: this.rest,
      state,
      dialogue: this.#dialogue,
      emit: (event: Event) => this.#emit(event),
      signal: this.#lifetime.signal,
    };
    this.#delivery = new Delivery({
      ...this.#ports,
      ...shared,
      agentId,
      apiBase,
      tokens,
      settings: () => this.#settings,
      onChange: () => this.#keeping.save(),
    });
    this.#keeping = new Keeping({
      ...shared,
      ports: this.#ports,
      identity: { agentId, apiBase, userKey },
      persistence: persist,
      conversationId: options.conversationId,
      delivery: () => this.#delivery,
      consent: () => this.#settings.consent,
    });
    this.#keeping.applyConsent();
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
    const before = JSON.stringify(this.#settings.version);
    this.#settings = { ...this.#settings, ...settings };
    this.#keeping.applyConsent();
    // Where that cannot be loaded, it goes on with the version with which it began.
    if (JSON.stringify(this.#settings.version) !== before) this.#command((commands) => commands.changeVersion()).catch(() => undefined);
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
    return (this.#opening ??= this.#keeping.open());
  }

  /** Connects before there is something to say, so that the answer comes sooner. */
  async prepare(): Promise<void> {
    await this.open();
    const { isConsentNeeded, state } = this.snapshot;
    if (!isConsentNeeded && !this.#guest && (state === 'idle' || state === 'ended')) this.#delivery.want();
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
    // What was wanted before comes before.
    if (this.#due) await this.#due.catch(() => undefined);
    const variables = this.#settings.variables ?? {};
    const asked = typeof input === 'string' ? [{ inputType: 'TEXT', content: input } as const] : input;
    const draft = { input: asked, variables };
    const event = new AutessaBeforeSendEvent({ draft });
    this.dispatchEvent(event);
    if (event.defaultPrevented) throw new AgentError('aborted', 'Prevented by a listener');
    if (!isInput(draft.input)) throw new AgentError('config', 'Nothing to send');
    // Inside the click, or the browser lets nothing play.
    if (this.#settings.replyMode === 'AUDIO' && !this.aloud && !this.#guest) this.context ??= openContext();
    const isEdited = draft.variables !== variables;
    return this.receive(createId(), draft.input, isEdited || this.#guest ? draft.variables : undefined)!;
  }

  /**
   * @internal Takes what was said, here or in another tab.
   * @returns the reply; `undefined` for what it has and what has been answered
   */
  receive(id: string, input: readonly MessageInput[], variables?: PromptTemplateVariables): Promise<Message> | undefined {
    if (this.#guest) return this.#guest.send(id, input, variables);
    const isKnown = this.snapshot.messages.some((message) => message.id === id);
    const turn = isKnown ? this.#dialogue.find(id) : this.#dialogue.add(id, input, variables);
    if (turn && !isKnown) void this.#delivery.prepare(turn);
    this.goOn();
    return turn?.reply;
  }

  /** Ends the reply that is under way for the person at once; what still arrives of it is dropped. */
  stop(): void {
    this.aloud?.silence();
    if (!this.#isAsked('stop')) this.#delivery.stop();
  }

  /**
   * Sends a message that failed, or whose reply did, once more.
   *
   * @param messageId of either
   * @returns the finished reply, as `send` does; `undefined` where there is nothing to send again
   */
  retry(messageId: string): Promise<Message | undefined> {
    return this.#command((commands) => commands.retry(messageId));
  }

  /**
   * Takes back a message that waits for its turn, or whose audio is being uploaded: it is gone from the page.
   *
   * @returns whether there was one to take back
   */
  cancel(messageId: string): Promise<boolean> {
    return this.#command((commands) => commands.cancel(messageId));
  }

  /** Tries to connect again at once. */
  async reconnect(): Promise<void> {
    await this.open();
    if (!this.snapshot.isConsentNeeded && !this.#isAsked('reconnect')) this.#delivery.want();
  }

  /** The person has accepted the consent text. */
  acceptConsent(text = this.#settings.consent): void {
    this.#keeping.accept(text);
    if (!this.#isAsked('acceptConsent', text)) this.goOn();
  }

  /**
   * Begins to talk with the agent. To be called inside a click, before anything is awaited.
   *
   * @param context is closed with the call; to be made inside that click. Default: a new one
   * @returns settles when the person can be heard
   * @throws {AgentError} why they cannot; `snapshot.voiceError` says it too. `aborted` where it was ended before, or
   *   consent is missing
   */
  async startVoice(context = openContext()): Promise<void> {
    const delivery = this.#delivery;
    if (this.voice ?? this.snapshot.voiceState === 'starting') return context?.close();
    const { signal } = (this.#voiceStart = new AbortController());
    delivery.become({ voiceState: 'starting' });
    const { startVoice } = await import('./voice/start-voice.js').catch((cause: unknown) => {
      void context?.close();
      const voiceError = AgentError.ofLoading(cause);
      delivery.become({ voiceState: 'off', voiceError });
      throw voiceError;
    });
    return startVoice({ session: this, delivery, keeping: this.#keeping, context, signal });
  }

  /** Ends the call; the conversation goes on in writing. */
  stopVoice(): void {
    this.#voiceStart?.abort();
    this.#delivery.become({ voiceState: 'off' });
  }

  /** The call, while there is one and its code is loaded. */
  get voice(): VoiceCall | undefined {
    return this.snapshot.voice;
  }

  /**
   * Leaves this conversation, which is closed on the server, for one that begins with the next message. This and the
   * other commands settle when they have been carried out, in the order in which they were given; they reject with
   * `connection` where their code, which is loaded with the first reply, cannot be had.
   */
  newConversation(): Promise<void> {
    return this.#command((commands) => commands.newConversation());
  }

  /**
   * Goes back to the conversation that `newConversation` left, entire; what was said since is gone. The server revives
   * a conversation that was closed.
   */
  undoNewConversation(): Promise<void> {
    return this.#command((commands) => commands.undoNewConversation());
  }

  /**
   * Closes the conversation on the server (API document: "Close Conversation"). What was said stays on the page; the
   * next message begins a new conversation.
   *
   * @throws {AgentError} where the server could not be told; the conversation has ended here nonetheless
   */
  endConversation(): Promise<void> {
    return this.#command((commands) => commands.endConversation());
  }

  /**
   * Fetches what was said before `messages`, where the snapshot says that there may be more: a browser keeps the newest
   * 200 messages.
   *
   * @throws {AgentError} where the server's log cannot be read
   */
  loadEarlier(): Promise<void> {
    return this.#command((commands) => commands.loadEarlier());
  }

  /** The conversation as text to keep. */
  transcript(format: TranscriptFormat, names: TranscriptNames = { user: 'You', agent: 'Agent' }): string {
    return formatTranscript(this.#dialogue.messages, format, names);
  }

  /** Forgets the conversation here, and leaves nothing of it in the browser. */
  clearStoredData(): Promise<void> {
    return this.#command((commands) => commands.clearStoredData());
  }

  /** Ends the session: nothing is left running. What was not delivered stays stored for the next one. */
  dispose(): void {
    this.#keeping.saveNow();
    this.#lifetime.abort();
    this.#dialogue.abandon();
  }

  get #guest(): Guest | undefined {
    return this.#keeping.guest;
  }

  /** @returns whether another tab talks with the server, and was asked */
  #isAsked(command: Command, ...args: readonly unknown[]): boolean {
    this.#guest?.ask(command, ...args);
    return this.#guest !== undefined;
  }

  /** @internal What the commands need; the next one to be given is carried out at once. */
  loadCommands(): Promise<unknown> {
    return (this.#loading ??= import('./commands.js')
      .then(({ Commands: Class }) => Class.of({ session: this, delivery: this.#delivery, keeping: this.#keeping }))
      .then(
        (commands) => (this.#commands = commands),
        (cause: unknown) => {
          this.#loading = undefined;
          throw AgentError.ofLoading(cause);
        },
      ));
  }

  /** Carries out what is wanted: at once, if that is possible, and else after what was wanted before. */
  async #command<T>(act: (commands: Commands) => T | Promise<T>): Promise<T> {
    if (!this.#commands) {
      try {
        await (this.#due = this.loadCommands());
      } catch (error) {
        if (!this.#lifetime.signal.aborted) this.#emit(new AutessaErrorEvent({ error: error as AgentError }));
        throw error;
      } finally {
        this.#due = undefined;
      }
    }
    return act(this.#commands!);
  }

  /** @internal Keeps what changed, and sends what waits as soon as what was stored is there. */
  goOn(): void {
    void this.#keeping.save();
    void this.open().then(() => {
      if (!this.#lifetime.signal.aborted && !this.#guest) this.#delivery.proceed();
    });
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
}

/** What may be sent: at least one input, and none of them an empty text. */
function isInput(input: unknown): boolean {
  return (
    Array.isArray(input) &&
    input.length > 0 &&
    input.every((each: unknown) => isJsonObject(each) && (each['inputType'] === 'AUDIO' || textOf(each['content']).trim() !== ''))
  );
}
