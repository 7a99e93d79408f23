/**
 * What a socket is busy with, and since when it is not.
 *
 * The Agent API answers each `MULTIMODAL` message with streamed pieces and one final message: until that has come, the
 * agent may be silent for as long as it thinks.
 */
export class Activity {
  readonly #now: () => number;
  #last: number;
  #awaited = 0;

  /** @param now in ms */
  constructor(now: () => number) {
    this.#now = now;
    this.#last = now();
  }

  /** A message went by, in either direction. */
  note(): void {
    this.#last = this.#now();
  }

  asked(): void {
    this.#awaited += 1;
  }

  answered(): void {
    this.#awaited = Math.max(0, this.#awaited - 1);
  }

  /** In ms, since the last message. */
  get silence(): number {
    return this.#now() - this.#last;
  }

  /** Whether nobody would miss the connection at this moment: no reply is awaited, and nothing was said just now. */
  get isPause(): boolean {
    return this.#awaited === 0 && this.silence >= pauseMs;
  }
}

/** Shorter silences are within a reply, or within what a person says. In ms. */
const pauseMs = 1_000;
