import { systemClock, type Clock } from '../../../base/clock.js';
import { create } from '../../dom.js';
import type { PanelContext } from '../panel-context.js';

/** How long it takes to hear a character, in ms: some 200 words a minute. */
const msPerCharacter = 60;
/** How often a reply that is being written is looked at, in ms, and how long a short sentence takes. */
const leastMs = 1_000;

/** What a reply consists of, in the order of reading; and what became of it. */
const leaves = 'p, h1, h2, h3, h4, h5, h6, .code, .table, .foot';

/** All sentences of a text but the last. The browser's own knowledge of them takes it 16 ms to read, amid the reply. */
const finished = /^[^]*(?:\p{STerm}\p{P}{0,2}(?=\s\P{Ll}|\p{Lo})|\n)/u;

/**
 * Tells people who do not see the screen what the agent says, while it is being written: whole sentences, at a pace at
 * which they can be heard. The reply itself is no live region, or each of its words would be said as it comes.
 */
export class Announcer {
  /** The live region. */
  readonly element = create('div', { class: 'visually-hidden', 'aria-live': 'polite' });
  readonly #panel: Pick<PanelContext, 'strings'>;
  readonly #clock: Clock;
  /** The replies to tell, and whether each is finished. */
  readonly #replies = new Map<Element, boolean>();
  /** Which part of the first reply comes next, and how much of it has been said. */
  #leaf = 0;
  #said = 0;
  #cancelWait: (() => void) | undefined;
  /** While the agent's own voice is heard, nothing is said; and what was heard is not said again later. */
  isQuiet = false;

  constructor(panel: Pick<PanelContext, 'strings'>, clock = systemClock) {
    this.#panel = panel;
    this.#clock = clock;
  }

  /** There is a reply, or more of it. */
  follow(reply: Element, isFinished: boolean): void {
    this.#replies.set(reply, isFinished);
    if (!this.#cancelWait) this.#goOn();
  }

  /** What has not been said is of no interest any more. */
  clear(): void {
    this.#cancelWait?.();
    this.#cancelWait = undefined;
    this.#replies.clear();
    this.#leaf = this.#said = 0;
    this.element.textContent = '';
  }

  #goOn(): void {
    const next = this.#next();
    const text = this.isQuiet ? '' : next;
    this.element.textContent = text;
    this.#cancelWait = undefined;
    if (!text && this.#replies.size === 0) return;
    this.#cancelWait = this.#clock.after(Math.max(leastMs, text.length * msPerCharacter), () => this.#goOn());
  }

  /** The finished sentences of the next part that has any. */
  #next(): string {
    for (const [reply, isDone] of this.#replies) {
      // One that has left the page will never be finished.
      const isFinished = isDone || !reply.isConnected;
      const parts = reply.querySelectorAll(leaves);
      for (; this.#leaf < parts.length; this.#leaf += 1, this.#said = 0) {
        const part = parts[this.#leaf]!;
        // What stands before the call of a tool is finished.
        const isOpen = !isFinished && this.#leaf === parts.length - 1 && !part.closest('.markdown')?.nextSibling;
        const rest = this.#spoken(part).slice(this.#said);
        const sentences = isOpen ? finished.exec(rest)?.[0] ?? '' : rest;
        this.#said += sentences.length;
        if (sentences.trim()) return sentences;
        if (isOpen) return '';
      }
      if (!isFinished) return '';
      this.#replies.delete(reply);
      this.#leaf = this.#said = 0;
    }
    return '';
  }

  /** Code and tables make no sense read out as they come: it is said that they are there. */
  #spoken(part: Element): string {
    const { code, table } = this.#panel.strings;
    return part.matches('.code') ? code : part.matches('.table') ? table : part.textContent;
  }
}
