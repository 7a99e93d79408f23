import { create } from '../dom.js';
import type { Direction } from './direction.js';
import { watchOverflow } from './block-controls.js';
import type { Shared } from './options.js';
import { MOST_ITEMS } from './limits.js';
import { TextBlock } from './text-block.js';

/** More columns than this are text in the last one: what is laid out for them grows with their square. */
const COLUMNS = 64;

/** The cells of a row: bars at the ends don't count, `\|` is a bar within a cell. What is too much stays in the last. */
export function splitRow(row: string, columns = COLUMNS): string[] {
  const cells: string[] = row.trim().replace(/^\|/, '').match(/(?:\\[^]|[^|])+\|?|\|/g) ?? [];
  if (cells.length > columns) cells.push(cells.splice(columns - 1).join(''));
  return cells.map((cell) => cell.replace(/^((?:\\[^]|[^\\])*?)\|$/, '$1').trim().replaceAll('\\|', '|'));
}

/** Whether a line is the one under a table's header. */
export function isDelimiterRow(line: string): boolean {
  return line.includes('|') && /^\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/.test(line);
}

/** A table: its rows come one by one. */
export class Table {
  #table!: HTMLElement;
  /** A class for each column. */
  readonly #alignments: readonly (string | null)[];
  readonly #shared: Shared;
  readonly #direction: Direction;
  readonly #parent: Element;
  readonly #header: string;
  #body: Element | undefined;

  constructor(parent: Element, header: string, delimiters: string, shared: Shared, direction: Direction) {
    this.#shared = shared;
    this.#direction = direction;
    this.#alignments = splitRow(delimiters).map((cell) =>
      cell.endsWith(':') ? (cell[0] === ':' ? 'align-center' : 'align-end') : cell[0] === ':' ? 'align-start' : null,
    );
    this.#parent = parent;
    this.#header = header;
    this.#begin();
  }

  #begin(): void {
    const { strings } = this.#shared.options;
    this.#body = undefined;
    this.#table = create('table');
    const box = create('div', this.#shared.look('table'), this.#table);
    this.#parent.append(box);
    this.#direction.adopt(box, this.#parent);
    this.#row(create('thead'), this.#header, 'th');
    watchOverflow(box, strings.table);
  }

  add(row: string): void {
    // In a long message, a long table goes on in another one with the same header.
    if (this.#shared.isLong && this.#body && this.#body.childElementCount >= MOST_ITEMS) this.#begin();
    this.#body ??= this.#table.appendChild(create('tbody'));
    this.#row(this.#body, row, 'td');
  }

  #row(section: Element, source: string, tag: string): void {
    const row = create('tr');
    this.#shared.blocks += 1;
    // A row may be shorter than the table: no cell is made that is not written.
    splitRow(source, this.#alignments.length).forEach((text, index) => {
      const cell = new TextBlock(row, tag, this.#shared, this.#direction, { class: this.#alignments[index]! });
      cell.add(text);
      cell.end();
      // A header that says nothing is none.
      if (!cell.element!.textContent.trim()) cell.retag('td');
    });
    section.append(row);
    if (tag === 'th') this.#table.append(section);
  }
}
