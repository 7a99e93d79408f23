import { html, nothing, render, type TemplateResult } from 'lit';
import type { AutessaBeforeSendEvent } from '../../../session/events.js';
import { setAttributes } from '../../dom.js';
import { wordsOf } from '../../configuration.js';
import { icons } from '../../panel/icons.js';
import { fill } from '../../strings/strings.js';
import type { WidgetElement } from '../../widget-element.js';
import type { Extension } from '../extension.js';
import type { ExtensionContext } from '../extension-context.js';
import type { AllWords } from '../offer/all-words.js';
import type { ComposerLine } from '../offer/composer-line.js';
import { isPageWord, labelOf, valuesOf, variableNames, type ContextValue } from './context-values.js';
import { pageContextStyles } from './page-context.styles.js';
import { PageFunction } from './page-function.js';
import { PageSelection } from './page-selection.js';

/** Sends along what of the page the element names. Rejects where the words for it cannot be loaded. */
export async function createPageContext(context: ExtensionContext): Promise<Extension> {
  await context.words.load();
  return new PageContext(context);
}

/** What of the page goes along with each message, shown above the composer as chips that can be taken off. */
class PageContext implements Extension {
  readonly #element: WidgetElement;
  readonly #words: AllWords;
  readonly #line: ComposerLine;
  /** Names of what was taken off; another selection is offered again. */
  readonly #off = new Set<string>();
  #source: WidgetElement['context'];
  #named: readonly string[] = [];
  #selection: PageSelection | undefined;
  #function: PageFunction | undefined;
  /** Of what the attribute asks for. */
  #lifetime = new AbortController();
  #session: WidgetElement['session'];
  #sessionLifetime = new AbortController();
  #wasShown = false;
  #wasAllowed = false;

  constructor({ element, words, createLine, signal }: ExtensionContext) {
    this.#element = element;
    this.#words = words;
    this.#line = createLine({}, pageContextStyles);
    // Before the page's own listeners: they see it, and may change it.
    element.addEventListener('autessa-before-send', (event) => this.#onSend(event), { capture: true, signal });
    signal.addEventListener('abort', () => {
      this.#lifetime.abort();
      this.#sessionLifetime.abort();
    });
  }

  update(): void {
    const { context, session, isShown } = this.#element;
    const isOther = context !== this.#source || session !== this.#session || (isShown && !this.#wasShown);
    this.#wasShown = isShown;
    if (context !== this.#source) this.#follow(context);
    if (session !== this.#session) this.#followSession(session);
    if (isOther) this.#refresh();
    else this.#render();
    // In another language, as soon as its words are there.
    this.#words.load().then(() => this.#render(), () => undefined);
  }

  #follow(source: WidgetElement['context']): void {
    const element = this.#element;
    this.#source = source;
    this.#lifetime.abort();
    this.#lifetime = new AbortController();
    const { signal } = this.#lifetime;
    const isFunction = typeof source === 'function';
    this.#named = isFunction ? [] : (wordsOf(source) ?? []);
    this.#function = isFunction ? new PageFunction(source, () => this.#render(), signal) : undefined;
    this.#selection = this.#named.includes('selection') ? new PageSelection(element, () => this.#onSelection(), signal) : undefined;
    if (source == null) return;
    element.addEventListener('focusin', () => this.#refresh(), { signal });
    // The page may have gone on to another address meanwhile.
    element.addEventListener('input', () => this.#render(), { signal });
    if (!this.#named.every(isPageWord)) import('../../problems.js').then(({ reportProblems }) => reportProblems(element, ['context'])).catch(() => undefined);
  }

  #followSession(session: WidgetElement['session']): void {
    this.#session = session;
    this.#sessionLifetime.abort();
    this.#sessionLifetime = new AbortController();
    session?.subscribe(() => this.#isAllowed !== this.#wasAllowed && this.#refresh(), this.#sessionLifetime);
  }

  /** Nothing is sent before consent, nor asked. */
  get #isAllowed(): boolean {
    return this.#element.session?.snapshot.isConsentNeeded === false;
  }

  /** What is sent along, as it is now. */
  get #values(): readonly ContextValue[] {
    if (!this.#isAllowed) return [];
    const page = { url: () => location.href, title: () => document.title, selection: () => this.#selection?.text ?? '' };
    return (this.#function?.values ?? valuesOf(this.#named, page))
      .filter(({ name }) => !this.#off.has(name))
      .map(({ name, text }) => ({ name, text: this.#element.extensions?.masked?.(text) ?? text }));
  }

  #onSend(event: AutessaBeforeSendEvent): void {
    // What went along with a message goes along with it again.
    if (event.messageId !== undefined) return;
    this.#refresh();
    const values = this.#values;
    if (values.length > 0) event.variables = { ...event.variables, pageContext: Object.fromEntries(values.map(({ name, text }) => [name, text])) };
  }

  #onSelection(): void {
    this.#off.delete(variableNames.selection);
    this.#render();
  }

  #refresh(): void {
    this.#wasAllowed = this.#isAllowed;
    if (this.#isAllowed) this.#function?.call();
    this.#render();
  }

  #render(): void {
    const values = this.#values;
    const { sentAlong } = this.#words.current;
    this.#line.place();
    render(values.length > 0 ? this.#template(values, sentAlong) : nothing, this.#line.box);
    // Who does not see them hears of them where the message is written.
    const description = values.length > 0 ? `${sentAlong}: ${values.map(labelOf).join(', ')}` : null;
    if (this.#input) setAttributes(this.#input, { 'aria-description': description });
  }

  get #input(): HTMLTextAreaElement | null {
    return this.#element.renderRoot.querySelector('textarea');
  }

  #template(values: readonly ContextValue[], label: string): TemplateResult {
    return html`<div class="page-context" part="page-context" role="group" aria-label=${label} title=${label}>${values.map((value) => this.#chip(value))}</div>`;
  }

  #chip(value: ContextValue): TemplateResult {
    const label = labelOf(value);
    const remove = fill(this.#words.current.removeFile, { name: label });
    return html`<span class="context-chip" part="context-chip" title=${value.text}
      ><bdi>${label}</bdi><button type="button" aria-label=${remove} title=${remove} @click=${() => this.#takeOff(value)}>${icons.close}</button></span
    >`;
  }

  #takeOff({ name }: ContextValue): void {
    const position = this.#values.findIndex((value) => value.name === name);
    this.#off.add(name);
    this.#render();
    const left = this.#line.box.querySelectorAll('button');
    (left[Math.min(position, left.length - 1)] ?? this.#input)?.focus();
  }
}
