import { AgentError } from '../base/errors.js';
import { createId } from '../base/id.js';
import type { JsonObject } from '../base/json.js';
import { loadOnce } from '../base/load-once.js';
import { loadingError } from '../base/loading-error.js';
import { State } from '../base/state.js';
import type { Message, MessageInput } from '../conversation/message.js';
import { defaultApiBase } from '../protocol/addresses.js';
import type { PromptTemplateVariables } from '../protocol/content.js';
import { lazyRest } from '../transport/lazy-rest.js';
import type { RestOperations } from '../transport/rest-operations.js';
import { endpointTokenProvider, TokenSource, type Token, type TokenRequest } from '../transport/token-source.js';
import { openTurns, type Turn } from './core/model.js';
import { draftOf } from './draft.js';
import { AutessaMessageEvent } from './events.js';
import { SessionHost } from './host.js';
import type { ConversationLifecycle } from './lifecycle.js';
import { browserPorts, type AgentSessionOptions, type SessionPorts, type SessionSettings } from './options.js';
import { ConversationPersistence } from './persistence.js';
import type { Command, PublicSession, SessionPort } from './ports.js';
import { ReplyAudio } from './reply-audio.js';
import { initialSnapshot, type SessionSnapshot } from './snapshot.js';
import { electLeader } from './tabs/leader-election.js';

type LifecycleCommand = keyof ConversationLifecycle;

/**
 * All that is behind the methods of an `AgentSession`, which says what each is for. It makes the parts of a session, which do
 * not know each other, joins them, and loads those that few conversations need; they know it as their `SessionPort`.
 */
export class SessionInternals implements SessionPort {
  readonly api: PublicSession;
  readonly audio = new ReplyAudio();
  readonly state = new State<SessionSnapshot>(initialSnapshot);
  readonly rest: RestOperations;
  readonly #ports: SessionPorts;
  readonly #host: SessionHost;
  readonly #persistence: ConversationPersistence;
  readonly #lifetime = new AbortController();
  #opening: Promise<void> | undefined;
  /** Ends the call, from the moment when it was asked for. */
  #voiceStart: AbortController | undefined;
  #lifecycle: ConversationLifecycle | undefined;
  /** The code for a command that was given: what is said after that waits for it too. */
  #loadingCommand: Promise<unknown> | undefined;

  constructor(api: PublicSession, options: AgentSessionOptions, ports: Partial<SessionPorts>) {
    const { agentId, apiBase, userKey = '', persist = 'local' } = options;
    this.api = api;
    this.#ports = { ...browserPorts(), ...ports };
    const { state } = this;
    const tokens = new TokenSource((request) => this.#provideToken(request), agentId, this.#ports.clock, apiBase);
    this.rest = lazyRest({ ...this.#ports, agentId, tokens, onRateLimit: (rateLimit) => state.patch({ rateLimit }) });
    const shared = {
      ...this.#ports,
      session: this,
      agentId,
      tokens,
      rest: this.rest,
      state,
      settings: options,
      emit: this.emit,
      signal: this.#lifetime.signal,
      // All but the election is loaded when it is called: few conversations need it.
      parts: {
        prepare: async (turn: Turn) => (await import('./attachments.js')).prepareTurn(turn, this.#host),
        log: () => import('./runners/log.js'),
        electLeader,
        restore: () => import('./restore.js'),
      },
      // The host is there first, and the persistence before anything happens.
      onChange: () => this.#persistence.save(),
      onProgress: () => this.#persistence.saveSoon(),
    };
    const host = (this.#host = new SessionHost(shared));
    const identity = { agentId, apiBase: apiBase ?? defaultApiBase, userKey };
    this.#persistence = new ConversationPersistence({ ...shared, host, identity, persist, conversationId: options.conversationId });
    this.#persistence.applyConsent();
    // What runs actions is loaded, and so comes after all listeners: each may prevent it.
    api.addEventListener('autessa-tool', (event) => {
      if (!this.#host.settings.actions?.[event.toolName]) return;
      import('./actions/page-actions.js')
        .then(({ actionsOf }) => actionsOf(this.#persistence).take(event))
        .catch((cause: unknown) => this.#host.report(loadingError(cause)));
    });
  }

  configure(settings: SessionSettings): void {
    const host = this.#host;
    const before = JSON.stringify(host.settings.version);
    host.settings = { ...host.settings, ...settings };
    this.#persistence.applyConsent();
    // Where that cannot be loaded, it goes on with the version with which it began.
    if (JSON.stringify(host.settings.version) !== before) this.command('changeVersion').catch(() => undefined);
  }

  setVisible(isVisible: boolean): void {
    this.#host.dispatch({ type: 'visible', isVisible });
  }

  open(): Promise<void> {
    return (this.#opening ??= this.#persistence.open());
  }

  async prepare(): Promise<void> {
    await this.open();
    const { state } = this.state.current;
    if (!this.#isConsentNeeded && !this.#persistence.follower && (state === 'idle' || state === 'ended')) this.#host.dispatch({ type: 'connect' });
  }

  async send(input: string | readonly MessageInput[]): Promise<Message> {
    const { signal } = this.#lifetime;
    if (signal.aborted) throw AgentError.aborted();
    // Whether consent was given before is stored.
    if (this.#isConsentNeeded) await this.open();
    if (this.#isConsentNeeded) throw new AgentError('aborted', 'No consent');
    if (this.#loadingCommand) await this.#loadingCommand.catch(() => undefined);
    const variables = this.#host.settings.variables ?? {};
    const draft = draftOf(this.api, input, variables);
    // It may have ended while something was waited for, or by a listener.
    if (signal.aborted) throw AgentError.aborted();
    const { follower } = this.#persistence;
    if (!follower) this.#host.openContext();
    return this.receive(createId(), draft.input, follower || draft.variables !== variables ? draft.variables : undefined, draft.context)!;
  }

  /**
   * Takes what was said, here or in another tab.
   * @returns the reply; `undefined` for what it has and what has been answered
   */
  receive(id: string, input: readonly MessageInput[], variables?: PromptTemplateVariables, context?: JsonObject): Promise<Message> | undefined {
    const { follower } = this.#persistence;
    if (follower) return follower.send(id, input, variables, context);
    const isKnown = this.state.current.messages.some((message) => message.id === id);
    if (!isKnown) this.#host.dispatch({ type: 'said', id, input, variables, context });
    const isOpen = openTurns(this.#host.model).some((turn) => turn.id === id);
    const reply = isOpen ? this.#host.replies.of(id).promise : undefined;
    this.saveAndProceed();
    return reply;
  }

  stop(): void {
    this.audio.playback?.silence();
    if (!this.passToLeader('stop')) this.#host.dispatch({ type: 'stop' });
  }

  async reconnect(): Promise<void> {
    await this.open();
    if (!this.#isConsentNeeded && !this.passToLeader('reconnect')) this.#host.dispatch({ type: 'connect' });
  }

  async acceptConsent(text = this.#host.settings.consent): Promise<void> {
    // What an earlier page has stored would take its place.
    if (!this.state.current.isRestored) await this.open();
    this.#persistence.accept(text);
    if (!this.passToLeader('acceptConsent', text)) this.saveAndProceed();
  }

  passToLeader(command: Command, ...args: readonly unknown[]): boolean {
    const { follower } = this.#persistence;
    follower?.ask(command, ...args);
    return follower !== undefined;
  }

  saveAndProceed(): void {
    void this.#persistence.save();
    void this.open().then(() => {
      if (!this.#persistence.follower) this.#host.dispatch({ type: 'proceed' });
    });
  }

  async startVoice(context = this.#ports.openContext()): Promise<void> {
    const host = this.#host;
    const { voice, voiceState } = this.state.current;
    if (voice ?? voiceState === 'starting') return context?.close();
    const { signal } = (this.#voiceStart = new AbortController());
    host.patch({ voiceState: 'starting' });
    const { startVoice } = await import('./voice/start-voice.js').catch((cause: unknown) => {
      void context?.close();
      const voiceError = loadingError(cause);
      host.patch({ voiceState: 'off', voiceError });
      throw voiceError;
    });
    return startVoice({ session: this, host, persistence: this.#persistence, context, signal });
  }

  stopVoice(): void {
    this.#voiceStart?.abort();
    this.#host.patch({ voiceState: 'off' });
  }

  /** The next command to be given is carried out at once. */
  readonly loadLifecycle = loadOnce(async () => {
    const { ConversationLifecycle: Class } = await import('./lifecycle.js');
    this.#lifecycle = await Class.of({ session: this, host: this.#host, persistence: this.#persistence });
  });

  /** Carries out what is wanted: at once, if that is possible, and else after what was wanted before. */
  async command<Name extends LifecycleCommand>(name: Name, ...args: Parameters<ConversationLifecycle[Name]>): Promise<Awaited<ReturnType<ConversationLifecycle[Name]>>> {
    if (!this.#lifecycle) {
      try {
        await (this.#loadingCommand = this.loadLifecycle());
      } catch (error) {
        if (!this.#lifetime.signal.aborted) this.#host.report(error as AgentError);
        throw error;
      } finally {
        this.#loadingCommand = undefined;
      }
    }
    return (this.#lifecycle as unknown as Record<Name, (...args: unknown[]) => never>)[name](...args);
  }

  dispose(): void {
    this.#persistence.saveNow();
    this.#lifetime.abort();
  }

  /** After what led to it is done: a listener may call anything of the session. */
  readonly emit = (event: Event): void => {
    queueMicrotask(() => {
      this.api.dispatchEvent(event);
      // With nothing more urgent to load, and before the network can go.
      if (event instanceof AutessaMessageEvent && event.message.role === 'agent') this.loadLifecycle().catch(() => undefined);
    });
  };

  get #isConsentNeeded(): boolean {
    return this.state.current.isConsentNeeded;
  }

  #provideToken(request: TokenRequest): Promise<Token> {
    const { fetch, clock } = this.#ports;
    const { tokens } = this.#host.settings;
    return typeof tokens === 'string' ? endpointTokenProvider(tokens, fetch, clock)(request) : tokens(request);
  }
}
