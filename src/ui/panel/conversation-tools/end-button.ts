import { html, nothing, render } from 'lit';
import { create } from '../../dom.js';
import { counted } from '../../strings/numbers.js';
import type { ScrollFollower } from '../log/scroll-follower.js';
import { elementIn, type ToolContext } from './tool-context.js';
import { toolIcons } from './icons.js';

/**
 * An arrow back to the end of the conversation while somebody reads further up; in words where something is new there.
 * It stands below the log, not on it.
 */
export class EndButton {
  readonly #context: ToolContext;
  readonly #follower: ScrollFollower;
  readonly #box = create('div', { class: 'to-end-box' });
  /** How many messages there were when the end was last in sight. */
  #seen = Infinity;

  constructor(context: ToolContext, follower: ScrollFollower) {
    this.#context = context;
    this.#follower = follower;
    elementIn(context, '.status').append(this.#box);
  }

  update(): void {
    const messages = this.#context.session()?.snapshot.messages ?? [];
    const { isFollowing } = this.#follower;
    if (isFollowing) this.#seen = messages.length;
    const unread = messages.slice(this.#seen).filter(({ role }) => role === 'agent').length;
    const { toEnd, unread: forms } = this.#context.strings();
    const news = unread > 0 && counted(forms, unread, elementIn(this.#context, '.panel').lang || 'en');
    render(
      isFollowing
        ? nothing
        : html`<button class="to-end" part="to-end" type="button" aria-label=${news || toEnd} title=${toEnd} @click=${() => this.#follower.follow()}>
            ${toolIcons.down} ${news || nothing}
          </button>`,
      this.#box,
    );
  }
}
