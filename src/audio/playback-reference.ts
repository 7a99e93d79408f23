/**
 * What was rendered in the present block, for whoever wants to know the agent's voice in what the microphone hears. Both
 * processors of a context live in one scope, and so share one: sample by sample, but for a block at most, which of them is
 * called first.
 */
export class PlaybackReference {
  #block = new Float32Array(128);

  put(samples: Float32Array): void {
    if (this.#block.length !== samples.length) this.#block = new Float32Array(samples.length);
    this.#block.set(samples);
  }

  /** Gives away what has been put since the last time; silence, where nothing has. @param into of the same length */
  take(into: Float32Array): void {
    into.fill(0);
    if (into.length === this.#block.length) into.set(this.#block);
    this.#block.fill(0);
  }
}
