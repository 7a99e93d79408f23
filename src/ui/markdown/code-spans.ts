/** The runs of backticks in a text, of which the next one as long as it ends a code span. */
export class CodeSpans {
  readonly #text: string;
  /** The places of the runs of each length that have not been passed yet, the last one first. */
  #runs: Map<number, number[]> | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** Where the next run of a length begins, from a place on; places only ever go up. */
  next(length: number, from: number): number | undefined {
    if (!this.#runs) {
      this.#runs = new Map();
      for (const { 0: run, index } of [...this.#text.matchAll(/`+/g)].toReversed()) {
        const places = this.#runs.get(run.length);
        if (places) places.push(index);
        else this.#runs.set(run.length, [index]);
      }
    }
    const places = this.#runs.get(length) ?? [];
    while (places.at(-1)! < from) places.pop();
    return places.at(-1);
  }
}
