import { array, constantFrom, sample } from 'fast-check';
import { parseArgs } from 'node:util';
import { marks } from '../ui/markdown/costly-marks.js';
import { inPage } from './in-page.js';

/*
 * npm run bench -- markdown-fuzz [--runs 100000] [--seed 17] [--minutes 60]
 *
 * Texts of 100,000 UTF-16 units that are made of a few marks, whole or in pieces: which of them cost more than 5 times
 * what plain words of that length do, to be read. With style and layout words cost five times as much: what is found
 * goes to `pages/costly-texts.ts`, and has to pass `npm run bench -- reply-cost`. `npm run fuzz -- markdown` counts the work of
 * short ones instead, which is far quicker and finds all that grows faster than the text does.
 */

const { values } = parseArgs({ allowPositionals: true, options: { runs: { type: 'string', default: '100000' }, seed: { type: 'string', default: '17' }, minutes: { type: 'string', default: '60' } } });
const [runs, seed, minutes] = [Number(values.runs), Number(values.seed), Number(values.minutes)];
const most = 5;
const atOnce = 20;

const units = array(constantFrom(...marks), { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''));
const end = performance.now() + minutes * 60_000;
await inPage('test/bench/pages/markdown-cost.ts', async ({ page }) => {
  let tried = 0;
  let worst = ['', 0] as readonly [string, number];
  const failed: string[] = [];
  while (tried < runs && performance.now() < end) {
    const some = sample(units, { numRuns: atOnce, seed: seed + tried });
    // One of five in pieces, as they are streamed: that costs five times as much.
    const piece = (tried / atOnce) % 5 === 4 ? 16 : 0;
    const ratios = await page.evaluate((all, size, enough) => (globalThis as unknown as { ratiosOf: (all: string[], size: number, enough: number) => number[] }).ratiosOf(all, size, enough), some, piece, most);
    ratios.forEach((ratio, index) => {
      if (ratio > worst[1]) worst = [some.at(index)!, ratio];
      if (ratio > most) failed.push(`${JSON.stringify(some[index])} in pieces of ${piece}: ${ratio.toFixed(1)}`);
    });
    tried += some.length;
  }
  console.log(`seed ${seed}: ${tried} texts, the costliest ${JSON.stringify(worst[0])}, ${worst[1].toFixed(1)} times plain words`);
  for (const each of failed) console.log(each);
  process.exitCode = failed.length > 0 ? 1 : 0;
});
