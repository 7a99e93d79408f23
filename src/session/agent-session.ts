import { AgentError } from '../base/errors.js';
import { loadingError } from '../base/loading-error.js';
import { isJsonObject, textOf } from '../base/json.js';
import { State, type StateOptions } from '../base/state.js';
import { TypedEventTarget } from '../base/typed-event-target.js';
import type { Message, MessageInput } from '../conversation/message.js';
import { formatTranscript, type TranscriptFormat, type TranscriptNames } from '../conversation/transcript.js';
import { defaultApiBase } from '../protocol/addresses.js';
import type { PromptTemplateVariables } from '../protocol/content.js';
import { lazyRest } from '../transport/lazy-rest.js';
import type { RestOperations } from '../transport/rest-operations.js';
import { endpointTokenProvider, TokenSource, type Token, type TokenRequest } from '../transport/token-source.js';
import type { ConversationSummary } from '../conversation/conversation-summary.js';
import { createId } from '../base/id.js';
import type { ConversationLifecycle } from './lifecycle.js';
import { SessionHost } from './host.js';
import { AutessaBeforeSendEvent, AutessaMessageEvent, type SessionEventMap } from './events.js';
import { ConversationPersistence, type FollowerPort } from './persistence.js';
import { browserPorts, type AgentSessionOptions, type SessionPorts, type SessionSettings } from './options.js';
import type { ClearOptions, Command, SessionPort } from './ports.js';
import { ReplyAudio, type Speaker } from './reply-audio.js';
import { initialSnapshot, type SessionSnapshot, type VoiceCall } from './snapshot.js';
import { electLeader } from './tabs/leader-election.js';

/**
 * A conversation with one agent, without any looks: it connects when there is something to say, streams the replies,
 * survives lost connections and reloads. `snapshot` says what is, the events what just happened.
 *
 * @fires autessa-ready - What was stored is there.
 * @fires autessa-state - `state` or `voiceState` changed.
 * @fires autessa-conversation - The server has named the conversation.
 * @fires autessa-before-send - Cancelable; may edit what is sent.
 * @fires autessa-message - A message is finished.
 * @fires autessa-tool - A tool of the agent's was called or has news. Cancelable where the page has an action for it.
 * @fires autessa-action - A function of the page that stands for a tool is run, or has ended.
 * @fires autessa-server-message - A message of an unknown kind.
 * @fires autessa-error - Something went wrong.
 */
export class AgentSession extends TypedEventTarget<SessionEventMap> {
  /** All operations of the Agent API by REST, with this session's token. */
  readonly rest: RestOperations;
  readonly #ports: SessionPorts;
  readonly #state = new State<SessionSnapshot>(initialSnapshot);
  readonly #audio = new ReplyAudio();
  readonly #port: SessionPort = {
    api: this,
    audio: this.#audio,
    receive: (...args) => this.#receive(...args),
    saveAndProceed: () => this.#saveAndProceed(),
    loadLifecycle: () => this.#loadLifecycle(),
  };
  readonly #host: SessionHost;
  readonly #persistence: ConversationPersistence;
  readonly #lifetime = new AbortController();
  #settings: AgentSessionOptions;
  #opening: Promise<void> | undefined;
  /** Ends the call, from the moment when it was asked for. */
  #voiceStart: AbortController | undefined;
  #lifecycle: ConversationLifecycle | undefined;
  #loading: Promise<unknown> | undefined;
  /** While something that was wanted waits for its code. */
  #due: Promise<unknown> | undefined;

  /**
   * @param options who talks with whom, and the first settings
   * @param ports the world outside; a browser's by default
   */
  constructor(options: AgentSessionOptions, ports: Partial<SessionPorts> = {}) {
    super();
    const { agentId, apiBase, userKey = '', persist = 'local' } = options;
    this.#settings = options;
    this.#ports = { ...browserPorts(), ...ports };
    const { clock } = this.#ports;
    const tokens = new TokenSource((request) => this.#provideToken(request), agentId, clock, apiBase);
    this.rest = lazyRest({
      ...this.#ports, agentId, tokens,
      onRateLimit: (rateLimit) => this.#state.patch({ rateLimit }),
    });
    const state = this.#state;
    const shared = {
      session: this.#port,
      rest: this.rest,
      state,
      emit: (event: Event) => this.#emit(event),
      signal: this.#lifetime.signal,
    };
    this.#host = new SessionHost({
      ...this.#ports,
      ...shared,
      agentId,
      tokens,
      settings: () => this.#settings,
      parts: {
        prepare: async (turn) => (await import('./attachments.js')).prepareTurn(turn, this.#host),
        log: () => import('./runners/log.js'),
      },
      onChange: () => this.#persistence.save(),
    });
    this.#persistence = new ConversationPersistence({
      ...shared,
      ports: this.#ports,
      identity: { agentId, apiBase: apiBase ?? defaultApiBase, userKey },
      persist,
      conversationId: options.conversationId,
      host: this.#host,
      consent: () => this.#settings.consent,
      parts: { electLeader, restore: () => import('./restore.js') },
    });
    this.#persistence.applyConsent();
    // What runs actions is loaded, and so comes after all listeners: each may prevent it.
    this.addEventListener('autessa-tool', (event) => {
      if (!this.#settings.actions?.[event.toolName]) return;
      import('./actions/page-actions.js')
        .then(({ actionsOf }) => actionsOf(this.#persistence).take(event))
        .catch((cause: unknown) => this.#host.report(loadingError(cause)));
    });
  }

  /** Says replies that come as audio (`replyMode` `AUDIO`). Default: whatever the device plays sound by. */
  get speaker(): Speaker | undefined {
    return this.#audio.speaker;
  }
  set speaker(speaker: Speaker | undefined) {
    this.#audio.speaker = speaker;
  }

  get snapshot(): Readonly<SessionSnapshot> {
    return this.#state.current;
  }

  /** Conversations that were left and are kept in this browser, for this agent and user; the last one first, at most 50. */
  get conversations(): readonly ConversationSummary[] {
    return this.snapshot.conversations ?? [];
  }

  /** Calls back, once a microtask, when the snapshot has changed. */
  subscribe(subscriber: (snapshot: Readonly<SessionSnapshot>) => void, options?: StateOptions): void {
    this.#state.subscribe(subscriber, options);
  }

  /** Changes settings; what is sent from now on is sent with them. */
  configure(settings: SessionSettings): void {
    const before = JSON.stringify(this.#settings.version);
    this.#settings = { ...this.#settings, ...settings };
    this.#persistence.applyConsent();
    // Where that cannot be loaded, it goes on with the version with which it began.
    if (JSON.stringify(this.#settings.version) !== before) this.#withLifecycle((lifecycle) => lifecycle.changeVersion()).catch(() => undefined);
  }

  /**
   * Says whether somebody looks at the conversation. While nobody does and no reply is awaited, a connection that is
   * lost is not sought again. At first: true.
   */
  setVisible(isVisible: boolean): void {
    this.#host.dispatch({ type: 'visible', isVisible });
  }

  /** Reads what was stored and, where there is a conversation, checks it and takes it up again. Never rejects. */
  open(): Promise<void> {
    return (this.#opening ??= this.#persistence.open());
  }

  /** Connects before there is something to say, so that the answer comes sooner. */
  async prepare(): Promise<void> {
    await this.open();
    const { isConsentNeeded, state } = this.snapshot;
    if (!isConsentNeeded && !this.#follower && (state === 'idle' || state === 'ended')) this.#host.dispatch({ type: 'connect' });
  }

  /**
   * Sends what the person said, or queues it behind the reply that is under way.
   *
   * @returns the finished reply
   * @throws {AgentError} any code but those of the microphone; `aborted` where a listener of `autessa-before-send`
   *   prevented it, where consent is missing, or where the conversation was left meanwhile
   */
  async send(input: string | readonly MessageInput[]): Promise<Message> {
    this.#throwIfOver();
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
    // It may have ended while something was waited for, or by a listener.
    this.#throwIfOver();
    // Inside the click, or the browser lets nothing play.
    if (this.#settings.replyMode === 'AUDIO' && !this.#audio.playback && !this.#follower) this.#audio.context ??= this.#ports.openContext();
    const isEdited = draft.variables !== variables;
    return this.#receive(createId(), draft.input, isEdited || this.#follower ? draft.variables : undefined)!;
  }

  /**
   * Takes what was said, here or in another tab.
   * @returns the reply; `undefined` for what it has and what has been answered
   */
  #receive(id: string, input: readonly MessageInput[], variables?: PromptTemplateVariables): Promise<Message> | undefined {
    if (this.#follower) return this.#follower.send(id, input, variables);
    const isKnown = this.snapshot.messages.some((message) => message.id === id);
    const { active, waiting } = this.#host.model;
    if (!isKnown) this.#host.dispatch({ type: 'said', id, input, variables });
    const isOpen = !isKnown || active?.id === id || waiting.some((turn) => turn.id === id);
    const reply = isOpen ? this.#host.replies.of(id).promise : undefined;
    this.#saveAndProceed();
    return reply;
  }

  /** Ends the reply that is under way for the person at once; what still arrives of it is dropped. */
  stop(): void {
    this.#audio.playback?.silence();
    if (!this.#isAsked('stop')) this.#host.dispatch({ type: 'stop' });
  }

  /**
   * Sends a message that failed, or whose reply did, once more.
   *
   * @param messageId of either
   * @returns the finished reply, as `send` does; `undefined` where there is nothing to send again
   */
  retry(messageId: string): Promise<Message | undefined> {
    return this.#withLifecycle((lifecycle) => lifecycle.retry(messageId));
  }

  /**
   * Takes back a message that waits for its turn, or whose audio is being uploaded: it is gone from the page.
   *
   * @returns whether there was one to take back
   */
  cancel(messageId: string): Promise<boolean> {
    return this.#withLifecycle((lifecycle) => lifecycle.cancel(messageId));
  }

  /** Tries to connect again at once. */
  async reconnect(): Promise<void> {
    await this.open();
    if (!this.snapshot.isConsentNeeded && !this.#isAsked('reconnect')) this.#host.dispatch({ type: 'connect' });
  }

  /** The person has accepted the consent text. */
  acceptConsent(text = this.#settings.consent): void {
    this.#persistence.accept(text);
    if (!this.#isAsked('acceptConsent', text)) this.#saveAndProceed();
  }

  /**
   * Begins to talk with the agent. To be called inside a click, before anything is awaited.
   *
   * @param context is closed with the call; to be made inside that click. Default: a new one
   * @returns settles when the person can be heard
   * @throws {AgentError} why they cannot; `snapshot.voiceError` says it too. `aborted` where it was ended before, or
   *   consent is missing
   */
  async startVoice(context = this.#ports.openContext()): Promise<void> {
    const host = this.#host;
    if (this.voice ?? this.snapshot.voiceState === 'starting') return context?.close();
    const { signal } = (this.#voiceStart = new AbortController());
    host.patch({ voiceState: 'starting' });
    const { startVoice } = await import('./voice/start-voice.js').catch((cause: unknown) => {
      void context?.close();
      const voiceError = loadingError(cause);
      host.patch({ voiceState: 'off', voiceError });
      throw voiceError;
    });
    return startVoice({ session: this.#port, host, persistence: this.#persistence, context, signal });
  }

  /** Ends the call; the conversation goes on in writing. */
  stopVoice(): void {
    this.#voiceStart?.abort();
    this.#host.patch({ voiceState: 'off' });
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
    return this.#withLifecycle((lifecycle) => lifecycle.newConversation());
  }

  /**
   * Goes back to the conversation that `newConversation` left, entire; what was said since is gone. The server revives
   * a conversation that was closed.
   */
  undoNewConversation(): Promise<void> {
    return this.#withLifecycle((lifecycle) => lifecycle.undoNewConversation());
  }

  /**
   * Goes on with a conversation that was left, one of `conversations`. The server revives it when something is said.
   *
   * @throws {AgentError} `config` where no such conversation is kept in this browser
   */
  openConversation(conversationId: string): Promise<void> {
    return this.#withLifecycle((lifecycle) => lifecycle.openConversation(conversationId));
  }

  /** Deletes a conversation from this browser, and closes it on the server; the one that is shown gives way to a new one. */
  deleteConversation(conversationId: string): Promise<void> {
    return this.#withLifecycle((lifecycle) => lifecycle.deleteConversation(conversationId));
  }

  /**
   * Closes the conversation on the server (API document: "Close Conversation"). What was said stays on the page; the
   * next message begins a new conversation.
   *
   * @throws {AgentError} where the server could not be told; the conversation has ended here nonetheless
   */
  endConversation(): Promise<void> {
    return this.#withLifecycle((lifecycle) => lifecycle.endConversation());
  }

  /**
   * Fetches what was said before `messages`, where the snapshot says that there may be more: a browser keeps the newest
   * 200 messages.
   *
   * @throws {AgentError} where the server's log cannot be read
   */
  loadEarlier(): Promise<void> {
    return this.#withLifecycle((lifecycle) => lifecycle.loadEarlier());
  }

  /** The conversation as text to keep. */
  transcript(format: TranscriptFormat, names: TranscriptNames = { user: 'You', agent: 'Agent' }): string {
    return formatTranscript(this.snapshot.messages, format, names);
  }

  /**
   * Forgets the conversation here, and leaves nothing of it in the browser; other agents and users keep theirs, unless
   * `everything` is to go.
   *
   * @throws {AgentError} `storage` where everything was to go, and the browser's database cannot be emptied
   */
  clearStoredData(options: ClearOptions = {}): Promise<void> {
    return this.#withLifecycle((lifecycle) => lifecycle.clearStoredData(options));
  }

  /** Ends the session: nothing is left running. What was not delivered stays stored for the next one. */
  dispose(): void {
    this.#persistence.saveNow();
    this.#lifetime.abort();
  }

  #throwIfOver(): void {
    if (this.#lifetime.signal.aborted) throw AgentError.aborted();
  }

  get #follower(): FollowerPort | undefined {
    return this.#persistence.follower;
  }

  /** @returns whether another tab talks with the server, and was asked */
  #isAsked(command: Command, ...args: readonly unknown[]): boolean {
    this.#follower?.ask(command, ...args);
    return this.#follower !== undefined;
  }

  /** What the commands need; the next one to be given is carried out at once. */
  #loadLifecycle(): Promise<unknown> {
    return (this.#loading ??= import('./lifecycle.js')
      .then(({ ConversationLifecycle: Class }) => Class.of({ session: this.#port, host: this.#host, persistence: this.#persistence }))
      .then(
        (lifecycle) => (this.#lifecycle = lifecycle),
        (cause: unknown) => {
          this.#loading = undefined;
          throw loadingError(cause);
        },
      ));
  }

  /** Carries out what is wanted: at once, if that is possible, and else after what was wanted before. */
  async #withLifecycle<T>(act: (lifecycle: ConversationLifecycle) => T | Promise<T>): Promise<T> {
    if (!this.#lifecycle) {
      try {
        await (this.#due = this.#loadLifecycle());
      } catch (error) {
        if (!this.#lifetime.signal.aborted) this.#host.report(error as AgentError);
        throw error;
      } finally {
        this.#due = undefined;
      }
    }
    return act(this.#lifecycle!);
  }

  /** Keeps what changed, and sends what waits as soon as what was stored is there. */
  #saveAndProceed(): void {
    void this.#persistence.save();
    void this.open().then(() => {
      if (!this.#lifetime.signal.aborted && !this.#follower) this.#host.dispatch({ type: 'proceed' });
    });
  }

  /** After what led to it is done: a listener may call anything of the session. */
  #emit(event: Event): void {
    queueMicrotask(() => this.dispatchEvent(event));
    // With nothing more urgent to load, and before the network can go.
    if (event instanceof AutessaMessageEvent && event.message.role === 'agent') queueMicrotask(() => this.#loadLifecycle().catch(() => undefined));
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
