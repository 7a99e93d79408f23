import { launch, type ElementHandle, type KeyInput, type LaunchOptions } from 'puppeteer-core';
import { chromiumArguments, findBrowser, firefoxPreferences, type BrowserName } from './browsers.js';
import type { Page, PageOptions } from './page-driver.js';
import { commonActions, elementOf, middleOf } from './page-scripts.js';

/** Chromium, and Firefox over WebDriver BiDi. */
export async function openPuppeteerPage(browser: Exclude<BrowserName, 'webkit'>, options: PageOptions): Promise<Page> {
  const executablePath = findBrowser(browser);
  if (executablePath === undefined) throw new Error(`${browser} is not here`);
  const program = await launch({
    headless: true,
    executablePath,
    ...(browser === 'chromium' ? chromiumOptions(options) : firefoxOptions(options)),
  });
  const [page = await program.newPage()] = await program.pages();
  const { viewport = { width: 1280, height: 800 }, isTouch = false } = options;
  await page.setViewport({ ...viewport, ...(browser === 'chromium' && isTouch && { hasTouch: true, isMobile: true }) });
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
    setViewport: (size) => page.setViewport(size),
    async screenshot(file) {
      await page.screenshot({ path: file });
    },
    close: () => program.close(),
  };
}

function chromiumOptions({ microphone, keepsPages = false }: PageOptions): LaunchOptions {
  return {
    ...(keepsPages && { ignoreDefaultArgs: ['--disable-back-forward-cache'] }),
    args: [
      ...chromiumArguments,
      ...(microphone === undefined ? [] : [`--use-file-for-fake-audio-capture=${microphone}`]),
    ],
  };
}

function firefoxOptions({ colorScheme, reducedMotion, isTouch, soundServer, keepsPages = false }: PageOptions): LaunchOptions {
  return {
    browser: 'firefox',
    env: { ...process.env, ...soundServer },
    extraPrefsFirefox: {
      ...firefoxPreferences,
      ...(keepsPages && { 'fission.bfcacheInParent': true }),
      'media.navigator.streams.fake': soundServer === undefined,
      'layout.css.prefers-color-scheme.content-override': colorScheme === 'dark' ? 0 : 1,
      'ui.prefersReducedMotion': reducedMotion ? 1 : 0,
      // As https://searchfox.org/mozilla-central/source/widget/LookAndFeel.h counts them: 1 is coarse.
      ...(isTouch && { 'ui.primaryPointerCapabilities': 1, 'ui.allPointerCapabilities': 1 }),
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
