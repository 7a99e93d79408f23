import { launch, type LaunchOptions } from 'puppeteer-core';
import type { BrowserSettings, RunningBrowser } from './browser-pool.js';
import { chromiumArguments, findBrowser, firefoxPreferences, type BrowserName } from './browsers.js';
import type { PageOptions } from './page-driver.js';

/** What a browser has to be started with; the rest of the options a page can have by itself. */
export function settingsOf(browser: Exclude<BrowserName, 'webkit'>, options: PageOptions): BrowserSettings {
  const { microphone, keepsPages = false, colorScheme = 'light', reducedMotion = false, isTouch = false, soundServer } = options;
  return browser === 'chromium' ? { microphone, keepsPages } : { keepsPages, colorScheme, reducedMotion, isTouch, soundServer };
}

/** Chromium, and Firefox over WebDriver BiDi. */
export async function startPuppeteerBrowser(browser: Exclude<BrowserName, 'webkit'>, settings: BrowserSettings): Promise<RunningBrowser> {
  const executablePath = findBrowser(browser);
  if (executablePath === undefined) throw new Error(`${browser} is not here`);
  const program = await launch({
    headless: true,
    executablePath,
    ...(browser === 'chromium' ? chromiumOptions(settings) : firefoxOptions(settings)),
  });
  const child = program.process();
  // Firefox has one session at a time, which is the borrower's.
  await program.disconnect();
  const isAlive = () => child !== null && child.exitCode === null && child.signalCode === null;
  return {
    endpoint: program.wsEndpoint(),
    isAlive,
    async close() {
      if (!child || !isAlive()) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function chromiumOptions({ microphone, keepsPages }: BrowserSettings): LaunchOptions {
  return {
    ...(keepsPages && { ignoreDefaultArgs: ['--disable-back-forward-cache'] }),
    args: [
      ...chromiumArguments,
      ...(microphone === undefined ? [] : [`--use-file-for-fake-audio-capture=${microphone}`]),
    ],
  };
}

function firefoxOptions({ colorScheme, reducedMotion, isTouch, soundServer, keepsPages }: BrowserSettings): LaunchOptions {
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
