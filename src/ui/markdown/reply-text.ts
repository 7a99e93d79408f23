import { create } from '../dom.js';
import { LazyPart } from '../lazy-part.js';
import type { MarkdownStream } from './markdown-stream.js';
import type { MarkdownOptions } from './options.js';
import { directionOf } from './strong-direction.js';

/** Whatever may mean something in Markdown; that it means nothing after all, is for Markdown to say. */
const MARK = /[`*_~[\\<&$@|\t\r\0]| {2}|https?:|www\.|^ ?(?:[-+=>#]|\d{1,9}[.)])|[\ud800-\udbff]$/im;
/** How much of what came before a mark may be part of it, in UTF-16 units. */
const LONGEST_MARK = 12;
/** From this length on, in UTF-16 units, a text without marks goes on in parts as well, see `limits.ts`. */
const LONG = 4_000;
/** How long a text waits for what reads it before it is shown as it was written, in ms. */
const PATIENCE_MS = 1_000;

const reader = new LazyPart(async () => (await import('./markdown-stream.js')).MarkdownStream);

/** The last text that waits for it. */
let waiting: Promise<void> = Promise.resolve();

/** Resolves when no text waits any more for what reads Markdown. */
export async function allDrawn(): Promise<void> {
  await waiting;
}

/** Loads what reads Markdown, or waits until that is there. Rejects where it cannot be loaded; the next call tries again. */
export async function loadMarkdown(): Promise<void> {
  await reader.load();
}

/**
 * The text of a reply, shown while it is being written. Where nothing in it is a mark of Markdown, it is paragraphs and
 * no more. With the first mark comes what reads Markdown, once for the page: it goes on with the paragraph that is open,
 * and what comes until it is there waits for it. While that takes long, or where it cannot be had, all is shown as it was
 * written.
 */
export class ReplyText {
  readonly #container: Element;
  readonly #options: MarkdownOptions;
  #stream: MarkdownStream | undefined;
  #isEnded = false;
  /** Whether there has been a mark, and whether the text waits for what reads it. */
  #hasMarks = false;
  #isWaiting = false;
  /** All that has come, and how much of that is shown. */
  #text = '';
  #shown = 0;
  #last: HTMLElement | undefined;
  /** Where Markdown goes on: at the last paragraph without a mark, where that begins in the text, and how many there are. */
  #paragraph: HTMLElement | undefined;
  #start = 0;
  #count = 0;

  /** @param container is given the blocks as children; it should be empty */
  constructor(container: Element, options: MarkdownOptions) {
    this.#container = container;
    this.#options = options;
  }

  append(text: string): void {
    if (this.#stream) return this.#stream.append(text);
    // What begins in the midst of a line begins no line.
    const before = this.#text[LONGEST_MARK] ? `x${this.#text.slice(-LONGEST_MARK)}` : this.#text;
    this.#text += text;
    if (reader.current) this.#read();
    else if (!this.#hasMarks && (this.#text.length > LONG || MARK.test(before + text))) this.#await();
    else if (!this.#isWaiting) this.#show();
  }

  /** The text is complete, or never will be. */
  end(): void {
    this.#isEnded = true;
    this.#stream?.end();
  }

  /** See `MarkdownStream`. */
  renew(text: string): boolean {
    return this.#stream?.renew(text) ?? false;
  }

  #await(): void {
    this.#hasMarks = this.#isWaiting = true;
    waiting = new Promise((resolve) => {
      const go = (show: () => void): void => {
        clearTimeout(patience);
        this.#isWaiting = false;
        show();
        // After a task of its own, what shows the text sees that there is more of it.
        this.#options.later?.(() => undefined);
        resolve();
      };
      const showAsWritten = (): void => go(() => this.#show());
      const patience = setTimeout(showAsWritten, PATIENCE_MS);
      loadMarkdown().then(() => go(() => this.#stream ?? this.#read()), showAsWritten);
    });
  }

  /** Has what follows the closed paragraphs read as Markdown. */
  #read(): void {
    const { current: Stream } = reader;
    while (this.#container.childElementCount > this.#count) this.#container.lastElementChild!.remove();
    const begun = { text: this.#text.slice(0, this.#start), paragraph: this.#paragraph };
    this.#stream = new Stream!(this.#container, this.#options, begun);
    this.#stream.append(this.#text.slice(this.#start));
    if (this.#isEnded) this.#stream.end();
  }

  /** Shows the rest of the text as it is: blank lines part paragraphs, and blanks wait for what follows. */
  #show(): void {
    const rest = this.#text.slice(this.#shown).trimEnd();
    rest.split(/( ?\n ?\n\s*)/).forEach((part, index) => {
      if (index % 2) this.#last = undefined;
      else if (part) this.#grow(part.replace(/ ?\n ?/g, '\n'));
      this.#shown += part.length;
    });
  }

  #grow(text: string): void {
    if (this.#last) {
      const written = this.#last.lastChild;
      // A translator may have put something else in its place.
      if (written instanceof Text) written.appendData(text);
      else this.#last.append(text);
    } else {
      this.#last = create('p', {}, text.trimStart());
      this.#container.append(this.#last);
      if (!this.#hasMarks) {
        this.#paragraph = this.#last;
        this.#start = this.#shown;
        this.#count += 1;
      }
    }
    const direction = this.#last.dir || directionOf(text);
    if (direction) this.#last.dir = direction;
  }
}
