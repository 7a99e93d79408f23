import { Blocks } from './blocks.js';
import { furnish } from './furnish.js';
import { type MarkdownOptions, Shared } from './options.js';

export type { MarkdownOptions, MarkdownStrings } from './options.js';

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
  readonly #blocks: Blocks;
  /** Half of a surrogate pair or of a line's end, kept until its other half is here. */
  #half = '';
  /** The start of a line of which it is not known yet what it is. */
  #line = '';
  #taken = false;

  /** @param container is given the blocks as children; it should be empty */
  constructor(container: Element, options: MarkdownOptions) {
    this.#blocks = new Blocks(container, new Shared(options));
    // An image is fetched only when asked for: its address alone could tell somebody what has been talked about.
    // One listener for all of them: their buttons come and go while a text streams.
    container.addEventListener('click', ({ target }) => {
      if (target instanceof HTMLElement && target.matches('button.image')) furnish(({ showImage }) => showImage(target));
    });
  }

  append(text: string): void {
    text = this.#half + text;
    this.#half = /[\r\ud800-\udbff]$/.exec(text)?.[0] ?? '';
    this.#read(text.slice(0, text.length - this.#half.length));
    this.#blocks.show();
  }

  /** The text is complete, or never will be. */
  end(): void {
    this.#read(this.#half);
    if (this.#taken) this.#blocks.endLine();
    else if (this.#line) this.#blocks.line(this.#line, true);
    this.#half = this.#line = '';
    this.#taken = false;
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
        return;
      }
      this.#line += piece;
      const taken = (complete || piece !== '') && this.#blocks.line(this.#line, complete);
      if (taken) this.#line = '';
      this.#taken = taken && !complete;
    });
  }
}
