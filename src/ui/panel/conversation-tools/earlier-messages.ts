import type { Message, Messages } from '../../../conversation/message.js';
import { create } from '../../dom.js';
import { isFloating } from '../../configuration.js';
import { callsIn, MessageView } from '../log/message-view.js';
import { elementIn } from './elements.js';
import type { PanelParts } from '../panel-parts.js';
import { FetchEarlier } from './fetch-earlier.js';
import { ReadingPosition } from './reading-position.js';

/** How many messages make a page. As many are made ready at once, which should take no longer than a frame. */
const pageLength = 25;
/** How far outside of what is seen a page is made ready, in CSS pixels. */
const ahead = '1500px 0px';

/**
 * The messages of a long conversation before the last few, in the place that the log keeps for them. All of them are in
 * the document as plain text, so that the browser finds and selects in them; what is far away costs no layout. A page of
 * them is shown as it should be, Markdown and all, shortly before somebody scrolls to it.
 */
export class EarlierMessages {
  readonly #panel: PanelParts;
  readonly #log: HTMLElement;
  readonly #position: ReadingPosition;
  readonly #observer: IntersectionObserver;
  readonly #fetching: FetchEarlier;
  #place: Element | null = null;
  #pages: Page[] = [];
  #shown: Messages = [];
  /** How many of the conversation's messages are here at first. */
  #count = 0;

  constructor(panel: PanelParts) {
    this.#panel = panel;
    this.#log = elementIn(panel, '.log');
    const root = elementIn(panel, '.scroller');
    this.#position = new ReadingPosition(root, panel.signal);
    this.#fetching = new FetchEarlier(panel, root);
    this.#observer = new IntersectionObserver((entries) => this.#onNear(entries), { root, rootMargin: ahead });
    panel.signal.addEventListener('abort', () => this.#observer.disconnect());
    addEventListener('beforeprint', () => this.#onPrint(), { signal: panel.signal });
  }

  /** @returns whether the log has grown */
  update(): boolean {
    const { messages, hasEarlier } = this.#panel.snapshot;
    const first = this.#log.firstElementChild;
    const place = first?.matches('[data-id]') ? null : first;
    const isNeeded = hasEarlier && place !== null;
    // A token changes the last message alone. What happens to an earlier one sooner or later adds or takes one away.
    if (place === this.#place && messages.length === this.#shown.length && isNeeded === this.#fetching.isNeeded) return false;
    if (place !== this.#place) this.#begin(place, messages);
    if (!place) return false;
    const count = this.#shown[0] ? messages.indexOf(this.#shown[0]) : this.#count;
    this.#shown = messages;
    this.#addPages(messages.slice(0, Math.max(0, count)), isNeeded);
    let at = 0;
    let hasGrown = count > 0;
    for (const page of this.#pages) hasGrown = page.update(messages.slice(at, (at += page.length))) || hasGrown;
    return hasGrown;
  }

  /** Another conversation is shown. */
  #begin(place: Element | null, messages: Messages): void {
    this.#observer.disconnect();
    this.#position.clear();
    this.#place = place;
    this.#pages = [];
    this.#shown = [];
    const next = place?.nextElementSibling;
    this.#count = next instanceof HTMLElement ? messages.findIndex(({ id }) => id === next.dataset.id) : 0;
    if (!place) return;
    place.className = 'earlier';
    place.replaceChildren(this.#fetching.element);
  }

  /** Puts pages in front of those that are there. What is seen stays where it is. */
  #addPages(messages: Messages, isFetchingNeeded: boolean): void {
    const pages: Page[] = [];
    for (let end = messages.length; end > 0; ) {
      let start = Math.max(0, end - pageLength);
      // The calls of tools stand in the reply after them.
      while (messages[start - 1]?.tool) start -= 1;
      pages.unshift(new Page(this.#panel, messages.slice(start, end)));
      end = start;
    }
    if (pages.length === 0 && isFetchingNeeded === this.#fetching.isNeeded) return;
    this.#position.hold(this.#pages[0]?.element, () => {
      this.#fetching.element.after(...pages.map(({ element }) => element));
      this.#fetching.update(isFetchingNeeded);
    });
    this.#pages.unshift(...pages);
    for (const { element } of pages) {
      this.#observer.observe(element);
      this.#position.observe(element);
    }
  }

  #onNear(entries: readonly IntersectionObserverEntry[]): void {
    for (const { isIntersecting, target } of entries) {
      const page = isIntersecting && this.#pages.find(({ element }) => element === target);
      if (!page) continue;
      this.#observer.unobserve(target);
      page.show();
    }
  }

  /** On paper nobody scrolls to it. A panel that floats is not printed. */
  #onPrint(): void {
    if (isFloating(this.#panel.element.layout)) return;
    this.#observer.disconnect();
    for (const page of this.#pages) page.show();
  }
}

/** Some messages in a row: as plain text, and from some time on as they should be. */
class Page {
  readonly element = create('div', { class: 'earlier-page' });
  readonly #panel: PanelParts;
  readonly #views = new Map<string, MessageView>();
  #messages: Messages;
  #isReady = false;

  constructor(panel: PanelParts, messages: Messages) {
    this.#panel = panel;
    this.#messages = messages;
    this.element.replaceChildren(...messages.map(plainElement));
  }

  /** How many messages it has. */
  get length(): number {
    return this.#messages.length;
  }

  /** @returns whether anything changed */
  update(messages: Messages): boolean {
    if (messages.every((message, at) => message === this.#messages[at])) return false;
    this.#messages = messages;
    this.element.replaceChildren(...messages.map((message, at) => (this.#isReady ? this.#viewOf(message, at) : plainElement(message))));
    return true;
  }

  /** Shows the messages as they should be. */
  show(): void {
    if (this.#isReady) return;
    const { element } = this;
    this.#isReady = true;
    const plain = [...element.children];
    element.replaceChildren(...this.#messages.map((message, at) => this.#viewOf(message, at)));
    plain.forEach(({ classList }, at) => element.children[at]!.classList.toggle('is-history', classList.contains('is-history')));
  }

  #viewOf(message: Message, at: number): HTMLElement {
    const calls = callsIn(this.#messages, at);
    let view = this.#views.get(message.id);
    if (view) view.update(message, calls);
    else this.#views.set(message.id, (view = new MessageView(this.#panel, message, calls)));
    return view.element;
  }
}

/** What each of some thousand is a copy of, which takes a browser half of the time. */
const plainMessage = create('div', {}, create('div', { class: 'bubble is-plain' }));

function plainElement({ id, role, text }: Message): HTMLElement {
  const element = plainMessage.cloneNode(true) as HTMLElement;
  element.className = `message message-${role}`;
  element.setAttribute('data-id', id);
  element.firstElementChild!.textContent = text;
  return element;
}
