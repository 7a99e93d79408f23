import type { Message, Messages } from '../../../conversation/message.js';
import { createMessageView, type MessageContext, type MessageView } from '../message-view.js';
import { elementIn, type ExtrasContext } from './context.js';

/** How many messages make a page. */
const pageLength = 50;
/** How far outside of what is seen a page is made ready, in CSS pixels. */
const ahead = '1500px 0px';

/**
 * The messages of a long conversation before the last few, in the place that the log keeps for them. All of them are in
 * the document as plain text, so that the browser finds and selects in them; what is far away costs no layout. A page of
 * them is shown as it should be, Markdown and all, shortly before somebody scrolls to it.
 */
export class EarlierMessages {
  readonly #context: ExtrasContext;
  readonly #messages: MessageContext;
  readonly #log: HTMLElement;
  readonly #observer: IntersectionObserver;
  #place: Element | null = null;
  #pages: Page[] = [];
  #shown: Messages = [];
  /** How many of the conversation's messages are here. */
  #count = 0;

  constructor(context: ExtrasContext, messages: MessageContext) {
    this.#context = context;
    this.#messages = messages;
    this.#log = elementIn(context, '.log');
    const root = elementIn(context, '.scroller');
    this.#observer = new IntersectionObserver((entries) => this.#onNear(entries), { root, rootMargin: ahead });
    context.signal.addEventListener('abort', () => this.#observer.disconnect(), { once: true });
  }

  /** @returns whether the log has grown */
  update(): boolean {
    const messages = this.#context.session()?.snapshot.messages ?? [];
    const first = this.#log.firstElementChild;
    const place = first?.matches('[data-id]') ? null : first;
    // A token changes the last message alone. What happens to an earlier one sooner or later adds or takes one away.
    if (place === this.#place && messages.length === this.#shown.length) return false;
    if (place !== this.#place) this.#begin(place, messages);
    if (!place) return false;
    const shown = this.#shown;
    this.#shown = messages;
    let changed = 0;
    while (changed < this.#count && messages[changed] === shown[changed]) changed += 1;
    for (let at = Math.floor(changed / pageLength); at * pageLength < this.#count; at += 1) {
      const page = (this.#pages[at] ??= this.#addPage(place));
      page.update(messages.slice(at * pageLength, Math.min((at + 1) * pageLength, this.#count)));
    }
    return changed < this.#count;
  }

  /** Another conversation is shown. */
  #begin(place: Element | null, messages: Messages): void {
    this.#observer.disconnect();
    this.#place = place;
    this.#pages = [];
    this.#shown = [];
    const next = place?.nextElementSibling;
    this.#count = next instanceof HTMLElement ? messages.findIndex(({ id }) => id === next.dataset.id) : 0;
    if (place) place.className = 'earlier';
  }

  #addPage(place: Element): Page {
    const page = new Page(this.#messages);
    place.append(page.element);
    this.#observer.observe(page.element);
    return page;
  }

  #onNear(entries: readonly IntersectionObserverEntry[]): void {
    for (const { isIntersecting, target } of entries) {
      const page = isIntersecting && this.#pages.find(({ element }) => element === target);
      if (!page) continue;
      this.#observer.unobserve(target);
      page.show(this.#log.parentElement!);
    }
  }
}

/** Some messages in a row: as plain text, and from some time on as they should be. */
class Page {
  readonly element = document.createElement('div');
  readonly #context: MessageContext;
  readonly #views = new Map<string, MessageView>();
  #messages: Messages = [];
  #isReady = false;

  constructor(context: MessageContext) {
    this.#context = context;
    this.element.className = 'page';
  }

  update(messages: Messages): void {
    if (messages.length === this.#messages.length && messages.every((message, at) => message === this.#messages[at])) return;
    this.#messages = messages;
    this.element.replaceChildren(...messages.map((message) => (this.#isReady ? this.#viewOf(message) : plainElement(message))));
  }

  /** Shows the messages as they should be. What stands below must not move, which most browsers see to themselves. */
  show(scroller: Element): void {
    const { element } = this;
    const isAbove = element.getBoundingClientRect().top < scroller.getBoundingClientRect().top;
    const compensates = isAbove && !CSS.supports('overflow-anchor', 'auto');
    const before = compensates ? scroller.scrollHeight : 0;
    this.#isReady = true;
    element.replaceChildren(...this.#messages.map((message) => this.#viewOf(message)));
    if (compensates) scroller.scrollTop += scroller.scrollHeight - before;
  }

  #viewOf(message: Message): HTMLElement {
    let view = this.#views.get(message.id);
    if (view) view.update(message);
    else this.#views.set(message.id, (view = createMessageView(message, this.#context)));
    return view.element;
  }
}

function plainElement({ id, role, text }: Message): HTMLElement {
  const element = document.createElement('div');
  element.className = `message message-${role}`;
  element.dataset.id = id;
  const bubble = document.createElement('div');
  bubble.className = 'bubble is-plain';
  bubble.textContent = text;
  element.append(bubble);
  return element;
}
