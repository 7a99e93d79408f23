import { html, nothing, render } from 'lit';
import type { WidgetElement } from '../../widget-element.js';
import { ComposerLine } from './composer-line.js';
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
  readonly #part: string;
  readonly #line: ComposerLine;

  /** @param signal ends with the element's stay on the page */
  constructor(element: WidgetElement, { part }: OfferOptions, signal: AbortSignal) {
    this.#part = part;
    // There before anything is said in it, so that it is read out.
    this.#line = new ComposerLine(element, { role: 'status' }, offerStyles, signal);
  }

  /** @param content nothing hides it */
  show(content: OfferContent | undefined): void {
    this.#line.place();
    render(
      content
        ? html`<div class="offer" part=${this.#part}>
            <span>${content.text}</span>
            ${content.actions.map(({ label, part, onAct }) => html`<button class="link" part=${part} type="button" @click=${onAct}>${label}</button>`)}
          </div>`
        : nothing,
      this.#line.box,
    );
  }
}
