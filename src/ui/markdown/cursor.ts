/** A line being read from its start. Blanks are counted in columns, so a tab may be used up in part. */
export class Cursor {
  text: string;
  #column = 0;

  constructor(line: string) {
    this.text = line;
  }

  get blank(): boolean {
    return !/[^ \t]/.test(this.text);
  }

  /** What follows the blanks. */
  get rest(): string {
    return this.text.replace(/^[ \t]+/, '');
  }

  /** How many columns of blanks come next. */
  get indent(): number {
    let column = this.#column;
    for (const character of /^[ \t]*/.exec(this.text)![0]) column += character === '\t' ? 4 - (column % 4) : 1;
    return column - this.#column;
  }

  /** Moves on by a number of columns; of blanks, at most as many as there are. */
  skip(columns: number): void {
    while (columns > 0 && this.text) {
      const width = this.text[0] === '\t' ? 4 - (this.#column % 4) : 1;
      const used = Math.min(width, columns);
      this.text = ' '.repeat(width - used) + this.text.slice(1);
      this.#column += used;
      columns -= used;
    }
  }
}
