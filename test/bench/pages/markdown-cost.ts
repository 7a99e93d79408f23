import { start } from '../../ui/markdown/support.js';

/* How long it takes to read texts, layout aside. */

const size = 100_000;
const fill = (unit: string): string => unit.repeat(Math.ceil(size / unit.length)).slice(0, size);
const words = fill('some words and more ');

/** @param piece in UTF-16 units; 0: whole @returns in ms */
function costOf(text: string, piece: number): number {
  const { stream } = start();
  const pieces = piece > 0 ? text.match(new RegExp(`[^]{1,${piece}}`, 'g'))! : [text];
  const before = performance.now();
  for (const each of pieces) stream.append(each);
  stream.end();
  return performance.now() - before;
}

/** The least of some ratios to plain words, each measured in the same moment, until one is small enough. */
function ratioOf(unit: string, piece: number, enough: number): number {
  let least = Infinity;
  for (let attempt = 0; attempt < 20 && least > enough; attempt += 1) least = Math.min(least, costOf(fill(unit), piece) / Math.max(costOf(words, piece), 5));
  return least;
}

Object.assign(globalThis, { ratiosOf: (units: readonly string[], piece: number, enough: number) => units.map((unit) => ratioOf(unit, piece, enough)) });
