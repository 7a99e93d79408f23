import { inPage } from './in-page.js';
import type { ConversationBench } from './pages/conversation.js';

/* What a long conversation costs the main thread: to open, to type in, and for each token of a reply. */
const keys = 50;
const tokens = 100;

async function figures(count: number): Promise<Record<string, string>> {
  return inPage('test/bench/pages/conversation.ts', async ({ page, cpuMs }) => {
    const bench = await page.evaluateHandle(() => globalThis as unknown as ConversationBench);
    const spent = async (work: () => Promise<void>): Promise<number> => {
      const before = await cpuMs();
      await work();
      return (await cpuMs()) - before;
    };
    await bench.evaluate((page_, length) => page_.prepare(length), count);
    const opening = await spent(() => bench.evaluate((page_) => page_.open()));
    const typing = await spent(() => bench.evaluate((page_, times) => page_.type(times), keys));
    const streaming = await spent(() => bench.evaluate((page_, times) => page_.stream(times), tokens));
    const ms = (value: number) => `${value.toFixed(2)} ms`;
    return { messages: String(count), 'to open': ms(opening), 'a key': ms(typing / keys), 'a token': ms(streaming / tokens) };
  });
}

console.table([await figures(50), await figures(5_000)]);
