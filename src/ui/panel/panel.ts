import { html, nothing, render, type TemplateResult } from 'lit';
import type { Message } from '../../conversation/message.js';
import type { AgentSession } from '../../session/agent-session.js';
import { initialSnapshot, type SessionSnapshot } from '../../session/snapshot.js';
import type { Problem } from '../configuration.js';
import type { AutessaAgentElement } from '../element.js';
import { markdownStyles } from '../markdown/markdown.styles.js';
import { mergeStrings } from '../strings/english.js';
import { wordsFor, type Strings, type LaterTranslation } from '../strings/strings.js';
import type { Words } from '../strings/words.js';
import { adoptStyles } from './adopt-styles.js';
import { composer, maximumLength } from './composer.js';
import { composerStyles } from './composer.styles.js';
import { ExtrasHost } from './extras-host.js';
import { Following } from './following.js';
import { icons } from './icons.js';
import { MessageLog } from './message-log.js';
import { messageStyles } from './message.styles.js';
import { panelStyles } from './panel.styles.js';
import { loadRareViews, type RareViews } from './rare.js';
import { StatusLine, type StatusContext } from './status-line.js';

export interface PanelModel {
  /** `undefined` while its code is loading, or where the attributes do not suffice for one. */
  readonly session: AgentSession | undefined;
  readonly problems: readonly Problem[];
  readonly isShown: boolean;
  readonly words: Words;
}

/**
 * The conversation as people see and use it. It renders the session's snapshot into the element's shadow root, beside
 * the launcher, and turns what a person does into calls of the session. It holds no truth but the draft.
 */
export class Panel {
  readonly #element: AutessaAgentElement;
  readonly #root: ShadowRoot;
  readonly #container: HTMLElement;
  readonly #lifetime = new AbortController();
  readonly #status = new StatusLine(() => this.#render());
  /** These are made once and handed to the template: their content is not the template's. */
  readonly #scroller = document.createElement('div');
  readonly #logBox = document.createElement('div');
  readonly #announcer = document.createElement('div');
  readonly #consentBox = document.createElement('div');
  readonly #log: MessageLog;
  readonly #following: Following;
  readonly #extras: ExtrasHost;
  #model: PanelModel | undefined;
  #strings: Strings = mergeStrings(undefined, {}, {});
  #sessionLifetime = new AbortController();
  #rare: RareViews | undefined;
  /** The words that are shown. */
  #translation: LaterTranslation | undefined;
  #draftLength = 0;
  #hasDraft = false;

  constructor(element: AutessaAgentElement, container: HTMLElement, root: ShadowRoot) {
    this.#element = element;
    this.#container = container;
    this.#root = root;
    adoptStyles(root, [panelStyles, messageStyles, composerStyles, markdownStyles], this.#lifetime.signal);
    this.#scroller.className = 'scroller';
    this.#scroller.tabIndex = 0;
    this.#logBox.className = 'log';
    this.#logBox.setAttribute('part', 'log');
    this.#logBox.role = 'log';
    // A reply that grows is not read out piece by piece: the announcer says it when it is done.
    this.#logBox.ariaLive = 'off';
    this.#consentBox.className = 'consent';
    this.#consentBox.tabIndex = -1;
    this.#consentBox.setAttribute('part', 'consent');
    this.#announcer.className = 'visually-hidden';
    this.#announcer.ariaLive = 'polite';
    const { signal } = this.#lifetime;
    element.addEventListener('autessa-error', () => this.#wantRare(), { signal });
    this.#log = new MessageLog(this.#logBox, {
      strings: () => this.#strings,
      loadRare: () => this.#loadRare(),
      onRetry: (id) => void this.#session?.retry(id)?.catch(() => undefined),
    });
    this.#following = new Following(this.#scroller, () => this.#render(), signal);
    this.#extras = new ExtrasHost(() => this.#loadRare(), element, container, signal);
    container.addEventListener('keydown', (event) => this.#onKeyDown(event), { signal });
  }

  /** The element's attributes, the session, or whether the panel is seen have changed. */
  update(model: PanelModel): void {
    const { session } = model;
    const before = this.#session;
    this.#model = model;
    if (model.problems.length > 0 || session?.snapshot.messages.some(({ error }) => error)) this.#wantRare();
    this.#readStrings();
    if (session !== before) {
      this.#sessionLifetime.abort();
      this.#sessionLifetime = new AbortController();
      if (before) this.#forget();
      const { signal } = this.#sessionLifetime;
      session?.subscribe(() => this.#render(), { signal });
      session?.addEventListener('autessa-message', ({ message }) => this.#announce(message), { signal });
    }
    if (session && model.isShown) void session.open();
    this.#render();
    if (model.isShown && this.#snapshot.messages.length > 0) this.#following.keep();
  }

  /** Nothing of one conversation is left for the next, who may be somebody else's: not even while nobody looks. */
  #forget(): void {
    this.#announcer.textContent = '';
    this.#log.update([]);
    const input = this.#input;
    if (!input) return;
    input.value = '';
    this.#noteDraft(input);
  }

  /** Moves the focus to where the person can begin. */
  focus(): void {
    const input = this.#input;
    const other = this.#snapshot.isConsentNeeded ? this.#consentBox : this.#container.querySelector<HTMLElement>('.icon');
    (input && !input.disabled ? input : other)?.focus();
  }

  dispose(): void {
    this.#lifetime.abort();
    this.#sessionLifetime.abort();
    this.#status.dispose();
    render(nothing, this.#container);
  }

  get #input(): HTMLTextAreaElement | null {
    return this.#container.querySelector('textarea');
  }

  get #session(): AgentSession | undefined {
    return this.#model?.session;
  }

  get #snapshot(): Readonly<SessionSnapshot> {
    return this.#session?.snapshot ?? initialSnapshot;
  }

  #readStrings(): void {
    const { strings, heading, greeting, placeholder } = this.#element;
    const attributes = { heading, greeting, placeholder };
    const given = Object.entries(attributes).filter(([, value]) => value != null);
    const translation = this.#model?.words.translation;
    this.#strings = mergeStrings(translation, strings ?? {}, Object.fromEntries(given));
    if (translation !== this.#translation) this.#log.refresh();
    this.#translation = translation;
  }

  /** What most conversations never need: views, and the words in them. Rejects where the views cannot be loaded. */
  async #loadRare(): Promise<RareViews> {
    const [rare] = await Promise.all([loadRareViews(), this.#model?.words.load()]);
    const isNews = !this.#rare || this.#model?.words.translation !== this.#translation;
    if (!this.#rare) adoptStyles(this.#root, [rare.rareStyles], this.#lifetime.signal);
    this.#rare = rare;
    if (isNews) {
      this.#readStrings();
      this.#render();
    }
    return rare;
  }

  /** Offline they cannot be had: the words for a lost connection are there, and are the right ones. */
  #wantRare(): void {
    this.#loadRare().catch(() => undefined);
  }

  #render(): void {
    // Closed, nothing of it is worked on: it catches up when it opens.
    if (!this.#model?.isShown) return this.#status.dispose();
    const snapshot = this.#snapshot;
    this.#logBox.ariaLabel = this.#strings.conversation;
    this.#status.update(snapshot);
    const grew = this.#log.update(snapshot.messages);
    render(this.#template(snapshot), this.#container);
    if (grew) this.#following.keep();
    this.#extras.update(this.#session, this.#strings);
  }

  #template(snapshot: Readonly<SessionSnapshot>): TemplateResult {
    const { layout } = this.#element;
    const strings = this.#strings;
    const isFloating = layout !== 'inline' && layout !== 'page';
    return html`<section
      class="panel"
      part="panel"
      role=${isFloating ? 'dialog' : 'region'}
      aria-label=${strings.heading}
      lang=${this.#model?.words.language ?? nothing}
    >
      ${this.#header(isFloating)}
      <div class="body">
        ${this.#beginning(snapshot)}
        ${this.#following.isFollowing
          ? nothing
          : html`<button class="to-end" type="button" @click=${() => this.#following.follow()}>
              ${icons.down} ${strings.newMessages}
            </button>`}
      </div>
      ${this.#problems() ?? nothing} ${this.#status.template(this.#statusContext())}
      ${snapshot.isConsentNeeded ? this.#consent() : this.#composer(snapshot)}
      <slot name="footer"></slot>
      ${this.#announcer}
    </section>`;
  }

  #header(isFloating: boolean): TemplateResult {
    const { avatar } = this.#element;
    const strings = this.#strings;
    return html`<div class="header" part="header">
      <slot name="header">
        ${avatar ? html`<img class="avatar" src=${avatar} alt="" />` : nothing}
        <h2>${strings.heading}</h2>
      </slot>
      ${isFloating
        ? html`<button class="icon" type="button" aria-label=${strings.close} @click=${() => this.#element.hide()}>
            ${icons.close}
          </button>`
        : nothing}
    </div>`;
  }

  /** The scrolling part: greeting, messages, suggestions. */
  #beginning({ messages, isRestored, isConsentNeeded }: Readonly<SessionSnapshot>): HTMLElement {
    const { greeting, suggestions: label } = this.#strings;
    const { suggestions } = this.#element;
    const isEmpty = messages.length === 0 && isRestored;
    const chips = isEmpty && !isConsentNeeded && Array.isArray(suggestions) ? suggestions : [];
    render(
      html`${greeting || isEmpty
          ? html`<slot name="empty" ?hidden=${!isEmpty && !greeting}>
              ${greeting ? html`<div class="message message-agent"><div class="bubble" dir="auto">${greeting}</div></div>` : nothing}
            </slot>`
          : nothing}
        ${this.#logBox}
        ${chips.length > 0
          ? html`<div class="suggestions" role="group" aria-label=${label}>
              ${chips.map(
                (each) => html`<button class="suggestion" part="suggestion" type="button" dir="auto" @click=${() => this.#send(each)}>
                  ${each}
                </button>`,
              )}
            </div>`
          : nothing}`,
      this.#scroller,
    );
    return this.#scroller;
  }

  #composer({ state }: Readonly<SessionSnapshot>): TemplateResult {
    return composer({
      strings: this.#strings,
      isResponding: state === 'responding',
      isDisabled: !this.#session,
      isTooLong: this.#draftLength > maximumLength,
      hasText: this.#hasDraft,
      onInput: () => this.#onInput(),
      onSubmit: () => this.#submit(),
      onStop: () => this.#stop(),
    });
  }

  #consent(): HTMLElement {
    const accept = (): void => {
      this.#session?.acceptConsent();
      // The button is gone with the consent; the focus should not fall back to the page.
      queueMicrotask(() => this.#input?.focus());
    };
    if (this.#rare) render(this.#rare.consentTemplate(this.#element.consent, this.#strings, accept), this.#consentBox);
    // Without it nothing can be said; opening the panel again asks for it again.
    else this.#loadRare().catch(() => (this.#consentBox.textContent = wordsFor(this.#strings, 'connection')));
    return this.#consentBox;
  }

  /** What the page's owner has to mend. */
  #problems(): TemplateResult | undefined {
    const { problems = [], session } = this.#model ?? {};
    return problems.length > 0 ? this.#rare?.problemsTemplate(problems, session ? null : wordsFor(this.#strings, 'config')) : undefined;
  }

  #statusContext(): StatusContext {
    return {
      strings: this.#strings,
      language: this.#model?.words.language ?? 'en',
      rare: this.#rare,
      onRetry: () => void this.#session?.reconnect(),
    };
  }

  #onInput(): void {
    const input = this.#input;
    if (!input) return;
    this.#noteDraft(input);
    // The answer comes sooner when the connection is there before the question.
    if (this.#hasDraft) void this.#session?.prepare();
    this.#render();
  }

  #noteDraft(input: HTMLTextAreaElement): void {
    this.#draftLength = input.value.length;
    this.#hasDraft = input.value.trim() !== '';
    input.parentElement?.setAttribute('data-text', input.value);
  }

  #submit(): void {
    const input = this.#input;
    if (!input || !this.#hasDraft || this.#draftLength > maximumLength || !this.#session) return;
    const text = input.value.trim();
    input.value = '';
    this.#noteDraft(input);
    this.#send(text);
  }

  #send(text: string): void {
    // What goes wrong is shown with the message.
    this.#session?.send(text).catch(() => undefined);
    this.#following.follow();
    this.#render();
  }

  #stop(): void {
    this.#session?.stop();
    this.#input?.focus();
  }

  #onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.isComposing || this.#element.layout === 'inline' || this.#element.layout === 'page') return;
    event.stopPropagation();
    this.#element.hide();
  }

  /** A reply is said once, whole, when it is done. */
  #announce({ id, role, status }: Message): void {
    if (!this.#model?.isShown || role !== 'agent' || status === 'stopped') return;
    queueMicrotask(() => {
      this.#render();
      this.#announcer.textContent = this.#log.elementOf(id)?.textContent ?? '';
    });
  }
}
