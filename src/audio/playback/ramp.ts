/** A value that goes where it should in a straight line, never in a jump. */
export class Ramp {
  #value: number;
  #target: number;
  #step = 0;

  constructor(value: number) {
    this.#value = value;
    this.#target = value;
  }

  get value(): number {
    return this.#value;
  }

  /** @param frames how many calls of `next` it may take */
  to(target: number, frames: number): void {
    this.#target = target;
    this.#step = (target - this.#value) / Math.max(1, Math.round(frames));
  }

  /** Goes there at once; only where nothing is heard. */
  set(value: number): void {
    this.#value = value;
    this.#target = value;
  }

  /** The value for one frame, after a step. */
  next(): number {
    const value = this.#value + this.#step;
    const isThere = this.#step >= 0 ? value >= this.#target : value <= this.#target;
    return (this.#value = isThere ? this.#target : value);
  }
}

/** Rounds the corners of a straight fade, so that it makes no sound of its own. @param value 0 to 1 */
export function smooth(value: number): number {
  return value * value * (3 - 2 * value);
}
