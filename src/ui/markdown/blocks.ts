import { CodeBlock } from './code-block.js';
import { Containers, DEPTH, quote, skipQuoteMark, type Start } from './containers.js';
import { Cursor } from './cursor.js';
import { create } from '../dom.js';
import { Leaf } from './leaf.js';
import { normalizeLabel } from './links.js';
import { listItem } from './list-item.js';
import type { Shared } from './options.js';
import { MOST_BLOCKS, REACH } from './reach.js';
import { isDelimiterRow, splitRow, Table } from './table.js';
import { TextBlock } from './text-block.js';

/** What has come of a line when it may still become something else than what it looks like. */
const UNDECIDED = /^(?:[-+*_=#`~|: \t]+|\d{1,9}[.)]?[ \t]*|\[(?:\^[^\s[\]]*\]?|[ xX]\]?)?|(?:\$\$?|\\\[?)[ \t]*)$/;

/** What ends a formula that begins with a line of its own. */
const MATH: Readonly<Record<string, string>> = { $$: '$$', '\\[': '\\]' };

/**
 * The block structure, line by line. A line is taken as soon as nothing that may still come on it can change what it
 * is, mostly after its first character; from then on its text goes straight to the block it belongs to.
 */
export class Blocks {
  readonly #shared: Shared;
  readonly #containers: Containers;
  readonly leaf: Leaf;
  /** Whether nothing but blank lines has come since the last block. */
  #isBlank = false;

  constructor(root: Element, shared: Shared) {
    this.#shared = shared;
    this.#containers = new Containers(root, shared);
    this.leaf = new Leaf(this.#containers, shared);
  }

  /**
   * Reads a line from its start.
   * @param complete false while more of the line is to come
   * @returns whether the line has been taken; if not, call again when there is more of it
   */
  line(text: string, complete: boolean): boolean {
    const cursor = new Cursor(text);
    if (this.#shared.blocks >= MOST_BLOCKS && !(this.leaf.block instanceof CodeBlock)) return this.#raw(text);
    if (!complete && cursor.blank) return false;
    const containers = this.#containers;
    const leaf = this.leaf.block;
    if (cursor.blank && this.#isBlank) return true;
    this.#isBlank = cursor.blank && !(leaf instanceof CodeBlock);
    const matched = containers.match(cursor);
    const inside = matched === containers.open.length;
    if (!complete && cursor.blank) return false;

    if (leaf instanceof CodeBlock && inside) {
      const taken = this.#code(leaf, cursor, complete);
      if (taken !== undefined) return taken;
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
        this.leaf.block = code;
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
          const block = this.leaf.open(`h${(heading[1] ?? heading[2]!).length}`);
          block.add(rest.slice(heading[0].length));
          if (complete) this.leaf.endLine();
          return true;
        }
        const formula = this.#shared.math && /^(\$\$|\\\[)[ \t]*$/.exec(rest)?.[1];
        const fence = formula ? [rest, formula, 'math'] : /^(?:(`{3,})([^`]*)|(~{3,})(.*))$/.exec(rest);
        if (fence) {
          if (!complete) return false;
          this.#begin(matched, starts);
          this.leaf.block = new CodeBlock(containers.add(), this.#shared, indent, fence[1] ?? fence[3], fence[2] ?? fence[4]);
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
            this.leaf.block = new Table(containers.add(), header, rest, this.#shared, containers.direction);
            return true;
          }
        }
      }
      if (leaf instanceof Table && inside && !starts.length && rest.length < REACH) {
        if (complete) leaf.add(rest);
        return complete;
      }
      if (paragraph) {
        this.leaf.goOn(`\n${rest}`);
        containers.lineTaken();
      } else {
        this.#begin(matched, starts);
        this.leaf.open('p');
        this.leaf.goOn(rest);
      }
      return true;
    }
  }

  end(): void {
    this.leaf.close();
    const { late, notes, unused } = this.#shared;
    for (const text of late.splice(0)) text.revise();
    for (const { element, isUsed } of notes.values()) element.hidden = isUsed;
    for (const show of unused.splice(0).toReversed()) show();
  }

  /** Reads a line of code. @returns `undefined`: it is none */
  #code(code: CodeBlock, cursor: Cursor, complete: boolean): boolean | undefined {
    const { blank, indent, rest } = cursor;
    const { fence } = code;
    const closer = MATH[fence];
    if (closer && indent < 4 && closer.startsWith(rest.trim()) && !blank) {
      if (!complete) return false;
      if (rest.trim() === closer) {
        this.leaf.close();
        return true;
      }
    }
    if (fence) {
      const run = indent < 4 && /^(`+|~+)[ \t]*$/.exec(rest)?.[1];
      if (run && run[0] === fence[0]) {
        if (!complete) return false;
        if (run.startsWith(fence)) {
          this.leaf.close();
          return true;
        }
      }
    } else if (!blank && indent < 4) return undefined;
    cursor.skip(Math.min(code.indent, indent));
    if (blank && !fence) {
      code.addBlank(cursor.text);
      this.#containers.blankLine();
    } else {
      code.add(cursor.text);
      if (complete) code.endLine();
      this.#containers.lineTaken();
    }
    return true;
  }

  /** What comes after too many blocks is one text. */
  #raw(text: string): true {
    const leaf = this.leaf;
    if (!leaf.isRaw) {
      this.#begin(1, []);
      leaf.isRaw = true;
      leaf.open('p');
    }
    leaf.goOn(`\n${text}`);
    return true;
  }

  /** Closes what a line does not continue and opens the containers it starts. */
  #begin(matched: number, starts: readonly Start[]): void {
    this.#close(matched);
    for (const start of starts) {
      this.#shared.blocks += 1;
      const element = this.#containers.start(start);
      if (start.marker === '^') this.#note(element, start.number);
    }
    if (starts.length) this.#containers.lineTaken();
  }

  /** The text of a footnote opens where it is referred to. Until it is known whether anything does, it is in its place. */
  #note(element: HTMLElement, name: string): void {
    const { notes, missed } = this.#shared;
    const label = normalizeLabel(`^${name}`);
    element.dataset['note'] = label;
    element.append(create('span', { class: 'note-label' }, `[^${name}]: `));
    if (notes.has(label)) return;
    element.hidden = missed.has(label);
    notes.set(label, { element, isUsed: false });
  }

  #close(matched: number): void {
    this.leaf.close();
    this.#containers.keep(matched);
  }
}
