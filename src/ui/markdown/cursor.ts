/** A line being read from its start. Blanks are counted in columns, so a tab may be used up in part. */
export class Cursor {
  readonly #line: string;
  #at = 0;
  #column = 0;
  /** How many columns are left of a tab that has been used up in part. */
  #spare = 0;
  /** Where the blanks that come next end, and in which column; -1: not known yet. */
  #end = -1;
  #endColumn = 0;

  constructor(line: string) {
    this.#line = line;
  }

  /** What has not been read yet. */
  get text(): string {
    return ' '.repeat(this.#spare) + this.#line.slice(this.#at);
  }

  get blank(): boolean {
    return this.#blanksEnd() === this.#line.length;
  }

  /** What follows the blanks. */
  get rest(): string {
    return this.#line.slice(this.#blanksEnd());
  }

  /** How many columns of blanks come next. */
  get indent(): number {
    this.#blanksEnd();
    return this.#endColumn - this.#column;
  }

  /** Moves on by a number of columns; of blanks, at most as many as there are. */
  skip(columns: number): void {
    while (columns > 0 && (this.#spare || this.#at < this.#line.length)) {
      const width = this.#spare || this.#width(this.#at++, this.#column);
      const used = Math.min(width, columns);
      this.#spare = width - used;
      this.#column += used;
      columns -= used;
    }
    if (this.#at > this.#end) this.#end = -1;
  }

  #blanksEnd(): number {
    if (this.#end < 0) {
      let at = this.#at;
      let column = this.#column + this.#spare;
      for (; this.#line[at] === ' ' || this.#line[at] === '\t'; at++) column += this.#width(at, column);
      this.#end = at;
      this.#endColumn = column;
    }
    return this.#end;
  }

  #width(at: number, column: number): number {
    return this.#line[at] === '\t' ? 4 - (column % 4) : 1;
  }
}
