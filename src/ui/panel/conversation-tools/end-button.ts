import { html, nothing, render } from 'lit';
import { counted } from '../../strings/numbers.js';
import type { ScrollFollower } from '../log/scroll-follower.js';
import { elementIn, type ToolContext } from './tool-context.js';
import { toolIcons } from './icons.js';

/** Leads back to the end of the conversation while somebody reads further up, and says how much is new there. */
export class EndButton {
  readonly #context: ToolContext;
  readonly #follower: ScrollFollower;
  readonly #box = document.createElement('div');
  /** How many messages there were when the end was last in sight. */
  #seen = Infinity;

  constructor(context: ToolContext, follower: ScrollFollower) {
    this.#context = context;
    this.#follower = follower;
    elementIn(context, '.body').append(this.#box);
  }

  update(): void {
    const messages = this.#context.session()?.snapshot.messages ?? [];
    const { isFollowing } = this.#follower;
    if (isFollowing) this.#seen = messages.length;
    const unread = messages.slice(this.#seen).filter(({ role }) => role === 'agent').length;
    render(
      isFollowing
        ? nothing
        : html`<button class="to-end" part="to-end" type="button" @click=${() => this.#follower.follow()}>
            ${toolIcons.down} ${this.#label(unread)}
          </button>`,
      this.#box,
    );
  }

  #label(unread: number): string {
    const { newMessages, unread: forms } = this.#context.strings();
    return unread === 0 ? newMessages : counted(forms, unread, elementIn(this.#context, '.panel').lang || 'en');
  }
}
