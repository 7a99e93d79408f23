/** What is larger than this, in bytes, takes long enough to read for others to notice. */
const large = 64 * 1024;

/**
 * What is large is read one after the other, and between two of them everybody else has their turn: of many that come in
 * one moment, nobody waits for more than one.
 */
export class ReadingTurns {
  #last: Promise<void> = Promise.resolve();

  /** Settles when so many bytes may be read: at once, or when nothing else that is large is read in this round. */
  async for({ length }: Buffer): Promise<void> {
    if (length <= large) return;
    this.#last = this.#last.then(() => new Promise((resolve) => setImmediate(resolve)));
    await this.#last;
  }
}
