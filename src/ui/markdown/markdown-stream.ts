import { create } from '../dom.js';
import { adoptStyles } from '../adopt-styles.js';
import { Blocks } from './blocks.js';
import { showImage } from './block-controls.js';
import { blockControlStyles } from './block-controls.styles.js';
import { type Begun, type MarkdownOptions, Shared } from './options.js';
import { MOST_UNITS, TASK_MS } from './limits.js';
import { setTask } from './task.js';

/** How much is read at once, in UTF-16 units. */
const PIECE = 2_048;
/** From this length on, in UTF-16 units, a line is not asked with each piece what it is. */
const PATIENCE = 256;

/** The mark of a task at the start of a line. */
const TASK = /^[ \t>]*(?:[-+*]|\d{1,9}[.)])[ \t]+\[[ x]\](?=\s)/gim;
const withoutStates = (text: string): string => text.replace(TASK, (mark) => `${mark.slice(0, -2)} ]`);

export type { MarkdownStrings } from './markdown-strings.js';
export type { MarkdownOptions } from './options.js';

/**
 * Markdown, shown while it is being written: CommonMark and GitHub's tables, task lists, strikethrough and bare
 * addresses, as elements that only ever grow at the end.
 *
 * How it works: lines settle blocks. Each line is read once (`Blocks`); it goes on with the open block or closes it,
 * and a closed block is never looked at again. A line that has only just begun waits until its first characters say
 * what it is; after that its text goes straight to the open block. Code is appended to text nodes. In a paragraph
 * (`TextBlock`) the inline content settles up to the last blank at which no emphasis, bracket or code span is open;
 * only the short tail after it is read anew with each piece, guessing what its open marks will become (`parseInline`),
 * and the elements that stand for it are patched, not replaced. `end()` settles the tail as CommonMark has it.
 * The one thing that reaches back: a link whose definition follows later is text until `end()`.
 */
export class MarkdownStream {
  readonly #container: Element;
  readonly #blocks: Blocks;
  /** All that has come; shown as it is where it cannot be drawn. */
  #text: string;
  #hasFailed = false;
  readonly #options: MarkdownOptions;
  /** What has come and was not read yet. */
  #waiting = '';
  #isScheduled = false;
  #isEnding = false;
  /** Half of a surrogate pair or of a line's end, kept until its other half is here. */
  #half = '';
  /** How much of lines has been taken, in UTF-16 units. */
  #length = 0;
  /** The start of a line of which it is not known yet what it is, and at which length that is asked again. */
  #line = '';
  #due = 0;
  #taken = false;

  /**
   * @param container is given the blocks as children; it should hold no others than those that `begun` names
   * @param begun what has been shown already: `text` of the closed paragraphs, and the `paragraph` with which it goes on
   */
  constructor(container: Element, options: MarkdownOptions, begun: Begun = { text: '' }) {
    this.#container = container;
    this.#text = begun.text;
    const shared = new Shared(container, options, begun.paragraph);
    this.#blocks = new Blocks(container, shared);
    this.#options = options;
    // Its looks are there before it is laid out, for nothing to move, or to be laid out twice, when they come.
    adoptStyles(options.fences?.host.shadowRoot ?? container, blockControlStyles);
    // An image is fetched only when asked for: its address alone could tell somebody what has been talked about.
    // One listener for all of them: their buttons come and go while a text streams.
    container.addEventListener('click', ({ target }) => {
      if (!(target instanceof HTMLElement)) return;
      if (target.matches('button.image')) showImage(target);
      if (target.matches('button.note-mark')) shared.annotate(({ toggleNote }) => toggleNote(target, container));
    });
  }

  append(text: string): void {
    this.#text += text;
    this.#waiting += text;
    if (!this.#isScheduled) this.#work();
  }

  /** The text is complete, or never will be. */
  end(): void {
    this.#isEnding = true;
    if (!this.#isScheduled) this.#work();
  }

  /**
   * Takes another version of the text so far, if it says of some tasks only that they are done or not: their boxes
   * change, and nothing is replaced.
   * @returns whether it is no more than that
   */
  renew(text: string): boolean {
    const before = this.#text;
    if (this.#hasFailed || this.#waiting || withoutStates(text) !== withoutStates(before)) return false;
    const states = [...text.matchAll(TASK)].map(([mark]) => !mark.endsWith('[ ]'));
    const boxes = this.#container.querySelectorAll('input');
    if (boxes.length !== states.length) return false;
    this.#text = text;
    boxes.forEach((box, index) => setTask(box, states[index]!, this.#options.strings));
    return true;
  }

  /** A text that cannot be drawn is shown as it is. */
  #work(): void {
    try {
      if (!this.#hasFailed) return this.#readWaiting();
    } catch (error) {
      this.#hasFailed = true;
      console.error('<autessa-agent> could not draw a reply, and shows its text:', error);
    }
    this.#container.replaceChildren(create('p', {}, this.#text));
  }

  /** Reads what waits, in tasks that leave room for frames where there is a way to go on later. */
  #readWaiting(): void {
    const { later } = this.#options;
    const start = performance.now();
    let at = 0;
    while (at < this.#waiting.length) {
      if (at && later && (at > MOST_UNITS || performance.now() - start > TASK_MS)) {
        this.#waiting = this.#waiting.slice(at);
        this.#isScheduled = true;
        later(() => {
          this.#isScheduled = false;
          this.#work();
        });
        return;
      }
      this.#take(this.#waiting.slice(at, at + PIECE));
      at += PIECE;
    }
    this.#waiting = '';
    if (!this.#isEnding) return;
    this.#isEnding = false;
    this.#finish();
  }

  #take(text: string): void {
    text = this.#half + text;
    this.#half = /[\r\ud800-\udbff]$/.exec(text)?.[0] ?? '';
    this.#read(text.slice(0, text.length - this.#half.length));
    this.#blocks.show();
  }

  #finish(): void {
    this.#read(this.#half);
    if (this.#taken) this.#blocks.endLine();
    else if (this.#line) this.#blocks.line(this.#line, true);
    this.#half = this.#line = '';
    this.#taken = false;
    this.#due = 0;
    this.#blocks.end();
  }

  #read(text: string): void {
    const lines = text.replace(/\r\n?/g, '\n').replaceAll('\0', '\ufffd').split('\n');
    lines.forEach((piece, index) => {
      const complete = index < lines.length - 1;
      if (this.#taken) {
        this.#blocks.add(piece);
        if (complete) this.#blocks.endLine();
        this.#taken = !complete;
        this.#length += piece.length;
        return;
      }
      this.#line += piece;
      if (!complete && (!piece || this.#line.length < this.#due)) return;
      this.#blocks.measure(this.#length);
      const taken = this.#blocks.line(this.#line, complete);
      if (taken) this.#length += this.#line.length;
      // What a long line is may be known late; it is asked again only when it has grown by an eighth.
      this.#due = taken || this.#line.length < PATIENCE ? 0 : this.#line.length * 1.125;
      if (taken) this.#line = '';
      this.#taken = taken && !complete;
    });
  }
}
