import { CodeBlock } from './code-block.js';
import type { Containers } from './containers.js';
import type { Shared } from './options.js';
import { ELEMENT, endOfPart, LONG, MOST_LINES, MOST_UNITS } from './reach.js';
import type { Table } from './table.js';
import { TextBlock } from './text-block.js';

/** The open block, in which there are no others, and how text gets into it. */
export class Leaf {
  block: TextBlock | CodeBlock | Table | undefined;
  /** Whether all that comes is taken as it is written. */
  isRaw = false;
  readonly #shared: Shared;
  readonly #containers: Containers;
  /** How much text is in paragraphs that go on in another element, in UTF-16 units. */
  #cut = 0;

  constructor(containers: Containers, shared: Shared) {
    this.#containers = containers;
    this.#shared = shared;
  }

  /** Opens a paragraph or a heading. @param hasMore whether it goes on with the one before */
  open(tag: string, hasMore = false): TextBlock {
    const containers = this.#containers;
    const { owner, empty } = containers.innermost;
    const text = new TextBlock(containers.add(), tag, this.#shared, containers.direction, this.#shared.look(hasMore), !!owner && empty);
    if (this.isRaw) text.takeRaw();
    containers.lineTaken();
    this.block = text;
    return text;
  }

  /** More of a line that has been taken. */
  add(text: string): void {
    if (this.block instanceof TextBlock) this.goOn(text);
    else if (this.block instanceof CodeBlock) this.block.add(text);
  }

  /** Adds to the open text; a paragraph that is too long goes on in another element, wherever the text was cut. */
  goOn(text: string): void {
    const block = this.block as TextBlock;
    if (block.heading) return block.add(text);
    const end = block.lines >= MOST_LINES && text[0] === '\n' ? 0 : endOfPart(text, MOST_UNITS - block.length);
    block.add(text.slice(0, end));
    if (end === undefined) return;
    this.close();
    this.#cut += MOST_UNITS;
    this.measure(0);
    this.open('p', true);
    this.goOn(text.slice(end).replace(/^[ \n]/, ''));
  }

  /** Notices at the start of a line when the message becomes long, see `LONG`. @param length that of all lines before */
  measure(length: number): void {
    const { blocks, marks } = this.#shared;
    this.#shared.isLong ||= length + this.#cut + ELEMENT * (blocks + marks) >= LONG;
  }

  /** The end of a line that was taken before it was complete. */
  endLine(): void {
    if (this.block instanceof CodeBlock) this.block.endLine();
    else if (this.block instanceof TextBlock && this.block.heading) this.close();
  }

  /** Shows what has come of an open text. */
  show(): void {
    if (this.block instanceof TextBlock) this.block.show();
  }

  close(): void {
    if (this.block instanceof TextBlock || this.block instanceof CodeBlock) this.block.end();
    this.block = undefined;
  }
}
