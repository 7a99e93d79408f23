// First in the bundle too, where it costs least.
import { elementStyles } from './element.styles.js';
import type { ConversationSummary } from '../conversation/conversation-summary.js';
import type { Message, MessageInput, Messages } from '../conversation/message.js';
import type { TranscriptFormat } from '../conversation/transcript.js';
import { openContext } from '../media/open-context.js';
import type { AgentSession } from '../session/agent-session.js';
import type { Phase } from '../session/core/phases.js';
import type { ClearOptions } from '../session/ports.js';
import { initialSnapshot, type VoiceState } from '../session/snapshot.js';
import { ElementAttributes } from './attributes.js';
import { isFloating } from './configuration.js';
import { AutessaHideEvent, AutessaShowEvent, type ShowOrigin } from './events.js';
import { Widget } from './widget.js';

/**
 * An Autessa AI agent on any page: a launcher, and a panel in which a visitor types and is answered.
 *
 * @summary Chat with an Autessa AI agent.
 * @tag autessa-agent
 * @tagname autessa-agent
 */
export class AutessaAgentElement extends ElementAttributes {
  static override styles = elementStyles;
  /** @internal What its own styles know of it. Where a page's own tests run without a browser (jsdom), there may be no such set. */
  readonly states = this.attachInternals?.().states;
  readonly #widget = new Widget(this);

  constructor() {
    super();
    this.addEventListener('autessa-message', ({ message }) => {
      if (!this.isShown && message.role === 'agent') this.unread += 1;
    });
  }

  /** The session that is shown; one that is set here is used in place of the element's own. */
  get session(): AgentSession | undefined {
    return this.#widget.session;
  }
  set session(session: AgentSession | undefined) {
    this.#widget.session = session;
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

  /** @internal Whether the panel is to be seen. */
  get isShown(): boolean {
    return this.open || !isFloating(this.layout);
  }

  /** Opens the panel and moves the focus into it. @param from what the event says opened it; anything but a text, as a click's event, is `page` */
  show(from?: ShowOrigin): void {
    if (this.open || !this.dispatchEvent(new AutessaShowEvent({ from: typeof from === 'string' ? from : 'page' }))) return;
    this.#widget.focusPanelSoon();
    this.open = true;
  }

  /** Closes the panel and gives the focus back to the launcher, if it was inside. */
  hide(): void {
    if (!this.open || !this.dispatchEvent(new AutessaHideEvent({}))) return;
    if (this.contains((this.getRootNode() as Document | ShadowRoot).activeElement)) this.#widget.focusLauncherSoon();
    this.open = false;
  }

  /**
   * Invites to talk, by a few words beside the launcher; by default those of the attribute. Not while the panel is open
   * or has been, nor twice on a page, nor before `invite-every` is over. Where it is set, it is the attribute.
   *
   * @returns whether the invitation is shown; rejects where its code cannot be loaded
   */
  get invite(): (text?: string) => Promise<boolean> {
    return (text) => this.#widget.invite(text);
  }
  set invite(text: string | undefined) {
    this.invitation = text;
  }

  /** Opens or closes the panel. @param from as for `show` */
  toggle(from?: ShowOrigin): void {
    if (this.open) this.hide();
    else this.show(from);
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
    return (await this.#widget.load()).send(input);
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
    const session = await this.#widget.loadAll().catch(async (error: unknown) => {
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

  /** Conversations that were left and are kept in this browser, for this agent and user: the last one first, at most 50. */
  get conversations(): readonly ConversationSummary[] {
    return this.#snapshot.conversations ?? [];
  }

  /**
   * Goes on with one of `conversations`.
   *
   * @throws {AgentError} `config` where no such conversation is kept in this browser
   */
  async openConversation(conversationId: string): Promise<void> {
    await (await this.#widget.load()).openConversation(conversationId);
  }

  /** Deletes a conversation from this browser, and closes it on the server; the one that is shown gives way to a new one. */
  async deleteConversation(conversationId: string): Promise<void> {
    await (await this.#widget.load()).deleteConversation(conversationId);
  }

  /** Closes the conversation on the server. */
  async endConversation(): Promise<void> {
    await this.session?.endConversation();
  }

  /** The conversation as text to keep. */
  transcript(format: TranscriptFormat): string {
    return this.session?.transcript(format) ?? (format === 'json' ? '[]' : '');
  }

  /**
   * Forgets the conversation, and leaves nothing of it in the browser. With `{ everything: true }`, all that the widget
   * keeps on this site goes, of all its agents and of all who use this browser.
   */
  async clearStoredData(options?: ClearOptions): Promise<void> {
    await this.#widget.clearStoredData(options);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#widget.connect();
  }

  disconnectedCallback(): void {
    // One that is only moved is back already.
    queueMicrotask(() => {
      if (!this.isConnected) this.#widget.leave();
    });
  }

  protected override willUpdate(): void {
    this.#widget.configure();
  }

  protected override render(): void {
    this.#widget.render();
  }

  protected override updated(): void {
    if (this.isConnected) this.#widget.update();
  }
}
