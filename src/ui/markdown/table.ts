import { create } from '../dom.js';
import type { Direction } from './direction.js';
import { furnish } from './furnish.js';
import type { Shared } from './options.js';
import { TextBlock } from './text-block.js';

/** The cells of a row: bars at the ends don't count, `\|` is a bar within a cell. */
export function splitRow(row: string): string[] {
  const cells = row.trim().replace(/^\|/, '').match(/(?:\\[^]|[^|])+\|?|\|/g) ?? [];
  return cells.map((cell) => cell.replace(/^((?:\\[^]|[^\\|])*)\|$/, '$1').trim().replaceAll('\\|', '|'));
}

/** Whether a line is the one under a table's header. */
export function isDelimiterRow(line: string): boolean {
  return line.includes('|') && /^\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/.test(line);
}

/** A table: its rows come one by one. */
export class Table {
  readonly #table: HTMLElement;
  /** A class for each column. */
  readonly #alignments: readonly (string | null)[];
  readonly #shared: Shared;
  readonly #direction: Direction;
  #body: Element | undefined;

  constructor(parent: Element, header: string, delimiters: string, shared: Shared, direction: Direction) {
    this.#shared = shared;
    this.#direction = direction;
    this.#alignments = splitRow(delimiters).map((cell) =>
      cell.endsWith(':') ? (cell[0] === ':' ? 'align-center' : 'align-end') : cell[0] === ':' ? 'align-start' : null,
    );
    this.#table = create('table');
    const box = create('div', { class: 'table' }, this.#table);
    parent.append(box);
    direction.adopt(box, parent);
    this.#row(create('thead'), header, 'th');
    furnish(({ watchOverflow }) => watchOverflow(box, shared.strings.table));
  }

  add(row: string): void {
    this.#body ??= this.#table.appendChild(create('tbody'));
    this.#row(this.#body, row, 'td');
  }

  #row(section: Element, source: string, tag: string): void {
    const cells = splitRow(source);
    const row = create('tr');
    this.#alignments.forEach((alignment, index) => {
      const cell = new TextBlock(row, tag, this.#shared, this.#direction, { class: alignment });
      // In a cell there is no other way to break a line.
      cell.add((cells[index] ?? '').replace(/(`[^`]*`)|<br *\/?>/gi, (_, code) => code ?? '\\\n'));
      cell.end();
      // A header that says nothing is none.
      if (!cell.element!.textContent.trim()) cell.retag('td');
    });
    section.append(row);
    if (tag === 'th') this.#table.append(section);
  }
}
