import { html, nothing, render, type TemplateResult } from 'lit';
import { toolIcons } from './icons.js';

export interface MenuItem {
  readonly label: string;
  /** None among the items of another. */
  readonly icon?: TemplateResult;
  /** A name for the page's styles, besides `menu-item`. */
  readonly part?: string;
  readonly onSelect?: () => void;
  /** It opens, and shows them below it. */
  readonly items?: readonly MenuItem[];
}

export type MenuGroup = readonly MenuItem[];

/**
 * A button that opens a menu, with the keys of the ARIA pattern: arrows, Home and End move, Escape closes, a letter goes
 * to the next item that begins with it. The focus goes back to the button.
 */
export class Menu {
  readonly #box: HTMLElement;
  readonly #groups: () => readonly MenuGroup[];
  #label = '';
  #isBranchOpen = false;
  /** There as long as the menu is open. */
  #opened: AbortController | undefined;

  /**
   * @param box is filled by the menu
   * @param groups its items, asked for whenever it is drawn; in the last one is what deletes
   */
  constructor(box: HTMLElement, groups: () => readonly MenuGroup[], signal: AbortSignal) {
    this.#box = box;
    this.#groups = groups;
    signal.addEventListener('abort', () => this.#opened?.abort());
  }

  /** @param label names the button and the menu */
  update(label: string): void {
    this.#label = label;
    this.#render();
  }

  /** Those that are shown: the page's styles may hide some. */
  get #items(): HTMLElement[] {
    return [...this.#box.querySelectorAll<HTMLElement>('.menu-item')].filter((item) => item.checkVisibility());
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
          @click=${({ detail }: MouseEvent) => (this.#opened ? this.#close() : this.#open(detail > 0))}
        >
          ${toolIcons.more}
        </button>
        ${isOpen
          ? html`<div class="menu" part="menu" role="menu" tabindex="-1" aria-label=${this.#label} @keydown=${(event: KeyboardEvent) => this.#onKeyDown(event)}>
              ${this.#groups().map((group) => html`<div class="menu-group" role="group">${group.map((item) => this.#item(item))}</div>`)}
            </div>`
          : nothing}`,
      this.#box,
    );
  }

  #item({ label, icon, part = '', onSelect, items }: MenuItem): TemplateResult {
    const isOpen = items && this.#isBranchOpen;
    const select = (): void => {
      if (items) {
        this.#isBranchOpen = !isOpen;
        return this.#render();
      }
      this.#close();
      onSelect?.();
    };
    return html`<button
        class="menu-item"
        part="menu-item ${part}"
        type="button"
        tabindex="-1"
        role="menuitem"
        aria-expanded=${isOpen ?? nothing}
        @click=${select}
      >
        ${icon} <span>${label}</span> ${items && toolIcons.open}
      </button>
      ${isOpen ? html`<div class="menu-branch" role="group">${items.map((item) => this.#item(item))}</div>` : nothing}`;
  }

  /** @param isPointed by a mouse or a finger: then no item is marked as the one that has the keyboard's focus */
  #open(isPointed: boolean): void {
    this.#opened = new AbortController();
    const { signal } = this.#opened;
    // What is pressed elsewhere, on the page too, closes it.
    document.addEventListener('pointerdown', (event) => event.composedPath().includes(this.#box) || this.#close(false), { signal });
    this.#isBranchOpen = false;
    this.#render();
    this.#box.querySelector<HTMLElement>('.menu')?.focus();
    if (!isPointed) this.#items[0]?.focus();
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
        // From the menu itself to the last.
        go(Math.max(at, 0) - 1);
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
