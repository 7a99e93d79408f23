import type { Message, Messages } from '../../conversation/message.js';
import { createMessageView, type MessageContext, type MessageView } from './message-view.js';

/**
 * The messages on the page. A message that did not change is not looked at, so a streamed token costs the same however
 * long the conversation is, and what a person has selected stays selected.
 */
export class MessageLog {
  readonly #box: Element;
  readonly #context: MessageContext;
  readonly #views = new Map<string, MessageView>();
  #shown: Messages = [];

  constructor(box: Element, context: MessageContext) {
    this.#box = box;
    this.#context = context;
  }

  /** @returns whether anything changed */
  update(messages: Messages): boolean {
    const shown = this.#shown;
    if (messages === shown) return false;
    this.#shown = messages;
    let position = 0;
    while (position < messages.length && messages[position] === shown[position]) position += 1;
    const moved = shown.slice(position).filter(({ id }, offset) => messages[position + offset]?.id !== id);
    if (moved.length > 0) this.#removeOthers(moved, messages);
    for (; position < messages.length; position += 1) this.#place(messages[position]!, position, shown[position]);
    return true;
  }

  /** The words are other ones now. */
  refresh(): void {
    for (const message of this.#shown) this.#views.get(message.id)?.update(message);
  }

  /** The element of a message. */
  elementOf(id: string): HTMLElement | undefined {
    return this.#views.get(id)?.element;
  }

  #removeOthers(moved: Messages, messages: Messages): void {
    const kept = new Set(messages.map(({ id }) => id));
    for (const { id } of moved) {
      if (kept.has(id)) continue;
      this.#views.get(id)?.element.remove();
      this.#views.delete(id);
    }
  }

  #place(message: Message, position: number, shownHere: Message | undefined): void {
    const view = this.#views.get(message.id);
    if (view && message !== shownHere) view.update(message);
    const { element } = view ?? this.#create(message);
    const present = this.#box.children[position] ?? null;
    if (present !== element) this.#box.insertBefore(element, present);
  }

  #create(message: Message): MessageView {
    const view = createMessageView(message, this.#context);
    this.#views.set(message.id, view);
    return view;
  }
}
