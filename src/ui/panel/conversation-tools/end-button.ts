import { html, nothing, render } from 'lit';
import { create } from '../../dom.js';
import { counted } from '../../strings/numbers.js';
import type { PanelParts } from '../panel-parts.js';
import { elementIn } from './elements.js';
import { toolIcons } from './icons.js';

/**
 * An arrow back to the end of the conversation while somebody reads further up; in words where something is new there.
 * It stands below the log, not on it.
 */
export class EndButton {
  readonly #panel: PanelParts;
  readonly #box = create('div', { class: 'to-end-box' });
  /** How many messages there were when the end was last in sight. */
  #seen = Infinity;

  constructor(panel: PanelParts) {
    this.#panel = panel;
    elementIn(panel, '.status').append(this.#box);
  }

  update(): void {
    const { log, snapshot, language, allStrings } = this.#panel;
    const { messages } = snapshot;
    const { isFollowing } = log.follower;
    if (isFollowing) this.#seen = messages.length;
    const unread = messages.slice(this.#seen).filter(({ role }) => role === 'agent').length;
    const { toEnd, unread: forms } = allStrings;
    const news = unread > 0 && counted(forms, unread, language);
    render(
      isFollowing
        ? nothing
        : html`<button class="to-end" part="to-end" type="button" aria-label=${news || toEnd} title=${toEnd} @click=${() => this.#go()}>
            ${toolIcons.down} ${news || nothing}
          </button>`,
      this.#box,
    );
  }

  /** The button goes away; the focus is with what is read then. */
  #go(): void {
    const { element, follower } = this.#panel.log;
    follower.follow();
    element.focus({ preventScroll: true });
  }
}
