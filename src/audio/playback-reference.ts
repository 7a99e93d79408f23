/** In samples, a power of two: more than a second at 48 kHz. */
const length = 65_536;

/**
 * What was rendered a moment ago, for whoever wants to know the agent's voice in what the microphone hears. Both processors
 * of a context live in one scope, and so share one: sample by sample, but for a block at most, which of them is called
 * first.
 */
export class PlaybackReference {
  readonly #kept = new Float32Array(length);
  #put = 0;
  #taken = 0;

  put(samples: Float32Array): void {
    for (const sample of samples) this.#kept[this.#put++ & (length - 1)] = sample;
  }

  /**
   * Gives away what has been put since the last time, or the end of that; silence, where nothing has.
   *
   * @param late gives what was put so many samples before instead; parts of one do not count
   */
  take(into: Float32Array, late: number): void {
    this.#taken = Math.max(this.#taken, this.#put - into.length);
    for (let index = 0; index < into.length; index++) into[index] = this.#taken < this.#put ? this.#kept[(this.#taken++ - late) & (length - 1)]! : 0;
  }
}
