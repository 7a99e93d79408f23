import { html, nothing, render } from 'lit';
import { create, detach } from '../../dom.js';
import { adoptStyles } from '../../panel/adopt-styles.js';
import type { WidgetElement } from '../../widget-element.js';
import { offerStyles } from './offer.styles.js';

export interface OfferContent {
  readonly text: string;
  /** From the least to the most wanted. */
  readonly actions: readonly { readonly label: string; readonly part: string; readonly onAct: () => void }[];
}

export interface OfferOptions {
  /** Names the line, for the page's styles. */
  readonly part: string;
}

/** A line above the composer that says something and offers what can be done about it, as long as that holds. */
export class Offer {
  readonly #root: ShadowRoot;
  readonly #part: string;
  /** There before anything is said in it, so that it is read out. */
  readonly #box = create('div', { role: 'status' });

  /** @param signal ends with the element's stay on the page */
  constructor({ renderRoot }: WidgetElement, { part }: OfferOptions, signal: AbortSignal) {
    this.#root = renderRoot;
    this.#part = part;
    adoptStyles(renderRoot, [offerStyles], signal);
    signal.addEventListener('abort', () => detach(this.#box));
    if (this.#place()) return;
    // The panel is drawn in a moment, or when it opens.
    const observer = new MutationObserver(() => this.#place() && observer.disconnect());
    observer.observe(renderRoot, { childList: true, subtree: true });
    signal.addEventListener('abort', () => observer.disconnect());
  }

  /** @param content nothing hides it */
  show(content: OfferContent | undefined): void {
    this.#place();
    render(
      content
        ? html`<div class="offer" part=${this.#part}>
            <span>${content.text}</span>
            ${content.actions.map(({ label, part, onAct }) => html`<button class="link" part=${part} type="button" @click=${onAct}>${label}</button>`)}
          </div>`
        : nothing,
      this.#box,
    );
  }

  /** The panel may be another one than before. @returns whether there is one */
  #place(): boolean {
    const body = this.#root.querySelector('.body');
    if (body && !this.#box.isConnected) body.after(this.#box);
    return body !== null;
  }
}
