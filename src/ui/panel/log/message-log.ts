import { positionOf, type Message, type Messages } from '../../../conversation/message.js';
import { create } from '../../dom.js';
import type { PanelContext } from '../panel-context.js';
import { callsIn, MessageView } from './message-view.js';

/** A conversation that comes with more messages than this is long: at first only the last few are shown. */
const long = 60;
const few = 30;

/**
 * The messages on the page. A message that did not change is not looked at, so a streamed token costs the same however
 * long the conversation is, and what a person has selected stays selected.
 */
export class MessageLog {
  readonly #box: Element;
  readonly #panel: PanelContext;
  readonly #views = new Map<string, MessageView>();
  #shown: Messages = [];
  /** How many messages at the beginning are left out. There is an element in their place for those who show them. */
  #start = 0;

  constructor(box: Element, panel: PanelContext) {
    this.#box = box;
    this.#panel = panel;
  }

  /** @returns whether anything changed */
  update(messages: Messages): boolean {
    let shown = this.#shown;
    if (messages === shown || messages.length + shown.length === 0) return false;
    this.#shown = messages;
    const earlier = this.#start > 0 ? messages.indexOf(shown[0]!) : 0;
    if (earlier > 0) {
      // They belong to those who show what was left out.
      shown = [...messages.slice(0, earlier), ...shown];
      this.#start += earlier;
    }
    if (shown.length === 0 || messages.length < this.#start) this.#begin(messages.length);
    let position = this.#start;
    while (position < messages.length && messages[position] === shown[position]) position += 1;
    for (const { id } of shown.slice(position)) if (positionOf(messages, id) < 0) this.#remove(id);
    for (; position < messages.length; position += 1) this.#place(messages[position]!, position, shown[position]);
    return true;
  }

  /** The words are other ones now. */
  refresh(): void {
    this.#shown.forEach((message, position) => this.#views.get(message.id)?.update(message, callsIn(this.#shown, position)));
  }

  /** The element of a message. */
  elementOf(id: string): HTMLElement | undefined {
    return this.#views.get(id)?.element;
  }

  /** Another conversation is shown. */
  #begin(length: number): void {
    this.#box.replaceChildren();
    this.#views.clear();
    this.#start = length > long ? length - few : 0;
    if (this.#start > 0) this.#box.append(create('div'));
  }

  #remove(id: string): void {
    this.#views.get(id)?.element.remove();
    this.#views.delete(id);
  }

  #place(message: Message, position: number, shownHere: Message | undefined): void {
    const view = this.#views.get(message.id);
    const calls = callsIn(this.#shown, position);
    if (view && (message !== shownHere || calls[0])) view.update(message, calls);
    const { element } = view ?? this.#create(message, calls);
    const present = this.#box.children[this.#start > 0 ? position - this.#start + 1 : position] ?? null;
    if (present !== element) this.#box.insertBefore(element, present);
  }

  #create(message: Message, calls: Messages): MessageView {
    const view = new MessageView(this.#panel, message, calls);
    this.#views.set(message.id, view);
    return view;
  }
}
