import { html, nothing, render, type TemplateResult } from 'lit';
import { onNextFrame } from '../../base/frame.js';
import type { Message, MessageInput } from '../../conversation/message.js';
import type { AgentSession } from '../../session/agent-session.js';
import { initialSnapshot, type SessionSnapshot } from '../../session/snapshot.js';
import { tokensIn } from '../configuration.js';
import { addressPolicy, type AddressPolicy } from '../markdown/addresses.js';
import { allDrawn } from '../markdown/reply-text.js';
import { mergeStrings } from '../strings/english.js';
import type { AllStrings, Strings, TranslationFile } from '../strings/strings.js';
import type { TranslationLoader } from '../strings/translation-loader.js';
import type { WidgetElement } from '../widget-element.js';
import { Attachments } from './attachments/attachments.js';
import { avatar } from './avatar.js';
import { Composer } from './composer.js';
import type { ConversationTools } from './conversation-tools/conversation-tools.js';
import { toolsLoader } from './conversation-tools/tools-loader.js';
import { FocusKeeper } from './focus-keeper.js';
import { icons } from './icons.js';
import { LazyPanelPart } from './lazy-panel-part.js';
import { LogView } from './log/log-view.js';
import { Notices } from './notices/notices.js';
import { PanelFrame } from './panel-frame.js';
import type { PanelParts } from './panel-parts.js';
import { StatusLine } from './status-line.js';
import { voiceLoader } from './voice/voice-loader.js';
import type { VoiceView } from './voice/voice-view.js';

/**
 * The conversation as people see and use it. It renders the session's snapshot into the element's shadow root, beside
 * the launcher, and turns what a person does into calls of the session. It holds no truth but the draft. Its parts know
 * it as their `PanelParts`.
 */
export class Panel implements PanelParts {
  readonly element: WidgetElement;
  readonly container: HTMLElement;
  readonly signal: AbortSignal;
  readonly notices: Notices;
  readonly composer: Composer;
  readonly log: LogView;
  readonly focusKeeper: FocusKeeper;
  strings: Strings;
  session: AgentSession | undefined;
  readonly #lifetime = new AbortController();
  readonly #translations: TranslationLoader;
  #translation: TranslationFile | undefined;
  readonly #frame: PanelFrame;
  readonly #status: StatusLine;
  readonly #attachments: Attachments;
  readonly #tools: LazyPanelPart<ConversationTools>;
  readonly #voice: LazyPanelPart<VoiceView>;
  #isUnusable = false;
  #isShown = false;
  #sessionLifetime = new AbortController();

  constructor(element: WidgetElement, container: HTMLElement, translations: TranslationLoader) {
    this.element = element;
    this.container = container;
    this.signal = this.#lifetime.signal;
    this.#translations = translations;
    this.strings = mergeStrings(undefined, element);
    this.#frame = new PanelFrame(element, container, this.signal);
    this.focusKeeper = new FocusKeeper(container, this.signal);
    this.notices = new Notices(element.renderRoot, translations, this.#onLoad);
    this.#status = new StatusLine(this, () => this.#render());
    element.addEventListener('autessa-error', () => this.notices.request(), this.#lifetime);
    this.log = new LogView(this, () => this.#render());
    this.#attachments = new Attachments(this, this.#onLoad);
    this.composer = new Composer(this, this.#attachments);
    this.#tools = new LazyPanelPart(this, toolsLoader, this.#onLoad);
    this.#voice = new LazyPanelPart(this, voiceLoader, this.#onLoad);
  }

  get snapshot(): Readonly<SessionSnapshot> {
    return this.session?.snapshot ?? initialSnapshot;
  }

  get allStrings(): AllStrings {
    return this.strings as AllStrings;
  }

  get language(): string {
    return this.#translations.language || 'en';
  }

  get addresses(): AddressPolicy {
    return addressPolicy(tokensIn(this.element.allowedOrigins));
  }

  readonly send = (input: string | readonly MessageInput[]): void => {
    // What goes wrong is shown with the message.
    this.session?.send(input).catch(() => undefined);
    this.#render();
    this.log.followLast();
  };

  readonly later = (work: () => void): void => {
    onNextFrame(() => setTimeout(() => this.signal.aborted || (work(), this.log.follower.keep())));
  };

  /**
   * The element's attributes, its session, or whether the panel is to be seen have changed.
   *
   * @param isUnusable whether something is missing or wrong without which nobody can talk
   */
  update(isUnusable: boolean): void {
    const { session, isShown, unread } = this.element;
    const before = this.session;
    this.session = session;
    this.#isShown = isShown;
    this.#isUnusable = isUnusable;
    if (unread || isUnusable || this.snapshot.messages.some(({ error }) => error)) this.notices.request();
    this.#frame.update(isShown);
    this.#updateStrings();
    if (session !== before) {
      this.#sessionLifetime.abort();
      this.#sessionLifetime = new AbortController();
      if (before) this.#forget();
      session?.subscribe(() => this.#render(), this.#sessionLifetime);
      session?.addEventListener('autessa-message', ({ message }) => this.#onMessage(message), this.#sessionLifetime);
    }
    if (isShown) void session?.open();
    this.#render();
    if (isShown && this.snapshot.messages.length > 0) this.log.follower.keep();
  }

  /** Moves the focus to where the person can begin. */
  focus(): void {
    this.#frame.insist(() => {
      if (!this.composer.focus()) this.container.querySelector<HTMLElement>(this.snapshot.isConsentNeeded ? '.consent' : '.icon')?.focus();
    });
  }

  /** The element is back on the page: the browser has forgotten where it stood, and what had the focus. */
  resume(): void {
    this.log.follower.resume();
    this.#frame.resume();
    this.focusKeeper.resume();
  }

  dispose(): void {
    this.#lifetime.abort();
    this.#sessionLifetime.abort();
    this.#status.rest();
    this.log.announcer.clear();
    render(nothing, this.container);
  }

  /** Nothing of one conversation is left for the next, who may be somebody else's: not even while nobody looks. */
  #forget(): void {
    this.log.forget();
    this.composer.clear();
    this.#attachments.clear();
  }

  /** They follow what has been loaded, and what the page has set. */
  #updateStrings(): void {
    const { translation } = this.#translations;
    const isOther = translation !== this.#translation;
    this.#translation = translation;
    this.strings = mergeStrings(translation, this.element);
    if (isOther) this.log.messages.refresh();
    this.notices.current?.tellUnread(this);
  }

  /** Code is there, or could not be loaded. With it come strings, and styles that need more room. */
  readonly #onLoad = (): void => {
    if (this.signal.aborted) return;
    this.#updateStrings();
    this.#render();
    this.log.follower.keep();
  };

  #render(): void {
    // Closed, nothing of it is worked on: it catches up when it opens. But it is there as soon as somebody reaches for it.
    if (this.#isShown || !this.container.hasChildNodes()) this.#draw();
    if (this.#isShown) return;
    this.log.announcer.clear();
    this.#voice.update();
    this.#status.rest();
  }

  #draw(): void {
    this.#status.update();
    const { avatar: picture, heading, strings } = this.element;
    const face = avatar(heading ?? strings?.heading ?? '', picture);
    this.log.update({ avatar: face, suggestions: this.notices.suggestionsTemplate(this) });
    render(this.#template(face), this.container);
    this.composer.update();
    // What shows a voice and knows more may still be on its way.
    this.log.announcer.isQuiet = this.snapshot.voiceState === 'speaking';
    this.#tools.update();
    this.#voice.update();
    this.log.settle();
  }

  /** The panel from top to bottom: a dialog where it floats, a part of the page where it does not. */
  #template(face: TemplateResult): TemplateResult {
    const { strings, language } = this;
    const { messages, isConsentNeeded } = this.snapshot;
    const onClose = this.#frame.isFloating ? () => this.element.hide() : undefined;
    const status = this.#status.template({ isUnusable: this.#isUnusable, hasVoiceFailed: this.#voice.hasFailed });
    return html`<section class="panel ${this.#status.hasTrouble ? 'has-trouble' : ''} ${messages[0] ? '' : 'is-empty'}" part="panel" role=${onClose ? 'dialog' : 'region'} aria-label=${strings.heading} lang=${language} dir=${strings.direction}>
      <div class="header" part="header">
        <slot name="header">
          ${face}
          <h2 dir="auto" .textContent=${strings.heading}></h2>
        </slot>
        ${onClose ? html`<button class="icon" type="button" aria-label=${strings.close} @click=${onClose}>${icons.close}</button>` : nothing}
      </div>
      <div class="body">${this.log.element} ${status}</div>
      ${isConsentNeeded
        ? this.notices.consentTemplate(this, onClose)
        : html`${this.#voice.current?.element ?? nothing} ${this.composer.element}`}
      <slot name="footer"></slot>
      ${this.log.announcer.element}
    </section>`;
  }

  #onMessage(message: Message): void {
    if (!this.#isShown) return this.#tools.prepare();
    // The page shows it with the next microtask; what went wrong, as soon as there are words for it.
    queueMicrotask(() => {
      this.#render();
      const announce = (): unknown => this.#isShown && this.log.announce(message);
      const drawn: Promise<unknown> = message.error || !message.text ? this.notices.load() : allDrawn();
      void drawn.then(announce, announce);
    });
  }
}
