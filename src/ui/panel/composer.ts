import { html, nothing, render, type TemplateResult } from 'lit';
import { create, setAttributes } from '../dom.js';
import type { Strings } from '../strings/strings.js';
import { isComposing } from './composition.js';
import { icons } from './icons.js';

/** The longest message, in UTF-16 units. */
const maximumLength = 8_000;
/** How much is left of it, in UTF-16 units, when the person is told. */
const nearLimit = 500;

/** What the person does with the composer. */
export interface ComposerActions {
  readonly onInput: () => void;
  /** @param text without blanks around it; may be empty where there are attachments */
  readonly onSubmit: (text: string) => void;
  readonly onStop: () => void;
  /** Reaches for audio to send. */
  readonly onAttach: () => void;
  /** Begins to talk. */
  readonly onVoice: () => void;
}

export interface ComposerModel {
  readonly strings: Strings;
  readonly isResponding: boolean;
  /** Whether anything can be written. */
  readonly isEnabled: boolean;
  /** Whether it stays here for now. */
  readonly isHeld: boolean;
  /** What goes along with the text: whether anything may, what shows it above the text, and how much there is. */
  readonly attachments: { readonly isEnabled: boolean; readonly element: HTMLElement; readonly count: number };
  /** `text` or `voice` where the site wants one of them alone. */
  readonly modes: string | undefined;
  /** What is said of the text's length. */
  readonly limitTemplate: (charactersLeft: number) => unknown;
}

/**
 * Where the person writes, or begins to talk. Enter sends, unless an input method is still composing with it;
 * Shift+Enter breaks the line. The text box is its own: all others know of it is the text.
 */
export class Composer {
  readonly element = create('div', { part: 'composer' });
  readonly #actions: ComposerActions;
  readonly #input = create('textarea', { part: 'input', rows: '1', enterkeyhint: 'send', 'aria-describedby': 'limit' }) as HTMLTextAreaElement;
  /** The text gives its box the height. */
  readonly #box = create('div', { class: 'grow' }, this.#input);
  #model: ComposerModel | undefined;

  /** What the up arrow brings back into the empty text box. */
  recall: (() => string | undefined) | undefined;

  constructor(actions: ComposerActions) {
    this.#actions = actions;
    this.#input.addEventListener('input', () => this.#onInput());
    this.#input.addEventListener('keydown', (event) => this.#onKeyDown(event));
  }

  get value(): string {
    return this.#input.value;
  }

  /** Whether something can be sent, once it is written. */
  get isEnabled(): boolean {
    return this.#model?.isEnabled ?? false;
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
    this.#render();
  }

  /** @returns whether there is something in it to put the focus on */
  focus(): boolean {
    const target = this.#input.isConnected && !this.#input.disabled ? this.#input : this.#isVoiceOnly ? this.voiceButton : null;
    target?.focus();
    return target !== null;
  }

  update(model: ComposerModel): void {
    this.#model = model;
    this.#render();
  }

  get #isVoiceOnly(): boolean {
    return this.#model?.modes === 'voice';
  }

  get #hasContent(): boolean {
    return this.value.trim() !== '' || !!this.#model?.attachments.count;
  }

  get #canSubmit(): boolean {
    return this.isEnabled && this.#hasContent && this.value.length <= maximumLength && !this.#model?.isHeld;
  }

  #render(): void {
    if (!this.#model) return;
    setAttributes(this.element, { class: this.#isVoiceOnly ? 'composer is-voice' : 'composer' });
    render(this.#isVoiceOnly ? this.#voiceTemplate(this.#model) : this.#template(this.#model), this.element);
  }

  #template(model: ComposerModel): TemplateResult {
    const { strings, isResponding, isEnabled, attachments, limitTemplate } = model;
    const { onStop, onAttach } = this.#actions;
    const left = maximumLength - this.value.length;
    this.#input.disabled = !isEnabled;
    // The empty box runs in the panel's direction, its placeholder too; a text in that of its first letter.
    setAttributes(this.#input, { placeholder: strings.placeholder, 'aria-label': strings.message, 'aria-invalid': left < 0 ? 'true' : null, dir: this.value ? 'auto' : null });
    setAttributes(this.#box, { 'data-text': this.value || strings.placeholder });
    return html`<div id="limit">${left < nearLimit ? limitTemplate(left) : nothing}</div>
      ${attachments.element}
      <div class="field">
        ${attachments.isEnabled ? button('attach', strings.attach, onAttach, isEnabled) : nothing} ${this.#box} ${this.#voiceTemplate(model)}
        ${isResponding ? button('stop', strings.stop, onStop) : nothing}
        ${!isResponding || this.#hasContent ? button('send', strings.send, () => this.#submit(), this.#canSubmit, 'icon is-primary') : nothing}
      </div>`;
  }

  #voiceTemplate({ strings, isEnabled, modes }: ComposerModel): TemplateResult | typeof nothing {
    if (modes === 'text') return nothing;
    return button('voice', strings.startVoice, this.#actions.onVoice, isEnabled);
  }

  #submit(): void {
    if (!this.#canSubmit) return;
    const text = this.value.trim();
    this.clear();
    this.#actions.onSubmit(text);
  }

  #onInput(): void {
    this.#render();
    this.#actions.onInput();
  }

  #onKeyDown(event: KeyboardEvent): void {
    const { key, shiftKey, ctrlKey, altKey, metaKey } = event;
    if (isComposing(event) || shiftKey) return;
    if (key === 'Enter') {
      event.preventDefault();
      this.#submit();
    } else if (key === 'ArrowUp' && this.value === '' && !ctrlKey && !altKey && !metaKey) {
      const text = this.recall?.();
      if (!text) return;
      event.preventDefault();
      this.setDraft(text);
    }
  }
}

/** @param part which names its icon, too @param label its name, and its tooltip */
function button(part: 'attach' | 'send' | 'stop' | 'voice', label: string, onClick: () => void, isEnabled = true, className = 'icon'): TemplateResult {
  return html`<button class=${className} part=${part} type="button" aria-label=${label} title=${label} ?disabled=${!isEnabled} @click=${onClick}>${icons[part]}</button>`;
}
