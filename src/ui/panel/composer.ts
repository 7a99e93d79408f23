import { html, nothing, render, type TemplateResult } from 'lit';
import type { MessageInput } from '../../conversation/message.js';
import { onlyMode } from '../configuration.js';
import { create, setAttributes } from '../dom.js';
import { isMaskMissing } from '../extensions/extension.js';
import { isComposing } from './composition.js';
import { icons } from './icons.js';
import type { PanelContext } from './panel-context.js';

/** The longest message, in UTF-16 units. */
const maximumLength = 8_000;
/** How much is left of it, in UTF-16 units, when the person is told. */
const nearLimit = 500;

/** What goes along with the text. */
export interface ComposerAttachments {
  /** Whether anything may. */
  readonly isEnabled: boolean;
  /** Shows it above the text. */
  readonly element: HTMLElement;
  readonly count: number;
  /** Offers the ways there are to add something. */
  choose(): void;
  /** What is to be sent with a text. */
  take(text: string): string | readonly MessageInput[];
}

/**
 * Where the person writes, or begins to talk. Enter sends, unless an input method is still composing with it;
 * Shift+Enter breaks the line. The text box is its own: all others know of it is the text.
 */
export class Composer {
  readonly element = create('div', { part: 'composer' });
  readonly #panel: PanelContext;
  readonly #attachments: ComposerAttachments;
  readonly #input = create('textarea', { part: 'input', rows: '1', enterkeyhint: 'send', 'aria-describedby': 'limit' }) as HTMLTextAreaElement;
  /** The text gives its box the height. */
  readonly #box = create('div', { class: 'grow' }, this.#input);

  constructor(panel: PanelContext, attachments: ComposerAttachments) {
    this.#panel = panel;
    this.#attachments = attachments;
    this.#input.addEventListener('input', () => this.#onInput());
    this.#input.addEventListener('keydown', (event) => this.#onKeyDown(event));
  }

  get value(): string {
    return this.#input.value;
  }

  /** Whether something can be sent, once it is written. */
  get isEnabled(): boolean {
    return this.#panel.session !== undefined;
  }

  /** The button that begins a call, where there is one. */
  get voiceButton(): HTMLElement | null {
    return this.element.isConnected ? this.element.querySelector<HTMLElement>('[part=voice]:enabled') : null;
  }

  /** Puts a text into the box, as if it had been typed. */
  setDraft(text: string): void {
    this.#input.value = text;
    this.#input.dispatchEvent(new InputEvent('input', { bubbles: true }));
  }

  /** Empties the box. */
  clear(): void {
    this.#input.value = '';
    this.update();
  }

  /** @returns whether there is something in it to put the focus on */
  focus(): boolean {
    const target = this.#input.isConnected && !this.#input.disabled ? this.#input : this.#modes === 'voice' ? this.voiceButton : null;
    target?.focus();
    return target !== null;
  }

  /** What it reads from the panel may be other than before. */
  update(): void {
    const isVoiceOnly = this.#modes === 'voice';
    setAttributes(this.element, { class: isVoiceOnly ? 'composer is-voice' : 'composer' });
    render(isVoiceOnly ? this.#voiceTemplate() : this.#template(), this.element);
  }

  /** `text` or `voice` where the site wants one of them alone. */
  get #modes(): string | undefined {
    return onlyMode(this.#panel.element.modes);
  }

  get #hasContent(): boolean {
    return this.value.trim() !== '' || this.#attachments.count > 0;
  }

  get #canSubmit(): boolean {
    return this.isEnabled && this.#hasContent && this.value.length <= maximumLength && !isMaskMissing(this.#panel.element);
  }

  #template(): TemplateResult {
    const { strings, snapshot, notices } = this.#panel;
    const { isEnabled } = this;
    const attachments = this.#attachments;
    const isResponding = snapshot.state === 'responding';
    const left = maximumLength - this.value.length;
    this.#input.disabled = !isEnabled;
    // The empty box runs in the panel's direction, its placeholder too; a text in that of its first letter.
    setAttributes(this.#input, { placeholder: strings.placeholder, 'aria-label': strings.message, 'aria-invalid': left < 0 ? 'true' : null, dir: this.value ? 'auto' : null });
    setAttributes(this.#box, { 'data-text': this.value || strings.placeholder });
    return html`<div id="limit">${left < nearLimit ? notices.limitTemplate(left, this.#panel) : nothing}</div>
      ${attachments.element}
      <div class="field">
        ${attachments.isEnabled ? button('attach', strings.attach, () => attachments.choose(), isEnabled) : nothing} ${this.#box} ${this.#voiceTemplate()}
        ${isResponding ? button('stop', strings.stop, () => this.#stop()) : nothing}
        ${!isResponding || this.#hasContent ? button('send', strings.send, () => this.#submit(), this.#canSubmit, 'icon is-primary') : nothing}
      </div>`;
  }

  #voiceTemplate(): TemplateResult | typeof nothing {
    if (this.#modes === 'text') return nothing;
    // Inside the click, or the browser lets nothing play. What goes wrong is in the snapshot.
    const onClick = (): void => void this.#panel.session?.startVoice().catch(() => undefined);
    return button('voice', this.#panel.strings.startVoice, onClick, this.isEnabled);
  }

  #submit(): void {
    if (!this.#canSubmit) return;
    const text = this.value.trim();
    this.clear();
    this.#panel.send(this.#attachments.take(text));
  }

  #stop(): void {
    this.#panel.session?.stop();
    this.focus();
  }

  #onInput(): void {
    this.update();
    // The answer comes sooner when the connection is there before the question.
    if (this.value.trim()) void this.#panel.session?.prepare();
  }

  #onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.shiftKey || isComposing(event)) return;
    event.preventDefault();
    this.#submit();
  }
}

/** @param part which names its icon, too @param label its name, and its tooltip */
function button(part: 'attach' | 'send' | 'stop' | 'voice', label: string, onClick: () => void, isEnabled = true, className = 'icon'): TemplateResult {
  return html`<button class=${className} part=${part} type="button" aria-label=${label} title=${label} ?disabled=${!isEnabled} @click=${onClick}>${icons[part]}</button>`;
}
