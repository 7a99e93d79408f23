/** What the person in a session wants to be sent as it is: once, and again where that very message is sent once more. */
export class AsWritten {
  #session: object | undefined;
  /** For the next message. */
  #next: string | undefined;
  /** What was sent so. */
  readonly #sent = new Set<string>();

  /** Lets the next message with this text be sent as it is. */
  allow(text: string, session: object | undefined): void {
    this.#follow(session);
    this.#next = text;
  }

  /**
   * A message is about to be sent: what was allowed for the next one counts for this one alone.
   *
   * @param isAgain it was about to be sent before
   * @returns whether one of its texts goes as it is
   */
  begin(session: object | undefined, isAgain: boolean): (text: string) => boolean {
    this.#follow(session);
    if (isAgain) return (text) => this.#sent.has(text);
    const next = this.#next;
    this.#next = undefined;
    return (text) => text === next && this.#sent.add(text).size > 0;
  }

  /** What one person wanted is nobody else's wish. */
  #follow(session: object | undefined): void {
    if (session === this.#session) return;
    this.#session = session;
    this.#next = undefined;
    this.#sent.clear();
  }
}
