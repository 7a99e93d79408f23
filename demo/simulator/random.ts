/**
 * A source of chance that can be repeated: the same seed gives the same numbers (mulberry32).
 *
 * @param seed any number; its lower 32 bits count
 * @returns numbers from 0 up to 1
 */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A range to draw from, both ends included. */
export type Range = readonly [from: number, to: number];

export function between(random: () => number, [from, to]: Range): number {
  return from + random() * (to - from);
}

/** Two numbers from 0 up, the second no less than the first. */
export function isRange(value: unknown): value is Range {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [from, to] = value as readonly unknown[];
  return typeof from === 'number' && typeof to === 'number' && from >= 0 && to >= from && Number.isFinite(to);
}
