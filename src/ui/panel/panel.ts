import { html, nothing, render, type TemplateResult } from 'lit';
import type { Message, MessageInput } from '../../conversation/message.js';
import type { AgentSession } from '../../session/agent-session.js';
import { initialSnapshot, type SessionSnapshot } from '../../session/snapshot.js';
import { wordsOf, type Problem } from '../configuration.js';
import type { AutessaAgentElement } from '../element.js';
import { addressPolicy } from '../markdown/addresses.js';
import { create } from '../dom.js';
import { mergeStrings } from '../strings/english.js';
import { wordsFor, type Strings, type LaterTranslation } from '../strings/strings.js';
import type { Words } from '../strings/words.js';
import { adoptStyles } from './adopt-styles.js';
import { Announcer } from './announcer.js';
import { beginning } from './beginning.js';
import { composer, maximumLength, nearLimit } from './composer.js';
import { fullScreenHost } from './full-screen-host.js';
import { Following } from './following.js';
import { header } from './header.js';
import { laterExtras, laterVoice, type Later, type LaterExtras } from './later.js';
import { MessageLog } from './message-log.js';
import type { MessageContext } from './message-view.js';
import { Rare } from './rare.js';
import { StatusLine } from './status-line.js';
import { styles } from './styles.js';
import type { Voice } from './voice/voice.js';

export interface PanelModel {
  /** `undefined` while its code is loading, or where the attributes do not suffice for one. */
  readonly session: AgentSession | undefined;
  readonly problems: readonly Problem[];
  readonly isShown: boolean;
  /** How many replies came while it was closed. */
  readonly unread: number;
}

/**
 * The conversation as people see and use it. It renders the session's snapshot into the element's shadow root, beside
 * the launcher, and turns what a person does into calls of the session. It holds no truth but the draft.
 */
export class Panel {
  readonly #element: AutessaAgentElement;
  readonly #root: ShadowRoot;
  readonly #container: HTMLElement;
  readonly #words: Words;
  readonly #lifetime = new AbortController();
  readonly #status = new StatusLine(() => this.#render());
  /** These are made once and handed to the template: their content is not the template's. */
  readonly #scroller = create('div', { class: 'scroller', tabindex: '0' });
  /** A reply that grows is not read out piece by piece: the announcer does that. */
  readonly #logBox = create('div', { class: 'log', part: 'log', role: 'log', 'aria-live': 'off' });
  readonly #announcer = new Announcer(() => this.#strings);
  readonly #rare: Rare;
  readonly #log: MessageLog;
  readonly #following: Following;
  readonly #extras: LaterExtras;
  readonly #voice: Later<Voice>;
  readonly #updateFullScreen: (isFloating: boolean) => void;
  #model: PanelModel = { session: undefined, problems: [], isShown: false, unread: 0 };
  #strings: Strings = mergeStrings(undefined, {}, {});
  #sessionLifetime = new AbortController();
  /** The words that are shown. */
  #translation: LaterTranslation | undefined;

  constructor(element: AutessaAgentElement, container: HTMLElement, root: ShadowRoot, words: Words) {
    this.#element = element;
    this.#container = container;
    this.#words = words;
    this.#root = root;
    adoptStyles(root, styles, this.#lifetime.signal);
    const { signal } = this.#lifetime;
    this.#rare = new Rare(root, words, signal, () => this.#onRareChange());
    element.addEventListener('autessa-error', () => this.#rare.want(), { signal });
    const context: MessageContext = {
      signal, strings: () => this.#strings,
      addresses: () => addressPolicy(wordsOf(element.allowedOrigins)),
      loadRare: () => this.#rare.load(),
      later: (work) => void setTimeout(() => signal.aborted || (work(), this.#following.keep())),
      onCancel: (id) => void this.#session?.cancel(id).catch(() => undefined),
      onRetry: (id) => void this.#session?.retry(id).catch(() => undefined),
    };
    this.#log = new MessageLog(this.#logBox, context);
    this.#following = new Following(this.#scroller, () => this.#render(), signal);
    const onChange = (): unknown => signal.aborted || this.#renderLate();
    this.#extras = laterExtras(() => this.#session, onChange, element, container, context, this.#following);
    this.#voice = laterVoice(() => this.#session, onChange, { container, messages: context, log: this.#log, announcer: this.#announcer });
    this.#updateFullScreen = fullScreenHost(container, () => element.hide(), signal);
    container.addEventListener('keydown', (event) => this.#onKeyDown(event), { signal });
  }

  /** The element's attributes, the session, or whether the panel is seen have changed. */
  update(model: PanelModel): void {
    const { session } = model;
    const before = this.#session;
    this.#model = model;
    if (model.unread || model.problems.length > 0 || session?.snapshot.messages.some(({ error }) => error)) this.#rare.want();
    this.#readStrings();
    if (session !== before) {
      this.#sessionLifetime.abort();
      this.#sessionLifetime = new AbortController();
      if (before) this.#forget();
      const { signal } = this.#sessionLifetime;
      session?.subscribe(() => this.#render(), { signal });
      session?.addEventListener('autessa-message', ({ message }) => this.#onMessage(message), { signal });
    }
    this.#tellUnread();
    this.#updateFullScreen(model.isShown && this.#isFloating);
    if (session && model.isShown) void session.open();
    this.#render();
    if (model.isShown && this.#snapshot.messages.length > 0) this.#following.keep();
  }

  /** Nothing of one conversation is left for the next, who may be somebody else's: not even while nobody looks. */
  #forget(): void {
    this.#announcer.clear();
    this.#log.update([]);
    this.#following.follow();
    this.#emptyInput();
  }

  /** Moves the focus to where the person can begin. */
  focus(): void {
    const find = (selector: string) => this.#container.querySelector<HTMLElement>(selector);
    (find('textarea:enabled, .is-voice :enabled') ?? find(this.#snapshot.isConsentNeeded ? '.consent' : '.icon'))?.focus();
  }

  dispose(): void {
    this.#lifetime.abort();
    this.#sessionLifetime.abort();
    this.#status.dispose();
    this.#announcer.clear();
    render(nothing, this.#container);
  }

  get #input(): HTMLTextAreaElement | null {
    return this.#container.querySelector('textarea');
  }

  get #isFloating(): boolean {
    const { layout } = this.#element;
    return layout !== 'inline' && layout !== 'page';
  }

  get #session(): AgentSession | undefined {
    return this.#model.session;
  }

  get #draft(): string {
    return this.#input?.value ?? '';
  }

  get #hasContent(): boolean {
    return !!(this.#draft.trim() || this.#extras.get()?.attachments.count);
  }

  get #language(): string {
    return this.#words.language || 'en';
  }

  get #snapshot(): Readonly<SessionSnapshot> {
    return this.#session?.snapshot ?? initialSnapshot;
  }

  #readStrings(): void {
    const { strings, heading, greeting, placeholder } = this.#element;
    const attributes = { heading, greeting, placeholder };
    const given = Object.entries(attributes).filter(([, value]) => value != null);
    const translation = this.#words.translation;
    this.#strings = mergeStrings(translation, strings ?? {}, Object.fromEntries(given));
    if (translation !== this.#translation) this.#log.refresh();
    this.#translation = translation;
  }

  #onRareChange(): void {
    this.#readStrings();
    this.#tellUnread();
    this.#renderLate();
  }

  /** With code that has come late come styles that need more room. */
  #renderLate(): void {
    this.#render();
    this.#following.keep();
  }

  #tellUnread(): void {
    this.#rare.views?.tellUnread(this.#root, this.#model.unread, this.#strings, this.#language);
  }

  #render(): void {
    // Closed, nothing of it is worked on: it catches up when it opens.
    if (!this.#model.isShown) {
      this.#announcer.clear();
      this.#voice()?.update(this.#session);
      return this.#status.dispose();
    }
    const snapshot = this.#snapshot;
    this.#logBox.ariaLabel = this.#strings.conversation;
    this.#status.update(snapshot);
    const grew = this.#log.update(snapshot.messages);
    render(this.#template(snapshot), this.#container);
    this.#extras.get()?.update(this.#session, this.#strings);
    // What shows a voice and knows more may still be on its way.
    this.#announcer.isQuiet = snapshot.voiceState === 'speaking';
    this.#voice()?.update(this.#session);
    if (!grew) return;
    this.#following.keep();
    const last = snapshot.messages.at(-1);
    if (last?.status === 'streaming') this.#announce(last);
  }

  #template(snapshot: Readonly<SessionSnapshot>): TemplateResult {
    const { avatar } = this.#element;
    const strings = this.#strings;
    const isFloating = this.#isFloating;
    return html`<section
      class="panel"
      part="panel"
      role=${isFloating ? 'dialog' : 'region'}
      aria-label=${strings.heading}
      lang=${this.#language}
      dir=${strings.direction}
    >
      ${header({ strings, avatar, onClose: isFloating ? () => this.#element.hide() : undefined })}
      <div class="body">${this.#beginning(snapshot)}</div>
      ${this.#problems()} ${this.#statusTemplate()}
      ${this.#voice() === null ? html`<p class="foot is-failed" role="alert">${wordsFor(strings, 'connection')}</p>` : nothing}
      ${snapshot.isConsentNeeded ? this.#consent() : this.#composer(snapshot)}
      <slot name="footer"></slot>
      ${this.#announcer.element}
    </section>`;
  }

  /** The scrolling part. */
  #beginning({ messages, isRestored, isConsentNeeded }: Readonly<SessionSnapshot>): HTMLElement {
    const { suggestions } = this.#element;
    const isEmpty = messages.length === 0 && isRestored;
    const model = {
      strings: this.#strings,
      isEmpty,
      suggestions: isEmpty && !isConsentNeeded && Array.isArray(suggestions) ? suggestions : [],
      log: this.#logBox,
      onChoose: (suggestion: string) => this.#send(suggestion),
    };
    render(beginning(model), this.#scroller);
    return this.#scroller;
  }

  #composer({ state }: Readonly<SessionSnapshot>): TemplateResult {
    const left = maximumLength - this.#draft.length;
    if (left < nearLimit) this.#rare.want();
    return composer({
      strings: this.#strings,
      isResponding: state === 'responding',
      isDisabled: !this.#session,
      limit: left < nearLimit && (this.#rare.views?.limitTemplate(left, this.#strings, this.#language) ?? left),
      isTooLong: left < 0,
      canAttach: this.#extras.canAttach,
      hasContent: this.#hasContent,
      onInput: () => this.#onInput(),
      onSubmit: () => this.#submit(),
      onStop: () => this.#stop(),
      // Inside the click, or the browser lets nothing play. What goes wrong is in the snapshot.
      onVoice: () => void this.#session?.startVoice().catch(() => undefined),
      modes: this.#element.modes?.trim(),
      onAttach: () => this.#extras.attach((attachments) => attachments.choose()),
    });
  }

  #consent(): TemplateResult {
    const accept = (): void => {
      this.#session?.acceptConsent();
      // The button is gone with the consent; the focus should not fall back to the page.
      queueMicrotask(() => this.#input?.focus());
    };
    this.#rare.want();
    return html`<div class="consent" part="consent" tabindex="-1">
      ${this.#rare.views?.consentTemplate(this.#element.consent, this.#strings, accept) ??
      (this.#rare.hasFailed ? wordsFor(this.#strings, 'connection') : nothing)}
    </div>`;
  }

  /** What the page's owner has to mend. */
  #problems(): TemplateResult | undefined {
    const { problems, session } = this.#model;
    return problems.length > 0 ? this.#rare.views?.problemsTemplate(problems, session ? null : wordsFor(this.#strings, 'config')) : undefined;
  }

  #statusTemplate(): TemplateResult {
    return this.#status.template({
      strings: this.#strings,
      language: this.#language,
      rare: this.#rare.views,
      onRetry: () => void this.#session?.reconnect(),
    });
  }

  #onInput(): void {
    this.#growInput();
    // The answer comes sooner when the connection is there before the question.
    if (this.#draft.trim()) void this.#session?.prepare();
    this.#render();
  }

  /** The text gives its box the height. */
  #growInput(): void {
    this.#input?.parentElement?.setAttribute('data-text', this.#draft);
  }

  #emptyInput(): void {
    if (this.#input) this.#input.value = '';
    this.#growInput();
  }

  #submit(): void {
    const draft = this.#draft;
    if (!this.#hasContent || draft.length > maximumLength || !this.#session) return;
    const text = draft.trim();
    this.#emptyInput();
    this.#send(this.#extras.get()?.attachments.take(text) ?? text);
  }

  #send(input: string | readonly MessageInput[]): void {
    // What goes wrong is shown with the message.
    this.#session?.send(input).catch(() => undefined);
    this.#announcer.clear();
    this.#render();
    this.#following.follow(this.#logBox.lastElementChild as HTMLElement | null);
  }

  #stop(): void {
    this.#session?.stop();
    this.#input?.focus();
  }

  #onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.isComposing || !this.#isFloating) return;
    event.stopPropagation();
    this.#element.hide();
  }

  #onMessage(message: Message): void {
    if (!this.#model.isShown) return;
    // The page shows it with the next microtask; what went wrong, as soon as there are words for it.
    queueMicrotask(() => {
      this.#render();
      const announce = (): void => this.#announce(message);
      if (message.error || !message.text) void this.#rare.load().then(announce, announce);
      else announce();
    });
  }

  /** Replies are told as they come: those that are on the page from before are not news. */
  #announce({ id, role, status }: Message): void {
    const element = role === 'agent' && this.#model.isShown && this.#log.elementOf(id);
    if (status === 'stopped') this.#announcer.clear();
    else if (element) this.#announcer.follow(element, status !== 'streaming');
  }
}
