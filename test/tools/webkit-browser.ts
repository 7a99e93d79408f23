import type { BrowserSettings, RunningBrowser } from './browser-pool.js';
import type { PageOptions } from './page-driver.js';
import { startWebKitGtk } from './webkitgtk.js';

/** What a browser has to be started with. */
export function settingsOf({ colorScheme = 'light', reducedMotion = false }: PageOptions): BrowserSettings {
  return { colorScheme, reducedMotion };
}

/** WebKitGTK; its one page goes from one borrower to the next. */
export async function startWebKitBrowser({ colorScheme, reducedMotion }: BrowserSettings): Promise<RunningBrowser> {
  const { session, close } = await startWebKitGtk({ isDark: colorScheme === 'dark', hasReducedMotion: reducedMotion === true });
  return { endpoint: session.address, isAlive: () => true, close };
}
