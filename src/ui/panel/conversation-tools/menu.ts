import { html, nothing, render, type TemplateResult } from 'lit';
import { toolIcons } from './icons.js';

export interface MenuItem {
  readonly label: string;
  readonly onSelect: () => void;
}

/**
 * A button that opens a menu, with the keys of the ARIA pattern: arrows, Home and End move, Escape closes, a letter goes
 * to the next item that begins with it. The focus goes back to the button.
 */
export class Menu {
  readonly #box: HTMLElement;
  readonly #groups: () => readonly (readonly MenuItem[])[];
  #label = '';
  /** There as long as the menu is open. */
  #opened: AbortController | undefined;

  /**
   * @param box is filled by the menu
   * @param groups its items, asked for whenever it opens
   */
  constructor(box: HTMLElement, groups: () => readonly (readonly MenuItem[])[], signal: AbortSignal) {
    this.#box = box;
    this.#groups = groups;
    signal.addEventListener('abort', () => this.#opened?.abort(), { once: true });
  }

  /** @param label names the button and the menu */
  update(label: string): void {
    this.#label = label;
    this.#render();
  }

  get #items(): HTMLElement[] {
    return [...this.#box.querySelectorAll<HTMLElement>('.menu-item')];
  }

  #render(): void {
    const isOpen = this.#opened !== undefined;
    render(
      html`<button
          class="icon"
          part="menu-button"
          type="button"
          aria-haspopup="menu"
          aria-expanded=${isOpen}
          aria-label=${this.#label}
          @click=${() => (this.#opened ? this.#close() : this.#open())}
        >
          ${toolIcons.more}
        </button>
        ${isOpen
          ? html`<div class="menu" part="menu" role="menu" aria-label=${this.#label} @keydown=${(event: KeyboardEvent) => this.#onKeyDown(event)}>
              ${this.#groups().map((items) => html`<div class="menu-group" role="group">${items.map((item) => this.#item(item))}</div>`)}
            </div>`
          : nothing}`,
      this.#box,
    );
  }

  #item({ label, onSelect }: MenuItem): TemplateResult {
    const select = (): void => {
      this.#close();
      onSelect();
    };
    return html`<button class="menu-item" part="menu-item" type="button" tabindex="-1" role="menuitem" @click=${select}>${label}</button>`;
  }

  #open(): void {
    this.#opened = new AbortController();
    const { signal } = this.#opened;
    // What is pressed elsewhere, on the page too, closes it.
    document.addEventListener('pointerdown', (event) => event.composedPath().includes(this.#box) || this.#close(false), { signal });
    this.#render();
    this.#items[0]?.focus();
  }

  #close(returnsFocus = true): void {
    this.#opened?.abort();
    this.#opened = undefined;
    if (returnsFocus) this.#box.querySelector('button')?.focus();
    this.#render();
  }

  #onKeyDown(event: KeyboardEvent): void {
    const items = this.#items;
    const at = items.indexOf(event.target as HTMLElement);
    const go = (to: number): void => items.at(to % items.length)?.focus();
    switch (event.key) {
      case 'ArrowDown':
        go(at + 1);
        break;
      case 'ArrowUp':
        go(at - 1);
        break;
      case 'Home':
        go(0);
        break;
      case 'End':
        go(-1);
        break;
      case 'Escape':
        // The panel would close too.
        event.stopPropagation();
        this.#close();
        break;
      case 'Tab':
        return this.#close();
      default:
        return this.#goToLetter(event.key, at);
    }
    event.preventDefault();
  }

  #goToLetter(key: string, at: number): void {
    if (key.length > 1) return;
    const items = this.#items;
    const isNext = (item: HTMLElement) => item.textContent.trim().toLocaleLowerCase().startsWith(key.toLocaleLowerCase());
    [...items.slice(at + 1), ...items.slice(0, at + 1)].find(isNext)?.focus();
  }
}
