import { html, nothing, render } from 'lit';
import { AgentError, type AgentErrorCode } from '../../../base/errors.js';
import { create } from '../../dom.js';
import { errorText } from '../../strings/strings.js';
import { hasFocus } from './elements.js';
import type { PanelParts } from '../panel-parts.js';

/** How near somebody has to scroll, in CSS pixels. */
const ahead = '600px 0px 0px';

/**
 * At the beginning of what this browser kept of a conversation: a button that fetches what was said before that from
 * the server, and does so by itself when somebody scrolls there.
 */
export class FetchEarlier {
  readonly element = create('div', { class: 'fetch-earlier' });
  readonly #panel: PanelParts;
  readonly #scroller: HTMLElement;
  /** Whether the server may know of more. */
  isNeeded = false;
  #isFetching = false;
  #error: AgentErrorCode | undefined;

  /** @param scroller the box in which the log scrolls */
  constructor(panel: PanelParts, scroller: HTMLElement) {
    this.#panel = panel;
    this.#scroller = scroller;
    const observer = new IntersectionObserver((entries) => this.#onNear(entries), { root: scroller, rootMargin: ahead });
    observer.observe(this.element);
    panel.signal.addEventListener('abort', () => observer.disconnect());
  }

  update(isNeeded: boolean): void {
    this.isNeeded = isNeeded;
    if (!isNeeded) this.#error = undefined;
    this.element.hidden = !isNeeded;
    // A button that goes away does not take the focus to the beginning of the page.
    if (!isNeeded && hasFocus(this.element)) this.#scroller.focus({ preventScroll: true });
    this.#render();
  }

  #onNear(entries: readonly IntersectionObserverEntry[]): void {
    if (this.isNeeded && entries.at(-1)?.isIntersecting) void this.#fetch();
  }

  async #fetch(): Promise<void> {
    if (this.#isFetching) return;
    this.#isFetching = true;
    this.#render();
    try {
      await this.#panel.session?.loadEarlier();
      this.#error = undefined;
    } catch (error) {
      this.#error = AgentError.from(error, 'connection', 'The code cannot be loaded').code;
    }
    this.#isFetching = false;
    this.#render();
  }

  #render(): void {
    const strings = this.#panel.allStrings;
    const button = html`<button class="link" type="button" aria-disabled=${this.#isFetching} @click=${() => void this.#fetch()}>
      ${strings.showEarlier}
    </button>`;
    render(
      this.isNeeded ? html`${button} ${this.#error ? html`<p class="foot is-failed" role="alert">${errorText(strings, this.#error)}</p>` : nothing}` : nothing,
      this.element,
    );
  }
}
