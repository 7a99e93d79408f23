import type { Cursor } from './cursor.js';
import { create } from '../dom.js';
import { Direction } from './direction.js';
import type { Shared } from './options.js';
import { MOST_ITEMS, MOST_TEXTS } from './limits.js';

/** A list in the tree; it takes in further items as long as it is the last thing in its container. */
interface List {
  readonly element: HTMLElement;
  readonly marker: string;
  /** The number of its last item. */
  number: number;
}

/** The root, a quote or a list item. */
export interface Container {
  readonly element: Element;
  /** Columns that a line of an item or a footnote is indented by; 0 for a quote. */
  indent: number;
  /** With how many a line belongs to a numbered item that begins a block of its own: people nest by two. */
  readonly nesting: number;
  /** The list that an item belongs to; only items have one. */
  readonly owner?: List;
  empty: boolean;
  last?: List | undefined;
}

/** A container that a line starts, before it is known whether the line is to be taken. */
export interface Start {
  readonly indent: number;
  readonly nesting: number;
  /** The bullet, or the character after the number; `^` for a footnote; empty for a quote. */
  readonly marker: string;
  /** The item's number, or the footnote's label. */
  readonly number: string;
}

export const quote: Start = { indent: 0, nesting: 0, marker: '', number: '' };

/** What a line begins with that is meant to stand within the numbered item above. */
const NESTED = /^(?:[-+*]|0?1[.)])[ \t]/;

/** More than this is shown as text: layouts fail on thousands of levels. */
export const DEPTH = 32;

/** The containers that are open at the end of the text, from the root to the innermost. */
export class Containers {
  readonly open: Container[];
  /** The innermost quote that the blank line just before was in; -1: there was none. */
  #blank = -1;
  #direction: Direction;
  /** What the last text stands in, see `addText`; `undefined`: something else has come, or it needs none. */
  #texts: Element | undefined;

  readonly #shared: Shared;

  constructor(root: Element, shared: Shared) {
    this.#shared = shared;
    this.#direction = new Direction(root);
    this.open = [{ element: root, indent: 0, nesting: 0, empty: true }];
  }

  get innermost(): Container {
    return this.open.at(-1)!;
  }

  /** That of the message's own block in which the text stands. */
  get direction(): Direction {
    return this.#direction;
  }

  /** Takes the prefixes of the open containers off a line. @returns how many of them it continues */
  match(cursor: Cursor): number {
    let matched = 1;
    for (; matched < this.open.length; matched++) {
      const container = this.open[matched]!;
      if (!container.indent) {
        if (cursor.indent > 3 || cursor.rest[0] !== '>') break;
        skipQuoteMark(cursor);
      } else {
        const { indent } = cursor;
        if (cursor.blank ? container.empty : indent < container.indent && !(indent >= container.nesting && NESTED.test(cursor.rest))) break;
        if (!cursor.blank) container.indent = Math.min(container.indent, indent);
        cursor.skip(Math.min(container.indent, indent));
      }
    }
    return matched;
  }

  /** Closes all but the first `count`. */
  keep(count: number): void {
    this.open.length = count;
  }

  blankLine(): void {
    this.#blank = this.open.findLastIndex(({ indent }) => !indent);
  }

  /** Call when a line that is not blank has been taken. */
  lineTaken(): void {
    this.#blank = -1;
  }

  /** @returns its element */
  start({ indent, nesting, marker, number }: Start): HTMLElement {
    const container = this.innermost;
    if (!marker || marker === '^') {
      const element = marker ? create('div', { class: 'note' }) : create('blockquote', this.#shared.look());
      this.add(element);
      this.open.push({ element, indent, nesting, empty: true });
      return element;
    }
    let value: string | null = null;
    const last = container.last?.marker === marker ? container.last : undefined;
    const isFull = this.#shared.isLong && last && last.element.childElementCount >= MOST_ITEMS;
    if (last && !isFull) {
      this.#loosen(last);
      // Numbers that go up otherwise than by one are referred to; those that don't are counted.
      const counted = last.number + 1;
      last.number = Math.max(+number, counted);
      if (+number > counted) value = String(+number);
    } else {
      // Paragraphs are always elements of their own; that a list is tight is for the style sheet to know. So a list
      // that turns out to be loose, however late, changes one class and no node.
      const first = Math.max(+number, last ? last.number + 1 : 0);
      const list = create(number ? 'ol' : 'ul', { ...this.#shared.look(!last || last.element.matches('.tight') ? 'tight' : '', !!last), start: number && first !== 1 ? String(first) : null });
      this.add(list);
      container.last = { element: list, marker, number: first };
    }
    const element = create('li', { value });
    const owner = container.last!;
    owner.element.append(element);
    this.open.push({ element, indent, nesting, owner, empty: true });
    return element;
  }

  /**
   * Prepares the innermost container for a child.
   * @param child to append, if it is not the block itself that does
   * @returns the container's element
   */
  add(child?: HTMLElement): Element {
    const container = this.innermost;
    if (this.open.length === 1) this.#direction = new Direction(container.element);
    if (container.owner && !container.empty) this.#loosen(container.owner);
    container.empty = false;
    container.last = this.#texts = undefined;
    if (child) {
      container.element.append(child);
      this.#direction.adopt(child, container.element);
    }
    return container.element;
  }

  /**
   * Prepares the innermost container for a text. In a long message, texts that stand in nothing else share an element:
   * to find out whether an element is in sight costs a browser more than to lay a short text out.
   * @param hasMore whether the text goes on with the one before; it begins another such element
   * @returns the element for the text
   */
  addText(hasMore: boolean): Element {
    let texts = this.#texts;
    const parent = this.add();
    if (this.open.length > 1 || !(hasMore || this.#shared.isLong)) return parent;
    if (hasMore || !texts || texts.childElementCount >= MOST_TEXTS) parent.append((texts = create('div', this.#shared.look('', hasMore))));
    this.#texts = texts;
    this.#direction = new Direction(texts);
    return texts;
  }

  /** A list is loose if a blank line parts two of its items, or two blocks of one item. */
  #loosen(list: List): void {
    if (this.#blank >= 0 && this.open.length - 1 >= this.#blank) list.element.classList.remove('tight');
  }
}

export function skipQuoteMark(cursor: Cursor): void {
  cursor.skip(cursor.indent + 1);
  cursor.skip(Math.min(1, cursor.indent));
}
