/**
 * Follows the bytes of one side of a WebSocket (RFC 6455, section 5.2), to tell how much of a message has come that is
 * not whole yet. Constant work for each frame, whatever its size.
 */
export class FrameMeter {
  /** Bytes of the present frame's head so far; empty within its payload. */
  readonly #head: number[] = [];
  /** What is still to come of the present frame's payload, in bytes. */
  #missing = 0;
  /** FIN and opcode of the present frame. */
  #first = 0;
  /** What has come of the present frame, and of the message's frames before it, in bytes. */
  #frame = 0;
  #message = 0;

  /** What has come of a message that is not whole yet, heads of frames included, in bytes. */
  get unfinished(): number {
    return this.#message + this.#frame;
  }

  read(chunk: Buffer): void {
    for (let at = 0; at < chunk.length; ) {
      const isPayload = this.#missing > 0;
      const taken = isPayload ? Math.min(this.#missing, chunk.length - at) : 1;
      if (isPayload) this.#missing -= taken;
      else this.#head.push(chunk[at] ?? 0);
      this.#frame += taken;
      at += taken;
      const hasPayloadBegun = isPayload || this.#readHead();
      if (hasPayloadBegun && this.#missing === 0) this.#endFrame();
    }
  }

  /** @returns whether the head is whole */
  #readHead(): boolean {
    const [first = 0, second] = this.#head;
    if (second === undefined) return false;
    const short = second & 127;
    const wide = short === 127 ? 8 : short === 126 ? 2 : 0;
    if (this.#head.length < 2 + wide + (second & 128 ? 4 : 0)) return false;
    this.#missing = wide === 0 ? short : this.#head.slice(2, 2 + wide).reduce((size, byte) => size * 256 + byte, 0);
    this.#first = first;
    this.#head.length = 0;
    return true;
  }

  #endFrame(): void {
    const isControl = (this.#first & 8) !== 0;
    const isFinal = (this.#first & 128) !== 0;
    // A control frame may stand in the midst of a message, and is no part of it.
    if (!isControl) this.#message = isFinal ? 0 : this.#message + this.#frame;
    this.#frame = 0;
  }
}
