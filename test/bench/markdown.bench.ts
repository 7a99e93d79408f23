import { inPage } from './in-page.js';

/* What a token costs in a short message and in a long one. */
console.table(
  await inPage('test/bench/pages/markdown.ts', ({ page }) =>
    page.evaluate(() => (globalThis as unknown as { measure: () => Record<string, number> }).measure()),
  ),
);
