import type { Message } from '../../../conversation/message.js';
import { create, detach, setText } from '../../dom.js';
import { elementIn } from './elements.js';
import type { PanelParts } from '../panel-parts.js';

/** After these, the agent knows nothing of what was said before. */
const isBoundary = ({ notice }: Message): boolean => notice !== undefined && notice !== 'not-stored';

/**
 * Marks what the agent does not know any more: it is grey, begins with words that say so, and ends with the notice that
 * tells why.
 */
export class HistoryMark {
  readonly #panel: PanelParts;
  readonly #log: HTMLElement;
  readonly #label = create('div', { class: 'history-label' });
  #boundary: string | undefined;
  #first: Message | undefined;
  #count = 0;

  constructor(panel: PanelParts) {
    this.#panel = panel;
    this.#log = elementIn(panel, '.log');
  }

  update(): void {
    const { snapshot, allStrings } = this.#panel;
    const { messages } = snapshot;
    setText(this.#label, allStrings.earlierConversation);
    // A token neither begins nor ends a conversation.
    if (messages.length === this.#count && messages[0] === this.#first) return;
    this.#count = messages.length;
    this.#first = messages[0];
    const boundary = messages.findLast(isBoundary)?.id;
    if (boundary === undefined && this.#boundary === undefined) return;
    this.#boundary = boundary;
    this.#label.parentElement?.classList.remove('has-history-label');
    detach(this.#label);
    let isHistory = boundary !== undefined;
    for (const element of this.#log.querySelectorAll<HTMLElement>('[data-id]')) {
      if (element.dataset.id === boundary) isHistory = false;
      else if (isHistory && !this.#label.parentElement) {
        const place = element.closest('.earlier') ?? element;
        place.classList.add('has-history-label');
        place.prepend(this.#label);
      }
      element.classList.toggle('is-history', isHistory);
    }
  }
}
