import type { AgentError } from '../base/errors.js';
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

/** Makes the parts of a session, which do not know each other, joins them, and loads those that are needed seldom. */
export class SessionWiring implements SessionPort {
  readonly api: PublicSession;
  readonly audio = new ReplyAudio();
  readonly state = new State<SessionSnapshot>(initialSnapshot);
  readonly ports: SessionPorts;
  readonly rest: RestOperations;
  readonly host: SessionHost;
  readonly persistence: ConversationPersistence;
  /** While something that was wanted waits for its code. */
  due: Promise<unknown> | undefined;
  readonly #lifetime = new AbortController();
  #opening: Promise<void> | undefined;
  /** Ends the call, from the moment when it was asked for. */
  #voiceStart: AbortController | undefined;
  #lifecycle: ConversationLifecycle | undefined;

  constructor(api: PublicSession, options: AgentSessionOptions, ports: Partial<SessionPorts>) {
    const { agentId, apiBase, userKey = '', persist = 'local' } = options;
    this.api = api;
    this.ports = { ...browserPorts(), ...ports };
    const { state } = this;
    const tokens = new TokenSource((request) => this.#provideToken(request), agentId, this.ports.clock, apiBase);
    this.rest = lazyRest({ ...this.ports, agentId, tokens, onRateLimit: (rateLimit) => state.patch({ rateLimit }) });
    const shared = {
      ...this.ports,
      session: this,
      agentId,
      tokens,
      rest: this.rest,
      state,
      settings: options,
      emit: this.emit,
      signal: this.#lifetime.signal,
      parts: {
        prepare: async (turn: Turn) => (await import('./attachments.js')).prepareTurn(turn, this.host),
        log: () => import('./runners/log.js'),
        electLeader,
        restore: () => import('./restore.js'),
      },
      onChange: () => this.persistence.save(),
      onProgress: () => this.persistence.saveSoon(),
    };
    const host = (this.host = new SessionHost(shared));
    const identity = { agentId, apiBase: apiBase ?? defaultApiBase, userKey };
    this.persistence = new ConversationPersistence({ ...shared, host, identity, persist, conversationId: options.conversationId });
    this.persistence.applyConsent();
    // What runs actions is loaded, and so comes after all listeners: each may prevent it.
    api.addEventListener('autessa-tool', (event) => {
      if (!this.host.settings.actions?.[event.toolName]) return;
      import('./actions/page-actions.js')
        .then(({ actionsOf }) => actionsOf(this.persistence).take(event))
        .catch((cause: unknown) => this.host.report(loadingError(cause)));
    });
  }

  get isOver(): boolean {
    return this.#lifetime.signal.aborted;
  }

  configure(settings: SessionSettings): void {
    const { host } = this;
    const before = JSON.stringify(host.settings.version);
    host.settings = { ...host.settings, ...settings };
    this.persistence.applyConsent();
    // Where that cannot be loaded, it goes on with the version with which it began.
    if (JSON.stringify(host.settings.version) !== before) this.command('changeVersion').catch(() => undefined);
  }

  open(): Promise<void> {
    return (this.#opening ??= this.persistence.open());
  }

  /**
   * Takes what was said, here or in another tab.
   * @returns the reply; `undefined` for what it has and what has been answered
   */
  receive(id: string, input: readonly MessageInput[], variables?: PromptTemplateVariables, context?: JsonObject): Promise<Message> | undefined {
    const { follower } = this.persistence;
    if (follower) return follower.send(id, input, variables, context);
    const isKnown = this.state.current.messages.some((message) => message.id === id);
    if (!isKnown) this.host.dispatch({ type: 'said', id, input, variables, context });
    const isOpen = openTurns(this.host.model).some((turn) => turn.id === id);
    const reply = isOpen ? this.host.replies.of(id).promise : undefined;
    this.saveAndProceed();
    return reply;
  }

  /** @returns whether another tab talks with the server, and was asked */
  isAsked(command: Command, ...args: readonly unknown[]): boolean {
    const { follower } = this.persistence;
    follower?.ask(command, ...args);
    return follower !== undefined;
  }

  saveAndProceed(): void {
    void this.persistence.save();
    void this.open().then(() => {
      if (!this.persistence.follower) this.host.dispatch({ type: 'proceed' });
    });
  }

  async startVoice(context: AudioContext | undefined): Promise<void> {
    const { host, persistence } = this;
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
    return startVoice({ session: this, host, persistence, context, signal });
  }

  stopVoice(): void {
    this.#voiceStart?.abort();
    this.host.patch({ voiceState: 'off' });
  }

  /** The next command to be given is carried out at once. */
  readonly loadLifecycle = loadOnce(async () => {
    const { ConversationLifecycle: Class } = await import('./lifecycle.js');
    this.#lifecycle = await Class.of({ session: this, host: this.host, persistence: this.persistence });
  });

  /** Carries out what is wanted: at once, if that is possible, and else after what was wanted before. */
  async command<Name extends LifecycleCommand>(name: Name, ...args: Parameters<ConversationLifecycle[Name]>): Promise<Awaited<ReturnType<ConversationLifecycle[Name]>>> {
    if (!this.#lifecycle) {
      try {
        await (this.due = this.loadLifecycle());
      } catch (error) {
        if (!this.isOver) this.host.report(error as AgentError);
        throw error;
      } finally {
        this.due = undefined;
      }
    }
    return (this.#lifecycle as unknown as Record<Name, (...args: unknown[]) => never>)[name](...args);
  }

  dispose(): void {
    this.persistence.saveNow();
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

  #provideToken(request: TokenRequest): Promise<Token> {
    const { fetch, clock } = this.ports;
    const { tokens } = this.host.settings;
    return typeof tokens === 'string' ? endpointTokenProvider(tokens, fetch, clock)(request) : tokens(request);
  }
}
