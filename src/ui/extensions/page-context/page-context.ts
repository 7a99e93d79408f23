import { html, nothing, render, type TemplateResult } from 'lit';
import type { AutessaBeforeSendEvent } from '../../../session/events.js';
import { setAttributes } from '../../dom.js';
import { onlyMode, tokensIn } from '../../configuration.js';
import { icons } from '../../panel/icons.js';
import { fill } from '../../strings/strings.js';
import type { WidgetElement } from '../../widget-element.js';
import type { Extension } from '../extension.js';
import type { ExtensionContext } from '../extension-context.js';
import type { ExtensionStrings } from '../extension-strings.js';
import type { ComposerLine } from '../offer/composer-line.js';
import { isPageWord, labelOf, valuesIn, valuesOf, variableNames, type ContextValue } from './context-values.js';
import { pageContextStyles } from './page-context.styles.js';
import { PageFunction } from './page-function.js';
import { PageSelection } from './page-selection.js';

/** Of what describes the text box, beside how much room is left in it. */
const descriptionId = 'page-context';

/** Sends along what of the page the element names. Rejects where the words for it cannot be loaded. */
export async function createPageContext(context: ExtensionContext): Promise<Extension> {
  await context.strings.load();
  return new PageContext(context);
}

/** What of the page goes along with each message: what stands in chips above the composer, each of which can be taken off. */
class PageContext implements Extension {
  readonly #element: WidgetElement;
  readonly #strings: ExtensionStrings;
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
  /** What the chips show, and nothing else is sent. */
  #values: readonly ContextValue[] = [];
  /** Whether a message is being written: the function was asked as that began. */
  #isWriting = false;

  constructor({ element, strings, createLine, signal }: ExtensionContext) {
    this.#element = element;
    this.#strings = strings;
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
    // What somebody else has seen, taken off or selected is nobody's any more.
    const isLeft = this.#session !== undefined && session !== this.#session;
    if (session !== this.#session) this.#followSession(session);
    if (context !== this.#source || isLeft) this.#follow(context, isLeft);
    if (isOther) this.#refresh();
    else this.#render();
    // In another language, as soon as its words are there.
    this.#strings.load().then(() => this.#render(), () => undefined);
  }

  #follow(source: WidgetElement['context'], isLeft: boolean): void {
    const element = this.#element;
    this.#source = source;
    // A page may make its function anew each time it draws.
    if (this.#function && typeof source === 'function' && !isLeft) {
      this.#function.act = source;
      return;
    }
    if (isLeft) this.#off.clear();
    this.#lifetime.abort();
    this.#lifetime = new AbortController();
    const { signal } = this.#lifetime;
    const isFunction = typeof source === 'function';
    this.#named = isFunction ? [] : (tokensIn(source) ?? []);
    this.#function = isFunction ? new PageFunction(source, () => this.#render(), signal) : undefined;
    this.#selection = this.#named.includes('selection') ? new PageSelection(element, () => this.#onSelection(), signal) : undefined;
    if (source == null) return;
    // Within the panel: a floating one keeps its focus from the page.
    const options = { capture: true, signal };
    for (const type of ['focusin', 'pointerdown', 'input'] as const) element.renderRoot.addEventListener(type, (event) => this.#onUse(event), options);
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

  /** What may be sent along, as it is now; nothing where nobody can write. */
  #read(): readonly ContextValue[] {
    if (!this.#isAllowed || onlyMode(this.#element.modes) === 'voice') return [];
    const page = { url: () => location.href, title: () => document.title, selection: () => this.#selection?.text ?? '' };
    const mask = this.#element.extensions?.masked;
    const values = this.#function ? valuesIn(this.#function.texts, mask) : valuesOf(this.#named, page, mask);
    return (values ?? []).filter(({ name }) => !this.#off.has(name));
  }

  #onSend(event: AutessaBeforeSendEvent): void {
    // What went along with a message goes along with it again.
    if (event.messageId !== undefined) return;
    this.#isWriting = false;
    const isSeen = this.#wasShown && this.#element.isShown && this.#isAllowed && this.#line.box.isConnected;
    if (isSeen && this.#values.length > 0) event.draft.context = Object.fromEntries(this.#values.map(({ name, text }) => [name, text]));
  }

  /** Somebody reaches for the panel, or writes: the page may have gone on meanwhile. */
  #onUse({ type, target }: Event): void {
    // A chip stays where it is while it is pressed.
    if (this.#line.box.contains(target as Node)) return;
    if (type === 'input' && this.#isWriting) return this.#render();
    this.#isWriting = type === 'input';
    this.#refresh();
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
    this.#values = this.#read();
    const { sentAlong } = this.#strings.current;
    this.#line.place();
    const isAny = this.#values.length > 0;
    render(isAny ? this.#template(this.#values, sentAlong) : nothing, this.#line.box);
    // Who does not see them hears of them where the message is written.
    if (this.#input) setAttributes(this.#input, { 'aria-describedby': isAny ? `limit ${descriptionId}` : 'limit' });
  }

  get #input(): HTMLTextAreaElement | null {
    return this.#element.renderRoot.querySelector('textarea');
  }

  #template(values: readonly ContextValue[], label: string): TemplateResult {
    return html`<div class="page-context" part="page-context" role="group" aria-label=${label} title=${label}>${values.map((value) => this.#chip(value))}</div>
      <div id=${descriptionId} hidden>${label}: ${values.map(labelOf).join(', ')}</div>`;
  }

  #chip(value: ContextValue): TemplateResult {
    const label = labelOf(value);
    const remove = fill(this.#strings.current.removeFile, { name: label });
    // In the marks of the panel's language.
    const shown = value.name === variableNames.selection ? html`<q>${label}</q>` : label;
    return html`<span class="context-chip" part="context-chip" title=${value.text}
      ><bdi>${shown}</bdi><button type="button" aria-label=${remove} title=${remove} @click=${() => this.#takeOff(value)}>${icons.close}</button></span
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
