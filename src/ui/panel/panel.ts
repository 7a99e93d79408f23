import { html, nothing, render, type TemplateResult } from 'lit';
import { onNextFrame } from '../../base/frame.js';
import type { Message, MessageInput } from '../../conversation/message.js';
import type { AgentSession } from '../../session/agent-session.js';
import { initialSnapshot, type SessionSnapshot } from '../../session/snapshot.js';
import { onlyMode, tokensIn } from '../configuration.js';
import { isMaskMissing } from '../extensions/extension.js';
import { addressPolicy } from '../markdown/addresses.js';
import { allDrawn } from '../markdown/reply-text.js';
import type { TranslationLoader } from '../strings/translation-loader.js';
import type { WidgetElement } from '../widget-element.js';
import { Attachments } from './attachments/attachments.js';
import { avatar } from './avatar.js';
import { Composer } from './composer.js';
import type { ConversationTools } from './conversation-tools/conversation-tools.js';
import { lazyConversationTools } from './conversation-tools/lazy-conversation-tools.js';
import { header } from './header.js';
import type { LazyPanelPart } from './lazy-panel-part.js';
import { LogView } from './log/log-view.js';
import type { MessageContext } from './log/message-context.js';
import { ReplyViews } from './log/reply-views.js';
import { Notices } from './notices/notices.js';
import type { PanelContext } from './panel-context.js';
import { PanelFrame } from './panel-frame.js';
import type { PanelModel } from './panel-model.js';
import { PanelStrings } from './panel-strings.js';
import { retryWithNext } from './retry.js';
import { StatusLine } from './status-line.js';
import { lazyVoice } from './voice/lazy-voice.js';
import type { VoiceView } from './voice/voice-view.js';

/**
 * The conversation as people see and use it. It renders the session's snapshot into the element's shadow root, beside
 * the launcher, and turns what a person does into calls of the session. It holds no truth but the draft.
 */
export class Panel {
  readonly composer: Composer;
  readonly #element: WidgetElement;
  readonly #container: HTMLElement;
  readonly #strings: PanelStrings;
  readonly #lifetime = new AbortController();
  readonly #frame: PanelFrame;
  readonly #status: StatusLine;
  readonly #notices: Notices;
  readonly #messages: MessageContext;
  readonly #log: LogView;
  readonly #attachments: Attachments;
  readonly #tools: LazyPanelPart<ConversationTools>;
  readonly #voice: LazyPanelPart<VoiceView>;
  #model: PanelModel = { session: undefined, isUnusable: false, isShown: false, unread: 0 };
  #sessionLifetime = new AbortController();

  constructor(element: WidgetElement, container: HTMLElement, translations: TranslationLoader) {
    this.#element = element;
    this.#container = container;
    this.#strings = new PanelStrings(element, translations);
    const { signal } = this.#lifetime;
    this.#frame = new PanelFrame(element, container, signal);
    this.#notices = new Notices(element.renderRoot, translations, () => this.#onNoticesChange());
    this.#status = new StatusLine(this.#notices, () => this.#render(), () => void this.#session?.reconnect());
    element.addEventListener('autessa-error', () => this.#notices.request(), { signal });
    this.composer = new Composer({
      // The answer comes sooner when the connection is there before the question.
      onInput: () => this.composer.value.trim() && void this.#session?.prepare(),
      onSubmit: (text) => this.#send(this.#attachments.take(text)),
      onStop: () => {
        this.#session?.stop();
        this.composer.focus();
      },
      onAttach: () => this.#attachments.choose(),
      // Inside the click, or the browser lets nothing play. What goes wrong is in the snapshot.
      onVoice: () => void this.#session?.startVoice().catch(() => undefined),
    });
    const messages: MessageContext = (this.#messages = {
      strings: () => this.#strings.current,
      language: () => this.#strings.language,
      addresses: () => addressPolicy(tokensIn(element.allowedOrigins)),
      views: new ReplyViews(element, () => messages),
      loadNotices: () => this.#notices.load(),
      later: (work) => onNextFrame(() => setTimeout(() => signal.aborted || (work(), this.#log.follower.keep()))),
      send: (text) => this.#send(text),
      cancel: async (id) => this.#session?.cancel(id),
      onRetry: (id) => this.#session && retryWithNext(this.#session, id),
    });
    this.#log = new LogView(messages, () => this.#render(), signal);
    const context: PanelContext = { element, container, composer: this.composer, log: this.#log.messages, follower: this.#log.follower, announcer: this.#log.announcer, messages };
    const onChange = (): unknown => signal.aborted || this.#renderLate();
    this.#attachments = new Attachments(context, onChange, signal);
    this.#tools = lazyConversationTools(context, onChange);
    this.#voice = lazyVoice(context, onChange);
  }

  /** The element's attributes, the session, or whether the panel is seen have changed. */
  update(model: PanelModel): void {
    const { session } = model;
    const before = this.#session;
    this.#model = model;
    if (model.unread || model.isUnusable || session?.snapshot.messages.some(({ error }) => error)) this.#notices.request();
    this.#frame.update(model.isShown);
    this.#readStrings();
    if (session !== before) {
      this.#sessionLifetime.abort();
      this.#sessionLifetime = new AbortController();
      if (before) this.#forget();
      session?.subscribe(() => this.#render(), this.#sessionLifetime);
      session?.addEventListener('autessa-message', ({ message }) => this.#onMessage(message), this.#sessionLifetime);
    }
    if (session && model.isShown) void session.open();
    this.#render();
    if (model.isShown && this.#snapshot.messages.length > 0) this.#log.follower.keep();
  }

  /** Moves the focus to where the person can begin. */
  focus(): void {
    this.#frame.insist(() => {
      if (!this.composer.focus()) this.#container.querySelector<HTMLElement>(this.#snapshot.isConsentNeeded ? '.consent' : '.icon')?.focus();
    });
  }

  /** See `PanelHost`. */
  onReturn(): void {
    this.#frame.holdFocus();
  }

  /** See `PanelHost`. */
  resume(): void {
    this.#log.follower.resume();
    this.#frame.resume();
  }

  dispose(): void {
    for (const part of [this.#tools, this.#voice, this.#status]) part.dispose();
    this.#lifetime.abort();
    this.#sessionLifetime.abort();
    this.#log.announcer.clear();
    render(nothing, this.#container);
  }

  get #session(): AgentSession | undefined {
    return this.#model.session;
  }

  get #avatar(): TemplateResult {
    const { avatar: picture, heading, strings } = this.#element;
    return avatar(heading ?? strings?.heading ?? '', picture);
  }

  get #snapshot(): Readonly<SessionSnapshot> {
    return this.#session?.snapshot ?? initialSnapshot;
  }

  /** Nothing of one conversation is left for the next, who may be somebody else's: not even while nobody looks. */
  #forget(): void {
    this.#log.forget();
    this.composer.clear();
    this.#attachments.clear();
  }

  #readStrings(): void {
    if (this.#strings.update()) this.#log.messages.refresh();
    this.#notices.current?.tellUnread(this.#element.renderRoot, this.#model.unread, this.#strings.current, this.#strings.language);
  }

  #onNoticesChange(): void {
    this.#readStrings();
    this.#renderLate();
  }

  /** With code that has come late come styles that need more room. */
  #renderLate(): void {
    this.#render();
    this.#log.follower.keep();
  }

  #render(): void {
    const { isShown } = this.#model;
    // Closed, nothing of it is worked on: it catches up when it opens. But it is there as soon as somebody reaches for it.
    if (isShown || !this.#container.hasChildNodes()) this.#draw(this.#session, this.#snapshot);
    if (isShown) return;
    this.#log.announcer.clear();
    this.#voice.update(this.#session, this.#strings.current);
    this.#status.dispose();
  }

  #draw(session: AgentSession | undefined, snapshot: Readonly<SessionSnapshot>): void {
    this.#status.update(snapshot);
    const { current: strings } = this.#strings;
    const suggestions = this.#notices.suggestionsTemplate(this.#element.suggestions, strings, snapshot.isConsentNeeded, this.#messages.send);
    this.#log.update(snapshot, { avatar: this.#avatar, suggestions });
    render(this.#template(snapshot), this.#container);
    this.#updateComposer(snapshot);
    // What shows a voice and knows more may still be on its way.
    this.#log.announcer.isQuiet = snapshot.voiceState === 'speaking';
    for (const part of [this.#tools, this.#voice]) part.update(session, strings);
    this.#log.settle(snapshot);
  }

  /** The panel from top to bottom: a dialog where it floats, a part of the page where it does not. */
  #template(snapshot: Readonly<SessionSnapshot>): TemplateResult {
    const { current: strings, language } = this.#strings;
    const onClose = this.#frame.isFloating ? () => this.#element.hide() : undefined;
    const status = this.#status.template({ strings, language, isUnusable: this.#model.isUnusable, hasVoiceFailed: this.#voice.hasFailed });
    return html`<section class="panel ${this.#status.hasTrouble ? 'has-trouble' : ''} ${snapshot.messages[0] ? '' : 'is-empty'}" part="panel" role=${onClose ? 'dialog' : 'region'} aria-label=${strings.heading} lang=${language} dir=${strings.direction}>
      ${header({ strings, avatar: this.#avatar, onClose })}
      <div class="body">${this.#log.element} ${status}</div>
      ${snapshot.isConsentNeeded
        ? this.#notices.consentTemplate(this.#element.consent ?? '', this.#messages, () => this.#accept(), onClose)
        : html`${this.#voice.current?.element ?? nothing} ${this.composer.element}`}
      <slot name="footer"></slot>
      ${this.#log.announcer.element}
    </section>`;
  }

  #updateComposer({ state }: Readonly<SessionSnapshot>): void {
    const { current: strings, language } = this.#strings;
    this.composer.update({
      strings,
      isResponding: state === 'responding',
      isEnabled: this.#session !== undefined,
      isHeld: isMaskMissing(this.#element),
      attachments: this.#attachments,
      modes: onlyMode(this.#element.modes),
      limitTemplate: (left) => this.#notices.limitTemplate(left, strings, language),
    });
  }

  #accept(): void {
    // The button is gone with the consent; the focus should not fall back to the page.
    void this.#session?.acceptConsent().then(() => this.composer.focus());
  }

  #send(input: string | readonly MessageInput[]): void {
    // What goes wrong is shown with the message.
    this.#session?.send(input).catch(() => undefined);
    this.#render();
    this.#log.followLast();
  }

  #onMessage(message: Message): void {
    if (!this.#model.isShown) return this.#tools.prepare();
    // The page shows it with the next microtask; what went wrong, as soon as there are words for it.
    queueMicrotask(() => {
      this.#render();
      const announce = (): unknown => this.#model.isShown && this.#log.announce(message);
      const drawn: Promise<unknown> = message.error || !message.text ? this.#notices.load() : allDrawn();
      void drawn.then(announce, announce);
    });
  }
}
