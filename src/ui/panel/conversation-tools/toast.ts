import { html, nothing, render } from 'lit';
import { create } from '../../dom.js';
import { elementIn } from './elements.js';
import type { PanelParts } from '../panel-parts.js';

export interface ToastContent {
  readonly text: string;
  readonly action?: string;
  readonly onAction?: () => void;
  /** Where there is one, it asks, and stays until it is answered; else it goes by itself. */
  readonly cancel?: string;
}

/**
 * A line above the composer that tells what just happened, and how to take it back; or asks. How long it stays is a
 * matter of its styles: it stays as long as a pointer or the focus is in it, and while the panel is closed.
 */
export class Toast {
  readonly #panel: PanelParts;
  /** There before anything is said in it, so that it is read out. */
  readonly #box = create('div', { class: 'toast-box', role: 'status' });
  #content: ToastContent | undefined;
  /** What had the focus before a question took it. */
  #focused: HTMLElement | null = null;

  constructor(panel: PanelParts) {
    this.#panel = panel;
    elementIn(panel, '.body').after(this.#box);
    this.#box.addEventListener('keydown', (event) => this.#onKeyDown(event));
  }

  show(content: ToastContent): void {
    this.#content = content;
    const isQuestion = content.cancel !== undefined;
    this.#box.role = isQuestion ? null : 'status';
    // Another one has its whole time.
    render(nothing, this.#box);
    this.#render();
    if (!isQuestion) return;
    this.#focused = (this.#box.getRootNode() as ShadowRoot).activeElement as HTMLElement | null;
    this.#box.querySelector<HTMLElement>('.toast-cancel')?.focus();
  }

  /** Whether there is something to choose. */
  get hasAction(): boolean {
    return this.#content?.action !== undefined;
  }

  /** An undo that is offered holds for an empty conversation alone. */
  update(): void {
    const isBegun = this.#panel.snapshot.messages.length > 0;
    if (this.hasAction && this.#content?.cancel === undefined && isBegun) this.hide();
  }

  hide(): void {
    this.#content = undefined;
    this.#render();
    const hadFocus = this.#focused;
    this.#focused = null;
    hadFocus?.focus();
  }

  #render(): void {
    render(this.#content ? this.#template(this.#content) : nothing, this.#box);
  }

  #template({ text, action, cancel }: ToastContent) {
    const isQuestion = cancel !== undefined;
    return html`<div
      class="toast ${isQuestion ? 'is-question' : ''}"
      part="toast"
      role=${isQuestion ? 'alertdialog' : nothing}
      aria-label=${isQuestion ? text : nothing}
      @animationend=${() => this.hide()}
    >
      <span class="toast-text">${text}</span>
      ${cancel && html`<button class="link toast-cancel" type="button" @click=${() => this.hide()}>${cancel}</button>`}
      ${action && html`<button class="link" type="button" @click=${() => this.#act()}>${action}</button>`}
    </div>`;
  }

  #act(): void {
    const content = this.#content;
    this.hide();
    content?.onAction?.();
  }

  /** Escape answers a question with no; it does not close the panel then. */
  #onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    this.hide();
  }
}
