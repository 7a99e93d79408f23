import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inPage } from '../bench/in-page.js';
import { longestTask } from '../bench/longest-task.js';
import { costlyText, words } from '../bench/pages/costly-texts.js';
import { browserUnderTest } from '../tools/page-driver.js';

/** Each is another kind of work for parser, style and layout; `npm run bench -- reply-cost` measures some more. */
const kinds = ['paragraphs', 'one line after the other', 'code spans', 'many tables', 'many code blocks', 'one character of combining marks', 'Khmer and Burmese'];
/** Chromium takes half as long again for one and the same text, in every other attempt or so. */
const attempts = 12;

// Only Chromium tells how long its main thread has computed.
describe('A reply of 100 kB', { skip: browserUnderTest() !== 'chromium' }, () => {
  test('costs at most 5 times what plain words do, with style and layout, and stops the page for at most 200 ms at a time', async () => {
    await inPage('test/bench/pages/reply-cost.ts', async ({ page, cpuMs }) => {
      const draw = (text: string, piece: number) =>
        page.evaluate((all, size) => (globalThis as unknown as { draw: (all: string, size: number) => Promise<void> }).draw(all, size), text, piece);
      const cost = async (text: string, piece: number): Promise<number> => {
        const before = await cpuMs();
        await draw(text, piece);
        return (await cpuMs()) - before;
      };
      /** The least of what is measured: what else the machine does only adds. */
      const atMost = async (limit: number, name: string, measure: () => Promise<number>): Promise<void> => {
        let least = Infinity;
        for (let attempt = 0; attempt < attempts && least > limit; attempt += 1) least = Math.min(least, await measure());
        assert.ok(least <= limit, `${name}: ${least.toFixed(1)} is more than ${limit}`);
      };
      await cost(words, 0);
      for (const name of kinds) {
        const text = costlyText(name);
        await atMost(5, `${name}, times plain words`, async () => (await cost(text, 0)) / (await cost(words, 0)));
        await atMost(200, `${name}, longest task in ms`, () => longestTask(page, () => draw(text, 0)));
      }
      await atMost(5, 'everything, in pieces, times plain words', async () => (await cost(costlyText('everything'), 2_500)) / (await cost(words, 2_500)));
    });
  });
});
