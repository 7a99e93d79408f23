import { connect, type ElementHandle, type KeyInput } from 'puppeteer-core';
import { borrowBrowser } from './browser-pool.js';
import type { BrowserName } from './browsers.js';
import type { Page, PageOptions, Size } from './page-driver.js';
import { commonActions, elementOf, middleOf, usualViewport } from './page-scripts.js';
import { settingsOf } from './puppeteer-browser.js';

/** In Chromium, or in Firefox over WebDriver BiDi. */
export async function openPuppeteerPage(browser: Exclude<BrowserName, 'webkit'>, options: PageOptions): Promise<Page> {
  const loan = await borrowBrowser({ browser, settings: settingsOf(browser, options) });
  const program = await connect({ browserWSEndpoint: loan.endpoint, protocol: browser === 'chromium' ? 'cdp' : 'webDriverBiDi' });
  // What one page stores, no other finds.
  const context = await program.createBrowserContext();
  const page = await context.newPage();
  const { viewport = usualViewport, isTouch = false } = options;
  const setViewport = (size: Size) => page.setViewport({ ...size, ...(browser === 'chromium' && isTouch && { hasTouch: true, isMobile: true }) });
  await setViewport(viewport);
  if (browser === 'chromium') {
    const protocol = await page.createCDPSession();
    await protocol.send('Emulation.setEmulatedMedia', { features: mediaFeatures(options) });
  }
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  const evaluate = (expression: string) => page.evaluate(expression);

  return {
    browser,
    problems: () => Promise.resolve(problems),
    async open(url) {
      // It points at nothing of what comes, wherever it was on the page before.
      await page.mouse.move(0, 0);
      await page.goto(url);
    },
    async reload() {
      await page.reload();
    },
    ...commonActions(evaluate),
    async click(path) {
      const { x, y } = await middleOf(evaluate, path);
      await page.mouse.click(x, y);
    },
    async drag(from, to) {
      const [start, end] = [await middleOf(evaluate, from), await middleOf(evaluate, to)];
      await page.mouse.move(start.x, start.y);
      await page.mouse.down();
      await page.mouse.move(end.x, end.y, { steps: 5 });
      await page.mouse.up();
    },
    type: (text) => page.keyboard.type(text),
    async press(keys) {
      const all = keys.split('+') as KeyInput[];
      for (const key of all) await page.keyboard.down(key);
      for (const key of all.toReversed()) await page.keyboard.up(key);
    },
    async chooseFile(path, file) {
      const input = await page.evaluateHandle(elementOf(path));
      await (input as ElementHandle<HTMLInputElement>).uploadFile(file);
    },
    setViewport,
    async screenshot(file) {
      // Most are compared and forgotten, and to pack them well takes as long as to draw them.
      await page.screenshot({ path: file, optimizeForSpeed: browser === 'chromium' });
    },
    async close() {
      const isClean = await context.close().then(
        () => true,
        () => false,
      );
      await program.disconnect();
      await loan.end(isClean);
    },
  };
}

function mediaFeatures({ colorScheme = 'light', reducedMotion = false, forcedColors = false }: PageOptions) {
  return [
    { name: 'prefers-color-scheme', value: colorScheme },
    { name: 'prefers-reduced-motion', value: reducedMotion ? 'reduce' : 'no-preference' },
    { name: 'forced-colors', value: forcedColors ? 'active' : 'none' },
  ];
}
