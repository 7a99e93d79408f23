import { html, nothing, render, type TemplateResult } from 'lit';
import { onNextFrame } from '../../base/frame.js';
import { positionOf, type Message, type MessageInput } from '../../conversation/message.js';
import type { AgentSession } from '../../session/agent-session.js';
import { initialSnapshot, type SessionSnapshot } from '../../session/snapshot.js';
import { onlyMode, wordsOf } from '../configuration.js';
import { isMaskMissing } from '../extensions/extension.js';
import { isFloating } from '../layout.js';
import { addressPolicy } from '../markdown/addresses.js';
import { allDrawn } from '../markdown/reply-text.js';
import { mergeStrings, stringsFor } from '../strings/english.js';
import type { LaterTranslation, Strings } from '../strings/strings.js';
import type { Words } from '../strings/words.js';
import type { WidgetElement } from '../widget-element.js';
import { adoptStyles } from './adopt-styles.js';
import { Attachments } from './attachments/attachments.js';
import { avatar } from './avatar.js';
import { Composer } from './composer.js';
import { Containment } from './containment.js';
import type { ConversationTools } from './conversation-tools/conversation-tools.js';
import { lazyConversationTools } from './conversation-tools/lazy-conversation-tools.js';
import { FocusKeeper } from './focus-keeper.js';
import { FullScreen } from './full-screen/full-screen.js';
import { header } from './header.js';
import type { LazyPanelPart } from './lazy-panel-part.js';
import { LogView } from './log/log-view.js';
import type { MessageContext } from './log/message-context.js';
import { ReplyViews } from './log/reply-views.js';
import { Notices } from './notices/notices.js';
import type { PanelContext } from './panel-context.js';
import type { PanelModel } from './panel-model.js';
import { StatusLine } from './status-line.js';
import { fillingStyles, styles } from './styles.js';
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
  readonly #words: Words;
  readonly #lifetime = new AbortController();
  readonly #fillingStyles: CSSStyleSheet;
  readonly #status = new StatusLine(() => this.#render());
  readonly #notices: Notices;
  readonly #messages: MessageContext;
  readonly #log: LogView;
  readonly #attachments: Attachments;
  readonly #tools: LazyPanelPart<ConversationTools>;
  readonly #voice: LazyPanelPart<VoiceView>;
  readonly #fullScreen: FullScreen;
  readonly #focusKeeper: FocusKeeper;
  readonly #containment: Containment;
  #model: PanelModel = { session: undefined, isUnusable: false, isShown: false, unread: 0 };
  #strings: Strings = mergeStrings(undefined, {}, {});
  #sessionLifetime = new AbortController();
  #translation: LaterTranslation | undefined;

  constructor(element: WidgetElement, container: HTMLElement, words: Words) {
    this.#element = element;
    this.#container = container;
    this.#words = words;
    const { renderRoot } = element;
    const { signal } = this.#lifetime;
    adoptStyles(renderRoot, styles, signal);
    this.#fillingStyles = adoptStyles(renderRoot, [fillingStyles], signal);
    // The first update may be a while away: it waits for the session.
    this.#fillingStyles.disabled = this.#isFloating;
    this.#notices = new Notices(renderRoot, words, signal, () => this.#onNoticesChange());
    element.addEventListener('autessa-error', () => this.#notices.request(), { signal });
    this.composer = new Composer({
      onInput: () => this.#onInput(),
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
      strings: () => this.#strings,
      language: () => this.#language,
      addresses: () => addressPolicy(wordsOf(element.allowedOrigins)),
      views: new ReplyViews(element, () => messages),
      loadNotices: () => this.#notices.load(),
      later: (work) => void onNextFrame(() => setTimeout(() => signal.aborted || (work(), this.#log.follower.keep()))),
      send: (text) => this.#send(text),
      cancel: async (id) => this.#session?.cancel(id),
      onRetry: (id) => this.#retry(id),
    });
    this.#log = new LogView(messages, () => this.#render(), signal);
    const context: PanelContext = { element, container, composer: this.composer, log: this.#log.messages, follower: this.#log.follower, announcer: this.#log.announcer, messages };
    const onChange = (): unknown => signal.aborted || this.#renderLate();
    this.#attachments = new Attachments(context, onChange, signal);
    this.#tools = lazyConversationTools(context, onChange);
    this.#voice = lazyVoice(context, onChange);
    this.#fullScreen = new FullScreen(container, () => element.hide(), signal);
    this.#focusKeeper = new FocusKeeper(container, signal);
    this.#containment = new Containment(container, signal);
    container.addEventListener('keydown', (event) => this.#onKeyDown(event), { signal });
  }

  /** The element's attributes, the session, or whether the panel is seen have changed. */
  update(model: PanelModel): void {
    const { session } = model;
    const before = this.#session;
    this.#model = model;
    if (model.unread || model.isUnusable || session?.snapshot.messages.some(({ error }) => error)) this.#notices.request();
    this.#container.classList.toggle('compact', /compact/.test(getComputedStyle(this.#element).getPropertyValue('--autessa-density')));
    this.#readStrings();
    if (session !== before) {
      this.#sessionLifetime.abort();
      this.#sessionLifetime = new AbortController();
      if (before) this.#forget();
      session?.subscribe(() => this.#render(), this.#sessionLifetime);
      session?.addEventListener('autessa-message', ({ message }) => this.#onMessage(message), this.#sessionLifetime);
    }
    this.#tellUnread();
    this.#fullScreen.update(model.isShown && this.#isFloating);
    // A CSS zoom of the page; the styles take it out of measures of the viewport.
    if (model.isShown) this.#container.style.setProperty('--_zoom', String(this.#container.currentCSSZoom ?? 1));
    this.#fillingStyles.disabled = this.#isFloating;
    this.#containment.update(model.isShown, this.#isFloating);
    if (session && model.isShown) void session.open();
    this.#render();
    if (model.isShown && this.#snapshot.messages.length > 0) this.#log.follower.keep();
  }

  /** Moves the focus to where the person can begin. */
  focus(): void {
    this.#containment.insist(() => {
      if (!this.composer.focus()) this.#container.querySelector<HTMLElement>(this.#snapshot.isConsentNeeded ? '.consent' : '.icon')?.focus();
    });
  }

  /** See `PanelHost`. */
  onReturn(): void {
    this.#focusKeeper.hold();
  }

  /** See `PanelHost`. */
  resume(): void {
    this.#log.follower.resume();
    this.#focusKeeper.resume();
  }

  dispose(): void {
    for (const part of [this.#tools, this.#voice, this.#status]) part.dispose();
    this.#lifetime.abort();
    this.#sessionLifetime.abort();
    this.#log.announcer.clear();
    render(nothing, this.#container);
  }

  get #isFloating(): boolean {
    return isFloating(this.#element.layout);
  }

  get #session(): AgentSession | undefined {
    return this.#model.session;
  }

  get #language(): string {
    return this.#words.language || 'en';
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
    const translation = this.#words.translation;
    this.#strings = stringsFor(translation, this.#element);
    if (translation !== this.#translation) this.#log.messages.refresh();
    this.#translation = translation;
  }

  #onNoticesChange(): void {
    this.#readStrings();
    this.#tellUnread();
    this.#renderLate();
  }

  /** With code that has come late come styles that need more room. */
  #renderLate(): void {
    this.#render();
    this.#log.follower.keep();
  }

  #tellUnread(): void {
    this.#notices.current?.tellUnread(this.#element.renderRoot, this.#model.unread, this.#strings, this.#language);
  }

  #render(): void {
    const { isShown } = this.#model;
    // Closed, nothing of it is worked on: it catches up when it opens. But it is there as soon as somebody reaches for it.
    if (isShown || !this.#container.hasChildNodes()) this.#draw(this.#session, this.#snapshot);
    if (isShown) return;
    this.#log.announcer.clear();
    this.#voice.update(this.#session, this.#strings);
    this.#status.dispose();
  }

  #draw(session: AgentSession | undefined, snapshot: Readonly<SessionSnapshot>): void {
    this.#status.update(snapshot);
    const { suggestions } = this.#element;
    this.#log.update(snapshot, {
      avatar: this.#avatar,
      suggestions:
        Array.isArray(suggestions) && suggestions[0]
          ? this.#notices.suggestionsTemplate(suggestions, this.#strings, snapshot.isConsentNeeded, this.#messages.send)
          : nothing,
    });
    render(this.#template(snapshot), this.#container);
    this.#updateComposer(snapshot);
    // What shows a voice and knows more may still be on its way.
    this.#log.announcer.isQuiet = snapshot.voiceState === 'speaking';
    for (const part of [this.#tools, this.#voice]) part.update(session, this.#strings);
    this.#log.settle(snapshot);
  }

  /** The panel from top to bottom: a dialog where it floats, a part of the page where it does not. */
  #template(snapshot: Readonly<SessionSnapshot>): TemplateResult {
    const strings = this.#strings;
    const language = this.#language;
    const onClose = this.#isFloating ? () => this.#element.hide() : undefined;
    const status = this.#status.template({
      strings,
      language,
      notices: this.#notices,
      isUnusable: this.#model.isUnusable,
      hasVoiceFailed: this.#voice.hasFailed,
      onRetry: () => void this.#session?.reconnect(),
    });
    return html`<section class="panel ${this.#status.hasTrouble ? 'has-trouble' : ''}" part="panel" role=${onClose ? 'dialog' : 'region'} aria-label=${strings.heading} lang=${language} dir=${strings.direction}>
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
    this.composer.update({
      strings: this.#strings,
      isResponding: state === 'responding',
      isEnabled: this.#session !== undefined,
      isHeld: isMaskMissing(this.#element),
      canAttach: this.#attachments.isEnabled,
      tray: this.#attachments.element,
      attachmentCount: this.#attachments.count,
      modes: onlyMode(this.#element.modes),
      limitTemplate: (left) => this.#notices.limitTemplate(left, this.#strings, this.#language),
    });
  }

  #accept(): void {
    this.#session?.acceptConsent();
    // The button is gone with the consent; the focus should not fall back to the page.
    queueMicrotask(() => this.composer.focus());
  }

  #onInput(): void {
    // The answer comes sooner when the connection is there before the question.
    if (this.composer.value.trim()) void this.#session?.prepare();
  }

  #send(input: string | readonly MessageInput[]): void {
    // What goes wrong is shown with the message.
    this.#session?.send(input).catch(() => undefined);
    this.#render();
    this.#log.followLast();
  }

  /** Sends again what was not delivered, with what was said right after it and was not either: they have one button. */
  #retry(id: string): void {
    const { messages } = this.#snapshot;
    const isLost = (message: Message | undefined): boolean => message?.role === 'user' && message.status === 'failed';
    const retry = (each: string): unknown => this.#session?.retry(each).catch(() => undefined);
    let position = positionOf(messages, id);
    retry(id);
    while (isLost(messages[position]) && isLost(messages[(position += 1)])) retry(messages[position]!.id);
  }

  #onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.isComposing || !this.#isFloating) return;
    // The page may have a use for it too, and sees that it had one here.
    event.preventDefault();
    this.#element.hide();
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
