import { create } from '../dom.js';
import { lazyPart } from '../lazy-part.js';
import type { MarkdownStream } from './markdown-stream.js';
import type { MarkdownOptions } from './options.js';
import { directionOf } from './strong-direction.js';

/** Whatever may mean something in Markdown; that it means nothing after all, is for Markdown to say. */
const MARK = /[`*_~[\\<&$@|\t\r\0]| {2}|https?:|www\.|^ ?(?:[-+=>#]|\d{1,9}[.)])|[\ud800-\udbff]$/im;
/** How much of what came before a mark may be part of it, in UTF-16 units. */
const LONGEST_MARK = 12;

const reader = lazyPart(async () => (await import('./markdown-stream.js')).MarkdownStream);

/** The last text that waits for it. */
let waiting: Promise<unknown> = Promise.resolve();

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
 * and what comes until it is there waits for it. Where it cannot be had, all is shown as it was written.
 */
export class ReplyText {
  readonly #container: Element;
  readonly #options: MarkdownOptions;
  #stream: MarkdownStream | undefined;
  #isEnded = false;
  /** Whether the text has to be read as Markdown; `false`: that could not be loaded. */
  #hasMarks: boolean | undefined;
  /** All that has come, how much of that is shown, and where the open paragraph begins. */
  #text = '';
  #shown = 0;
  #start = 0;
  #paragraph: HTMLElement | undefined;

  /** @param container is given the blocks as children; it should be empty */
  constructor(container: Element, options: MarkdownOptions) {
    this.#container = container;
    this.#options = options;
  }

  append(text: string): void {
    if (this.#stream) return this.#stream.append(text);
    const from = Math.max(0, this.#text.length - LONGEST_MARK);
    // What begins in the midst of a line begins no line.
    const before = from ? `x${this.#text.slice(from)}` : this.#text;
    this.#text += text;
    if (reader.current) this.#read();
    else if (this.#hasMarks === undefined && MARK.test(before + text)) this.#await();
    else if (!this.#hasMarks) this.#show();
  }

  /** The text is complete, or never will be. */
  end(): void {
    this.#isEnded = true;
    this.#stream?.end();
  }

  #await(): void {
    this.#hasMarks = true;
    waiting = loadMarkdown().then(
      () => {
        if (!this.#stream) this.#read();
        // After a task of its own, what shows the text sees that there is more of it.
        this.#options.later?.(() => undefined);
      },
      () => {
        this.#hasMarks = false;
        this.#show();
      },
    );
  }

  /** Has what follows the closed paragraphs read as Markdown. */
  #read(): void {
    const { current: Stream } = reader;
    const begun = { text: this.#text.slice(0, this.#start), paragraph: this.#paragraph };
    this.#stream = new Stream!(this.#container, this.#options, begun);
    this.#stream.append(this.#text.slice(this.#start));
    if (this.#isEnded) this.#stream.end();
  }

  /** Shows the rest of the text as it is: blank lines part paragraphs, and blanks wait for what follows. */
  #show(): void {
    const rest = this.#text.slice(this.#shown).trimEnd();
    for (const [index, part] of rest.split(/( ?\n ?\n\s*)/).entries()) {
      if (index % 2) this.#paragraph = undefined;
      else if (part) this.#grow(part.replace(/ ?\n ?/g, '\n'));
      this.#shown += part.length;
    }
  }

  #grow(text: string): void {
    if (this.#paragraph) (this.#paragraph.firstChild as Text).appendData(text);
    else {
      this.#start = this.#shown;
      this.#paragraph = create('p', {}, text.trimStart());
      this.#container.append(this.#paragraph);
    }
    const direction = this.#paragraph.dir || directionOf(text);
    if (direction) this.#paragraph.dir = direction;
  }
}
