import type { BrowserLauncher } from '@web/test-runner';
import { chromeLauncher } from '@web/test-runner-chrome';
import puppeteer from 'puppeteer-core';
import { chromiumArguments, findBrowser, firefoxPreferences, type BrowserName } from './browsers.js';
import { WebKitGtkLauncher } from './webkitgtk-launcher.js';

/** What @web/test-runner starts a browser with. */
export function launcherFor(name: BrowserName): BrowserLauncher {
  const executablePath = findBrowser(name);
  if (executablePath === undefined) throw new Error(`${name} is not here`);
  switch (name) {
    case 'chromium':
      return chromeLauncher({
        concurrency: 1,
        launchOptions: { executablePath, headless: true, args: [...chromiumArguments] },
      });
    case 'firefox':
      return chromeLauncher({
        concurrency: 1,
        // Given explicitly, as the launcher's own way in knows Chrome only.
        puppeteer: puppeteer as never,
        launchOptions: {
          browser: 'firefox',
          executablePath,
          headless: true,
          extraPrefsFirefox: { ...firefoxPreferences },
        },
      });
    case 'webkit':
      return new WebKitGtkLauncher();
  }
}
