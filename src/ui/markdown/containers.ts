import type { Cursor } from './cursor.js';
import { create } from './dom.js';

/** A list in the tree; it takes in further items as long as it is the last thing in its container. */
interface List {
  readonly element: HTMLElement;
  readonly marker: string;
}

export interface Container {
  readonly kind: 'root' | 'quote' | 'item';
  readonly element: Element;
  /** Columns that a line of an item is indented by. */
  readonly indent: number;
  /** The list that an item belongs to. */
  readonly owner?: List;
  empty: boolean;
  last?: List | undefined;
}

/** A container that a line starts, before it is known whether the line is to be taken. */
export interface Start {
  readonly indent: number;
  /** The bullet, or the character after the number; empty for a quote. */
  readonly marker: string;
  readonly number: string;
}

/** More than this is shown as text: layouts fail on thousands of levels. */
export const DEPTH = 32;

/** The containers that are open at the end of the text, from the root to the innermost. */
export class Containers {
  readonly open: Container[];
  /** The innermost quote that the blank line just before was in; -1: there was none. */
  #blank = -1;

  constructor(root: Element) {
    this.open = [{ kind: 'root', element: root, indent: 0, empty: true }];
  }

  get innermost(): Container {
    return this.open.at(-1)!;
  }

  /** Takes the prefixes of the open containers off a line. @returns how many of them it continues */
  match(cursor: Cursor): number {
    let matched = 1;
    for (; matched < this.open.length; matched++) {
      const { kind, indent, empty } = this.open[matched]!;
      if (kind === 'quote') {
        if (cursor.indent > 3 || cursor.rest[0] !== '>') break;
        skipQuoteMark(cursor);
      } else {
        if (cursor.blank ? empty : cursor.indent < indent) break;
        cursor.skip(cursor.blank ? Math.min(indent, cursor.indent) : indent);
      }
    }
    return matched;
  }

  /** Closes all but the first `count`. */
  keep(count: number): void {
    this.open.length = count;
  }

  blankLine(): void {
    this.#blank = this.open.findLastIndex(({ kind }) => kind !== 'item');
  }

  /** Call when a line that is not blank has been taken. */
  lineTaken(): void {
    this.#blank = -1;
  }

  start({ indent, marker, number }: Start): void {
    if (!marker) {
      const quote = create('blockquote');
      this.add(quote);
      this.open.push({ kind: 'quote', element: quote, indent: 0, empty: true });
      return;
    }
    const container = this.innermost;
    if (container.last?.marker === marker) this.#loosen(container.last);
    else {
      // Paragraphs are always elements of their own; that a list is tight is for the style sheet to know. So a list
      // that turns out to be loose, however late, changes one class and no node.
      const list = create(number ? 'ol' : 'ul', { class: 'tight', start: number && +number !== 1 ? String(+number) : null });
      this.add(list);
      container.last = { element: list, marker };
    }
    const item = create('li');
    container.last!.element.append(item);
    this.open.push({ kind: 'item', element: item, indent, owner: container.last!, empty: true });
  }

  /** Prepares the innermost container for a child. @param child to append, if it is not the block itself that does */
  add(child?: HTMLElement): void {
    const container = this.innermost;
    if (container.owner && !container.empty) this.#loosen(container.owner);
    container.empty = false;
    container.last = undefined;
    if (!child) return;
    if (container.kind === 'root') child.dir = 'auto';
    container.element.append(child);
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
