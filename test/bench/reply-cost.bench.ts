import { inPage } from './in-page.js';
import { longestTask } from './longest-task.js';
import { costlyTexts, words } from './pages/costly-texts.js';

/*
 * What replies of 100 kB cost in a log as the panel has it, with style, layout and painting, as a multiple of what plain
 * words of that size cost; and what the longest task computes on a processor four times slower. An argument chooses texts by name.
 */

const only = process.argv[3];
const piece = Number(process.env['PIECE'] ?? 0);

await inPage('test/bench/pages/reply-cost.ts', async ({ page, cpuMs }) => {
  const draw = (text: string) => page.evaluate((all, size) => (globalThis as unknown as { draw: (all: string, size: number) => Promise<void> }).draw(all, size), text, piece);
  const cost = async (text: string): Promise<number> => {
    const before = await cpuMs();
    await draw(text);
    return (await cpuMs()) - before;
  };
  await cost(words);
  for (const [name, text] of Object.entries(costlyTexts)) {
    if (only !== undefined && !name.match(only)) continue;
    const ratios: number[] = [];
    let ms = 0;
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const plain = await cost(words);
      ms = await cost(text);
      ratios.push(ms / plain);
    }
    const tasks: number[] = [];
    for (let attempt = 0; attempt < 2; attempt += 1) tasks.push(await longestTask(page, () => draw(text)));
    console.log(`${name.padEnd(28)} ${Math.min(...ratios).toFixed(1).padStart(6)} times ${ms.toFixed(0).padStart(6)} ms, longest task, four times slower ${Math.min(...tasks).toFixed(0).padStart(5)} ms`);
  }
});
