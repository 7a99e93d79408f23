import { expect } from '@open-wc/testing';
import { array, assert, constantFrom, property } from 'fast-check';
import { marks } from './costly-marks.js';
import { start } from './support.js';

/** The other engines have other clocks; what is read is the same. */
const describeOnce = 'userAgentData' in navigator ? describe : describe.skip;

const size = 100_000;
const fill = (unit: string) => unit.repeat(Math.ceil(size / unit.length)).slice(0, size);

/** How long it takes to read a text, in ms; layout aside. */
function cost(text: string, piece: number): number {
  const { stream } = start();
  const pieces = piece ? text.match(new RegExp(`[^]{1,${piece}}`, 'g'))! : [text];
  const before = performance.now();
  for (const each of pieces) stream.append(each);
  stream.end();
  return performance.now() - before;
}

/** The least of some ratios to plain words, each measured in the same moment: what else the machine does only adds. */
function ratio(text: string, piece: number, enough: number): number {
  const words = fill('some words and more ');
  let least = Infinity;
  for (let attempt = 0; attempt < 30 && least > enough; attempt++) {
    const plain = cost(words, piece);
    least = Math.min(least, cost(text, piece) / Math.max(plain, 5));
  }
  return least;
}

describeOnce('markdown: any text costs at most a few times what plain words of its size cost', () => {
  before(() => {
    // Compiled by now, whichever comes first.
    for (let warm = 0; warm < 3; warm++) for (const text of [fill('some words and more '), fill(marks.join(' '))]) cost(text, 16);
  });

  it('in pieces: at most 5 times', function () {
    this.timeout(170_000);
    const units = array(constantFrom(...marks), { minLength: 1, maxLength: 5 }).map((parts) => parts.join(''));
    assert(property(units, (unit) => void expect(ratio(fill(unit), 16, 5), JSON.stringify(unit)).to.be.at.most(5)), { numRuns: 12, endOnFailure: true, seed: 17, examples: [['https://x.y[ ']] });
  });
});
