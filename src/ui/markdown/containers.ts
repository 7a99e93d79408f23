import type { Cursor } from './cursor.js';
import { create } from '../dom.js';
import { Direction } from './direction.js';

/** A list in the tree; it takes in further items as long as it is the last thing in its container. */
interface List {
  readonly element: HTMLElement;
  readonly marker: string;
}

/** The root, a quote or a list item. */
export interface Container {
  readonly element: Element;
  /** Columns that a line of an item is indented by. */
  readonly indent: number;
  /** The list that an item belongs to; only items have one. */
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
  #direction: Direction;

  constructor(root: Element) {
    this.#direction = new Direction(root);
    this.open = [{ element: root, indent: 0, empty: true }];
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
      const { owner, indent, empty } = this.open[matched]!;
      if (!owner) {
        if (cursor.indent > 3 || cursor.rest[0] !== '>') break;
        skipQuoteMark(cursor);
      } else {
        if (cursor.blank ? empty : cursor.indent < indent) break;
        cursor.skip(Math.min(indent, cursor.indent));
      }
    }
    return matched;
  }

  /** Closes all but the first `count`. */
  keep(count: number): void {
    this.open.length = count;
  }

  blankLine(): void {
    this.#blank = this.open.findLastIndex(({ owner }) => !owner);
  }

  /** Call when a line that is not blank has been taken. */
  lineTaken(): void {
    this.#blank = -1;
  }

  start({ indent, marker, number }: Start): void {
    const container = this.innermost;
    if (!marker) {
      const element = create('blockquote');
      this.add(element);
      this.open.push({ element, indent, empty: true });
      return;
    }
    if (container.last?.marker === marker) this.#loosen(container.last);
    else {
      // Paragraphs are always elements of their own; that a list is tight is for the style sheet to know. So a list
      // that turns out to be loose, however late, changes one class and no node.
      const list = create(number ? 'ol' : 'ul', { class: 'tight', start: number && +number !== 1 ? String(+number) : null });
      this.add(list);
      container.last = { element: list, marker };
    }
    const element = create('li');
    const owner = container.last;
    owner.element.append(element);
    this.open.push({ element, indent, owner, empty: true });
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
    container.last = undefined;
    if (child) {
      container.element.append(child);
      this.#direction.adopt(child, container.element);
    }
    return container.element;
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
