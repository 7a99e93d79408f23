import { CodeBlock } from './code-block.js';
import { Containers, DEPTH, quote, skipQuoteMark, type Start } from './containers.js';
import { Cursor } from './cursor.js';
import { create } from '../dom.js';
import { listItem } from './list-item.js';
import type { Shared } from './options.js';
import { ELEMENT, endOfPart, LONG, MOST_BLOCKS, MOST_LINES, MOST_UNITS, REACH } from './limits.js';
import { isDelimiterRow, splitRow, Table } from './table.js';
import { TextBlock } from './text-block.js';

/** What has come of a line when it may still become something else than what it looks like. */
const UNDECIDED = /^(?:[-+*_=#`~|: \t]+|\d{1,9}[.)]?[ \t]*|\[(?:\^[^\s[\]]*\]?|[ xX]\]?)?|(?:\$\$?|\\\[?)[ \t]*)$/;

/**
 * The block structure, line by line. A line is taken as soon as nothing that may still come on it can change what it
 * is, mostly after its first character; from then on its text goes straight to the block it belongs to.
 */
export class Blocks {
  readonly #shared: Shared;
  readonly #containers: Containers;
  #leaf: TextBlock | CodeBlock | Table | undefined;
  /** Whether all blocks are there that a message may have. */
  #isRaw = false;
  /** How much text is in paragraphs that go on in another element, in UTF-16 units. */
  #cut = 0;
  /** Whether nothing but blank lines has come since the last block. */
  #isBlank = false;

  constructor(root: Element, shared: Shared) {
    this.#shared = shared;
    this.#containers = new Containers(root, shared);
  }

  /**
   * Reads a line from its start.
   * @param complete false while more of the line is to come
   * @returns whether the line has been taken; if not, call again when there is more of it
   */
  line(text: string, complete: boolean): boolean {
    const cursor = new Cursor(text);
    if (this.#shared.blocks >= MOST_BLOCKS && !(this.#leaf instanceof CodeBlock)) return this.#raw(text);
    if (!complete && cursor.blank) return false;
    const containers = this.#containers;
    const leaf = this.#leaf;
    if (cursor.blank && this.#isBlank) return true;
    this.#isBlank = cursor.blank && !(leaf instanceof CodeBlock);
    const matched = containers.match(cursor);
    const inside = matched === containers.open.length;
    if (!complete && cursor.blank) return false;

    if (leaf instanceof CodeBlock && inside) {
      const taken = leaf.line(cursor, complete);
      if (taken === 'end') this.#closeLeaf();
      if (taken === 'blank') containers.blankLine();
      if (taken === 'code') containers.lineTaken();
      if (taken !== undefined) return !!taken;
    }
    if (cursor.blank) {
      this.#close(matched);
      containers.blankLine();
      return true;
    }

    const starts: Start[] = [];
    for (;;) {
      const { indent, rest } = cursor;
      // The paragraph that this line would go on with, even without the prefixes of its containers.
      const paragraph = leaf instanceof TextBlock && !starts.length ? leaf : undefined;
      const own = inside ? paragraph : undefined;
      if (indent > 3 && !paragraph) {
        this.#begin(matched, starts);
        cursor.skip(4);
        const code = new CodeBlock(containers.add(), this.#shared);
        this.#leaf = code;
        code.add(cursor.text);
        if (complete) code.endLine();
        return true;
      }
      if (indent < 4) {
        const nested = matched + starts.length < DEPTH;
        if (rest[0] === '>' && nested) {
          skipQuoteMark(cursor);
          starts.push(quote);
          if (!cursor.blank) continue;
          if (complete) this.#begin(matched, starts);
          return complete;
        }
        if (!complete && UNDECIDED.test(rest)) return false;
        // One hash and no blank is a hashtag, or a number.
        const heading = /^(#{1,6})(?:[ \t]+|$)|^(#{2,6})(?=[^\s#])/.exec(rest);
        if (heading) {
          this.#begin(matched, starts);
          const block = this.#text(`h${(heading[1] ?? heading[2]!).length}`);
          block.add(rest.slice(heading[0].length));
          if (complete) this.endLine();
          return true;
        }
        const formula = this.#shared.options.math && /^(\$\$|\\\[)[ \t]*$/.exec(rest)?.[1];
        const fence = formula ? [rest, formula, 'math'] : /^(?:(`{3,})([^`]*)|(~{3,})(.*))$/.exec(rest);
        if (fence) {
          if (!complete) return false;
          this.#begin(matched, starts);
          this.#leaf = new CodeBlock(containers.add(), this.#shared, indent, fence[1] ?? fence[3], fence[2] ?? fence[4]);
          return true;
        }
        if (own && /^(?:=+|-+)[ \t]*$/.test(rest) && own.hasText() && (rest[0] === '=' || own.isTitle)) {
          own.retag(rest[0] === '=' ? 'h1' : 'h2');
          this.#close(matched);
          containers.lineTaken();
          return true;
        }
        if (/^([-_*])[ \t]*(?:\1[ \t]*){2,}$/.test(rest)) {
          this.#begin(matched, starts);
          containers.add(create('hr'));
          this.#shared.blocks += 1;
          return true;
        }
        const item = nested && listItem(cursor, !!own);
        if (item) {
          starts.push(item);
          if (!cursor.blank) continue;
          this.#begin(matched, starts);
          return true;
        }
        const note = nested && /^\[\^([^\s[\]]+)\]:[ \t]*/.exec(rest);
        if (note) {
          cursor.skip(indent + note[0].length);
          starts.push({ indent: 4, nesting: 4, marker: '^', number: note[1]! });
          if (!cursor.blank) continue;
          if (complete) this.#begin(matched, starts);
          return complete;
        }
        if (own && rest.length < REACH && isDelimiterRow(rest) && own.hasText()) {
          const header = own.lastLine;
          if (header.length < REACH && splitRow(header).length === splitRow(rest).length) {
            own.dropLastLine();
            this.#begin(matched, starts);
            this.#leaf = new Table(containers.add(), header, rest, this.#shared, containers.direction);
            return true;
          }
        }
      }
      if (leaf instanceof Table && inside && !starts.length && rest.length < REACH) {
        if (complete) leaf.add(rest);
        return complete;
      }
      if (paragraph) {
        this.#goOn(`\n${rest}`);
        containers.lineTaken();
      } else {
        this.#begin(matched, starts);
        this.#text('p');
        this.#goOn(rest);
      }
      return true;
    }
  }

  /** More of a line that has been taken. */
  add(text: string): void {
    if (this.#leaf instanceof TextBlock) this.#goOn(text);
    else if (this.#leaf instanceof CodeBlock) this.#leaf.add(text);
  }

  /** Adds to the open text; a paragraph that is too long goes on in another element, wherever the text was cut. */
  #goOn(text: string): void {
    const leaf = this.#leaf as TextBlock;
    if (leaf.heading) return leaf.add(text);
    const end = leaf.lines >= MOST_LINES && text[0] === '\n' ? 0 : endOfPart(text, MOST_UNITS - leaf.length);
    leaf.add(text.slice(0, end));
    if (end === undefined) return;
    this.#closeLeaf();
    this.#cut += MOST_UNITS;
    this.measure(0);
    this.#text('p', true);
    this.#goOn(text.slice(end).replace(/^[ \n]/, ''));
  }

  /** Notices at the start of a line when the message becomes long, see `LONG`. @param length that of all lines before */
  measure(length: number): void {
    const { blocks, marks } = this.#shared;
    this.#shared.isLong ||= length + this.#cut + ELEMENT * (blocks + marks) >= LONG;
  }

  /** The end of a line that was taken before it was complete. */
  endLine(): void {
    if (this.#leaf instanceof CodeBlock) this.#leaf.endLine();
    else if (this.#leaf instanceof TextBlock && this.#leaf.heading) this.#closeLeaf();
  }

  /** Shows what has come of an open text. */
  show(): void {
    if (this.#leaf instanceof TextBlock) this.#leaf.show();
  }

  end(): void {
    this.#closeLeaf();
    this.#shared.settle();
  }

  /** What comes after too many blocks is one text. */
  #raw(text: string): true {
    if (!this.#isRaw) {
      this.#begin(1, []);
      this.#isRaw = true;
      this.#text('p');
    }
    this.#goOn(`\n${text}`);
    return true;
  }

  /** Closes what a line does not continue and opens the containers it starts. */
  #begin(matched: number, starts: readonly Start[]): void {
    this.#close(matched);
    for (const start of starts) {
      this.#shared.blocks += 1;
      const element = this.#containers.start(start);
      if (start.marker === '^') this.#shared.note(element, start.number);
    }
    if (starts.length) this.#containers.lineTaken();
  }

  #close(matched: number): void {
    this.#closeLeaf();
    this.#containers.keep(matched);
  }

  #closeLeaf(): void {
    if (this.#leaf instanceof TextBlock || this.#leaf instanceof CodeBlock) this.#leaf.end();
    this.#leaf = undefined;
  }

  /** @param hasMore whether it goes on with the one before */
  #text(tag: string, hasMore = false): TextBlock {
    const containers = this.#containers;
    const { owner, empty } = containers.innermost;
    const text = new TextBlock(containers.addText(hasMore), tag, this.#shared, containers.direction, {}, !!owner && empty);
    if (this.#isRaw) text.takeRaw();
    containers.lineTaken();
    this.#leaf = text;
    return text;
  }
}
