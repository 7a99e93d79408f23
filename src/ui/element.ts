// First in the bundle too, where it costs least.
import { elementStyles } from './element.styles.js';
import type { PropertyDeclarations } from 'lit';
import { AgentError } from '../base/errors.js';
import { parseJson } from '../base/json.js';
import type { Message, MessageInput, Messages } from '../conversation/message.js';
import type { TranscriptFormat } from '../conversation/transcript.js';
import type { EnvironmentVariables, PromptTemplateVariables } from '../protocol/content.js';
import type { AgentSession } from '../session/agent-session.js';
import { openContext } from '../session/open-context.js';
import type { Phase } from '../session/phases.js';
import { AutessaErrorEvent } from '../session/session-event.js';
import { initialSnapshot, type VoiceState } from '../session/snapshot.js';
import type { TokenProvider } from '../transport/token-source.js';
import { readConfiguration, type Problem } from './configuration.js';
import { AutessaHideEvent, AutessaShowEvent } from './events.js';
import { PanelHost } from './panel-host.js';
import { ReactiveHost } from './reactive-host.js';
import { SessionHost } from './session-host.js';
import { Shell } from './shell.js';
import type { Strings } from './strings/strings.js';

/** JSON where it is JSON; else the text as it is, which is then reported as a wrong value. */
const json = { fromAttribute: (value: string | null): unknown => (value === null ? undefined : (parseJson(value) ?? value)) };

/** There may be no translation, as that is loaded too. */
const loadFailure = 'The chat could not be loaded. Check your network, or reload the page.';

/**
 * An Autessa AI agent on any page: a launcher, and a panel in which a visitor types and is answered.
 *
 * @summary Chat with an Autessa AI agent.
 * @tag autessa-agent
 * @tagname autessa-agent
 *
 * @attr {string} conversation-id - A conversation to continue, where the site knows it; wins over what is stored.
 *
 * @slot launcher-icon - Takes the place of the launcher's icon.
 * @slot header - Takes the place of the heading and the avatar.
 * @slot empty - Takes the place of the greeting while nothing has been said.
 * @slot footer - Below the composer.
 * @slot consent - Takes the place of the consent text, not of its button.
 *
 * @event {AutessaReadyEvent} autessa-ready - What was stored is there.
 * @event {AutessaShowEvent} autessa-show - The panel is about to open. Cancelable.
 * @event {AutessaHideEvent} autessa-hide - The panel is about to close. Cancelable.
 * @event {AutessaStateEvent} autessa-state - `state` or `voiceState` changed.
 * @event {AutessaConversationEvent} autessa-conversation - The server has named the conversation: its id, and whether it was created, revived or replaced.
 * @event {AutessaBeforeSendEvent} autessa-before-send - Something is about to be sent. Cancelable; `input` and `variables` may be replaced.
 * @event {AutessaMessageEvent} autessa-message - A message is finished: once for each.
 * @event {AutessaToolEvent} autessa-tool - A tool of the agent's was called, or has news.
 * @event {AutessaSpeechStartEvent} autessa-speech-start - The person begins to speak.
 * @event {AutessaSpeechEndEvent} autessa-speech-end - They have finished.
 * @event {AutessaInterruptionEvent} autessa-interruption - The person cut the agent short; `heardText` is what they had heard of the reply.
 * @event {AutessaFeedbackEvent} autessa-feedback - The person judged a reply: `message`, and `value`, which is `up`, `down` or `null`. Nothing is sent.
 * @event {AutessaServerMessageEvent} autessa-server-message - A message of a kind that the API's document does not describe.
 * @event {AutessaErrorEvent} autessa-error - Something went wrong; `error` is an `AgentError`.
 *
 * @csspart launcher - The round button that opens and closes the panel.
 * @csspart badge - How many replies came while the panel was closed.
 * @csspart panel - The whole panel.
 * @csspart header - Its upper bar.
 * @csspart log - The list of messages.
 * @csspart message - Any message.
 * @csspart message-user - A message of the person's.
 * @csspart message-agent - A reply.
 * @csspart tool - A call of one of the agent's tools.
 * @csspart notice - What the widget itself says in the conversation.
 * @csspart composer - Where the person writes.
 * @csspart input - The text box in it.
 * @csspart send - Its button.
 * @csspart stop - Ends the reply that is under way.
 * @csspart voice - Begins to talk.
 * @csspart voice-view - The call above the composer, and why there is none.
 * @csspart mute - Mutes the microphone, or unmutes it.
 * @csspart end-voice - Ends the call.
 * @csspart stop-speaking - Ends a reply that is being said without a call.
 * @csspart talk - Held to talk, where that is how to be heard.
 * @csspart resume-voice - Takes up a call that a reload cut off.
 * @csspart voice-settings-button - Shows the settings of the call.
 * @csspart voice-settings - Microphone, speaker, volume, and how to talk.
 * @csspart status - What the connection is doing.
 * @csspart suggestion - One of the suggestions.
 * @csspart consent - The text that must be accepted first, and its button.
 * @csspart error - What went wrong, in words.
 * @csspart retry - Tries again what went wrong.
 * @csspart restart - Begins a new conversation.
 * @csspart menu-button - Opens the menu.
 * @csspart menu - The menu of the conversation.
 * @csspart menu-item - One of its entries.
 * @csspart actions - What can be done with a message, and its time.
 * @csspart action - One of these.
 * @csspart to-end - Leads back to the end of the conversation.
 * @csspart attach - Adds audio to the message.
 * @csspart attachment - Audio that waits to be sent, or is being recorded.
 * @csspart toast - What just happened and how to take it back, or a question.
 *
 * @cssproperty [--autessa-accent=#4f46e5] - The brand colour.
 * @cssproperty [--autessa-on-accent] - What stands on it; black or white by default, whichever can be read better.
 * @cssproperty [--autessa-surface] - The panel's background; white, or near black in the dark.
 * @cssproperty [--autessa-text] - The colour of text on it.
 * @cssproperty [--autessa-radius=16px] - How round the panel's corners are.
 * @cssproperty [--autessa-font=system-ui, sans-serif] - The font family.
 * @cssproperty [--autessa-z-index] - How far in front of the page it floats. Where this is not set, it is in the top layer: in front of everything.
 * @cssproperty [--autessa-panel-width=400px] - Width of the floating panel.
 * @cssproperty [--autessa-panel-height=640px] - Height of the floating panel, where the window has room.
 * @cssproperty [--autessa-offset=20px] - Distance from the window's edges.
 */
export class AutessaAgentElement extends ReactiveHost {
  static override styles = elementStyles;
  static override properties: PropertyDeclarations = {
    agentId: { attribute: 'agent-id' },
    tokenEndpoint: { attribute: 'token-endpoint' },
    apiBase: { attribute: 'api-base' },
    variables: { converter: json },
    versionState: { attribute: 'version-state' },
    versionNumber: { attribute: 'version-number' },
    modes: {},
    replyMode: { attribute: 'reply-mode' },
    open: { type: Boolean, reflect: true },
    layout: {},
    placement: {},
    theme: {},
    locale: {},
    heading: {},
    greeting: {},
    placeholder: {},
    launcherLabel: { attribute: 'launcher-label' },
    avatar: {},
    suggestions: { converter: json },
    consent: {},
    persist: {},
    userKey: { attribute: 'user-key' },
    assetsBase: { attribute: 'assets-base' },
    disabledFeatures: { attribute: 'disabled-features' },
    allowedOrigins: { attribute: 'allowed-origins' },
    givenConversation: { attribute: 'conversation-id' },
    tokenProvider: { attribute: false },
    environmentVariables: { attribute: false },
    strings: { attribute: false },
    unread: { state: true },
    hasFailed: { state: true },
  };

  /** The agent's integer id. Required. */
  agentId: string | number | undefined;
  /** URL that hands out a short-lived token. Required, unless `tokenProvider` is set. */
  tokenEndpoint: string | undefined;
  /** Origin and path of the Agent API or of a relay. Default: `https://api.autessa.com`. */
  apiBase: string | undefined;
  /** Prompt template variables (`@@{name}@@`); single ones can be given as `var-…` attributes. */
  variables: PromptTemplateVariables = {};
  /** Agent version override: `PUBLISHED`, `DRAFT` or `ARCHIVED`. */
  versionState: string | undefined;
  /** Agent version override: an integer. */
  versionNumber: string | number | undefined;
  /** `text voice`, `text` or `voice`. */
  modes = 'text voice';
  /** How typed messages are answered: `text` or `audio`. */
  replyMode: string | undefined;
  /** Whether the panel is open. */
  open = false;
  /** `floating`, `inline` (fills its box, no launcher) or `page`. */
  layout = 'floating';
  /** `bottom-end`, `bottom-start`, `top-end` or `top-start`. */
  placement = 'bottom-end';
  /** `auto`, `light` or `dark`. */
  theme = 'auto';
  /** BCP 47 language tag. Default: the nearest `lang`, then the browser's. */
  locale: string | undefined;
  /** The panel's heading, which names it for assistive technology too. */
  heading: string | undefined;
  /** Shown as the agent's first words; never sent. */
  greeting: string | undefined;
  /** Shown in the empty text box. */
  placeholder: string | undefined;
  /** The launcher's name. */
  launcherLabel: string | undefined;
  /** URL of a picture of the agent. */
  avatar: string | undefined;
  /** Shown while the conversation is empty: a JSON array of strings. */
  suggestions: readonly string[] = [];
  /** Text that must be accepted before anything is sent; remembered. */
  consent: string | undefined;
  /** What is kept in the browser: `local` (over restarts), `session` (this tab) or `none`. */
  persist: string | undefined;
  /** Partitions what is stored, for sites with signed-in users. */
  userKey: string | undefined;
  /** Folder with the lazily loaded files. Default: the script's own. */
  assetsBase: string | undefined;
  /** Any of `attachments`, `export`, `feedback`, `restart`, `sounds`. */
  disabledFeatures = '';
  /** Origins, with blanks between, that links and images of new replies may lead to. Default: any. */
  allowedOrigins: string | null | undefined;
  /** @internal A conversation to continue, where the site knows it; wins over what is stored. */
  givenConversation: string | undefined;

  /** Hands out tokens, in place of `token-endpoint`. */
  tokenProvider: TokenProvider | undefined;
  /** Used by the server, kept nowhere; never stored, never logged. */
  environmentVariables: EnvironmentVariables = {};
  /** Words that take the place of the panel's own. */
  strings: Partial<Strings> = {};

  /** @internal How many replies came while the panel was closed. */
  unread = 0;
  /** @internal Whether the code of the panel could not be loaded. */
  private hasFailed = false;

  readonly #host = new SessionHost(this, () => {
    this.unread = 0;
    this.requestUpdate();
  });
  readonly #panel = new PanelHost(this);
  #shell: Shell | undefined;
  #givenSession: AgentSession | undefined;
  #problems: readonly Problem[] = [];
  /** Which problems have been reported, so that each is told once. */
  #reported = '';
  /** Whether the focus goes back to the launcher with the next update. */
  #isLauncherNext = false;
  readonly #variableObserver =
    typeof MutationObserver === 'undefined' ? undefined : new MutationObserver(() => this.requestUpdate());

  constructor() {
    super();
    this.addEventListener('autessa-message', ({ message }) => {
      if (!this.#isShown && message.role === 'agent') this.unread += 1;
    });
  }

  /** The session that is shown; one that is set here is used in place of the element's own. */
  get session(): AgentSession | undefined {
    return this.#givenSession ?? this.#host.current;
  }
  set session(session: AgentSession | undefined) {
    this.#givenSession = session;
    this.requestUpdate();
  }

  /** The conversation so far: a frozen array; a message that did not change keeps its identity. */
  get messages(): Messages {
    return this.#snapshot.messages;
  }

  /** What the conversation is doing. */
  get state(): Phase {
    return this.#snapshot.state;
  }

  /** What the voice call is doing. */
  get voiceState(): VoiceState {
    return this.#snapshot.voiceState;
  }

  /** The conversation's id, as soon as there is one. Setting it continues another one, as `conversation-id` does. */
  get conversationId(): string | undefined {
    return this.#snapshot.conversationId ?? this.givenConversation;
  }
  set conversationId(conversationId: string | undefined) {
    this.givenConversation = conversationId;
  }

  get #snapshot() {
    return this.session?.snapshot ?? initialSnapshot;
  }

  /** Opens the panel and moves the focus into it. */
  show(): void {
    if (this.open || !this.dispatchEvent(new AutessaShowEvent())) return;
    this.#panel.focusSoon();
    this.open = true;
  }

  /** Closes the panel and gives the focus back to the launcher, if it was inside. */
  hide(): void {
    if (!this.open || !this.dispatchEvent(new AutessaHideEvent())) return;
    if (this.contains((this.getRootNode() as Document | ShadowRoot).activeElement)) this.#isLauncherNext = true;
    this.open = false;
  }

  /** Opens or closes the panel. */
  toggle(): void {
    if (this.open) this.hide();
    else this.show();
  }

  /**
   * Sends what the person said.
   *
   * @returns the finished reply
   * @throws {AgentError} any code but those of the microphone
   */
  async send(input: string | readonly MessageInput[]): Promise<Message> {
    // Attributes that were set a moment ago count already.
    await this.updateComplete;
    return (await this.#load()).send(input);
  }

  /** Ends the reply that is under way. */
  stop(): void {
    this.session?.stop();
  }

  /** Sends a message that failed, or whose reply did, once more. */
  retry(messageId: string): void {
    this.session?.retry(messageId).catch(() => undefined);
  }

  /**
   * Begins to talk with the agent. To be called in a click.
   *
   * @returns settles when the person can be heard
   * @throws {AgentError} why they cannot
   */
  async startVoice(): Promise<void> {
    // A moment later it would be no click any more.
    const context = openContext();
    await this.updateComplete;
    // Closed, the panel shows on the launcher that there is a call.
    const [session] = await Promise.all([this.#load(), this.#panel.load()]).catch(async (error: unknown) => {
      await context?.close();
      throw error;
    });
    this.requestUpdate();
    await session.startVoice(context);
  }

  /** Ends the call; the conversation goes on in writing. */
  stopVoice(): void {
    this.session?.stopVoice();
  }

  /** Sends nothing of what the person says, and lets go of the microphone. */
  mute(): void {
    this.session?.voice?.mute();
  }

  /** Hears the person again. */
  unmute(): void {
    this.session?.voice?.unmute();
  }

  /** Push to talk: the button is held, or let go. */
  holdToTalk(isHeld: boolean): void {
    this.session?.voice?.holdToTalk(isHeld);
  }

  /** Leaves the conversation for one that begins with the next message. */
  newConversation(): void {
    this.session?.newConversation().catch(() => undefined);
  }

  /** Closes the conversation on the server. */
  async endConversation(): Promise<void> {
    await this.session?.endConversation();
  }

  /** The conversation as text to keep. */
  transcript(format: TranscriptFormat): string {
    return this.session?.transcript(format) ?? (format === 'json' ? '[]' : '');
  }

  /** Forgets the conversation, and leaves nothing of it in the browser. */
  async clearStoredData(): Promise<void> {
    await (await this.#load()).clearStoredData();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#variableObserver?.observe(this, { attributes: true });
    try {
      const kept = 'autessa-agent:preference:view';
      if (!this.hasUpdated && (localStorage[kept] ?? sessionStorage[kept])) import('./view-state.js').then(({ takeUpView }) => takeUpView(this), () => undefined);
    } catch {
      // The browser keeps nothing.
    }
    // A property that was set by attribute alone is seen by `updated`; one that comes back needs to be told.
    if (this.hasUpdated) this.requestUpdate();
  }

  disconnectedCallback(): void {
    // An element that is only moved comes back at once, and keeps its conversation.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#variableObserver?.disconnect();
      this.#panel.dispose();
      this.#host.dispose();
    });
  }

  protected override willUpdate(): void {
    const { session, problems } = readConfiguration(this);
    this.#problems = this.#givenSession ? [] : problems;
    this.#host.configure({ session, problems }, this.#givenSession);
    this.#report();
    if (this.#isShown) this.unread = 0;
  }

  protected override render(): void {
    const { layout, placement, theme, unread, open } = this;
    const isFloating = this.#isFloating;
    const style = getComputedStyle(this);
    // A page that says nothing of light and dark leaves it to the system.
    const scheme = theme === 'light' || theme === 'dark' ? theme : style.colorScheme === 'normal' ? 'auto' : '';
    this.#shell ??= new Shell(this.renderRoot, { onToggle: () => this.toggle(), onIntent: () => void this.#open() });
    this.#shell.update({
      look: `${isFloating ? `floating ${placement?.replace('-', ' ')}` : layout} ${scheme}`,
      isOnTop: isFloating && !style.getPropertyValue('--autessa-z-index'),
      hasLauncher: isFloating,
      label: this.launcherLabel ?? this.#panel.launcherLabel,
      isOpen: open,
      isShown: this.#isShown,
      unread,
      failure: this.hasFailed && this.#isShown ? (this.strings?.errors?.connection ?? loadFailure) : undefined,
    });
  }

  protected override updated(): void {
    if (!this.isConnected) return;
    if (!this.#givenSession) this.session?.setVisible(this.#isShown);
    // What is not to be seen any more, another user's messages among it, is gone at once; what comes may have to be loaded.
    this.#updatePanel();
    if (this.#isShown) void this.#open();
    if (!this.#isLauncherNext || this.open) return;
    this.#isLauncherNext = false;
    this.#shell?.focusLauncher();
  }

  get #isFloating(): boolean {
    return this.layout !== 'inline' && this.layout !== 'page';
  }

  get #isShown(): boolean {
    return this.open || !this.#isFloating;
  }

  #load(): Promise<AgentSession> {
    return this.#host.load();
  }

  /** Loads what is missing of the panel's code and of the session, and shows the panel as soon as it can be shown. */
  async #open(): Promise<void> {
    try {
      await Promise.all([this.#panel.load(), this.#load().catch((error: unknown) => this.#onLoadFailure(error))]);
      this.hasFailed = false;
    } catch (error) {
      this.hasFailed = true;
      this.#onLoadFailure(error);
    }
    this.#updatePanel();
  }

  #updatePanel(): void {
    this.#panel.update({ session: this.session, problems: this.#problems, isShown: this.#isShown, unread: this.unread });
  }

  /** Missing attributes have been reported by then. */
  #onLoadFailure(error: unknown): void {
    const agentError = AgentError.ofLoading(error);
    if (agentError.code === 'config' || agentError.code === 'aborted') return;
    this.dispatchEvent(new AutessaErrorEvent({ error: agentError }));
  }

  #report(): void {
    const problems = this.#problems;
    const reported = problems.join();
    if (reported === this.#reported) return;
    this.#reported = reported;
    if (reported) import('./problems.js').then(({ reportProblems }) => reportProblems(this, problems), (error: unknown) => this.#onLoadFailure(error));
  }
}
