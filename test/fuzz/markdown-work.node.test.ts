import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { array, constantFrom, nat, tuple } from 'fast-check';
import { addressPolicy } from '../../src/ui/markdown/addresses.js';
import type { MarkdownStream } from '../../src/ui/markdown/markdown-stream.js';
import { english } from '../../src/ui/strings/english.js';
import { useCountedDom, work } from '../support/counted-dom.js';
import { countedModule } from '../support/counted-source.js';
import { marks } from '../ui/markdown/costly-marks.js';
import { fuzz } from './fuzz.js';

/*
 * Whatever a reply is made of, the work of reading it grows with its length. It is counted in steps, characters that
 * are looked at and nodes that are made, so that short texts do: one that looked again at all before it for each mark
 * would come to some hundred times what words take. How long it takes to read and lay out the costliest is measured by
 * `test/ui/markdown/cost.test.ts` and `test/e2e/reply-cost.e2e.ts`.
 */

const { MarkdownStream: Counted } = await countedModule<{ MarkdownStream: typeof MarkdownStream }>('src/ui/markdown/markdown-stream.ts', /(?:footnotes|math)\.js$/);
useCountedDom();

/** In UTF-16 units. */
interface Shape {
  readonly size: number;
  readonly piece: number;
}
/** A text in pieces is twice as long as marks reach: up to there, what is open is read again. */
const [whole, inPieces] = [{ size: 2_048, piece: 2_048 }, { size: 8_192, piece: 128 }] as const;
/** In how many times the work of as many words. */
const most = 10;

function workOf(unit: string, { size, piece }: Shape): number {
  const text = unit.repeat(Math.ceil(size / unit.length)).slice(0, size);
  const stream = new Counted(document.createElement('div'), { strings: english, addresses: addressPolicy() });
  work.count = 0;
  for (let at = 0; at < size; at += piece) stream.append(text.slice(at, at + piece));
  stream.end();
  return work.count;
}

const plain = new Map([whole, inPieces].map((shape) => [shape.piece, workOf('some words and more ', shape)]));
const unit = array(constantFrom(...marks), { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''));

// What comes in pieces is ten times as much work to read: one in twenty.
const shape = nat(19).map((drawn) => (drawn === 0 ? inPieces : whole));
fuzz('markdown-work', tuple(unit, shape), async ([each, given]) => {
  // What was to be loaded, and cannot be had here, is let go of.
  await nextTurn();
  const times = workOf(each, given) / plain.get(given.piece)!;
  assert.ok(times <= most, `${times.toFixed(1)} times the work of words, in pieces of ${given.piece}`);
});
