import { launch, type Browser, type Page } from 'puppeteer-core';
import type { Agent } from '../../demo/simulator/agent.js';
import { textOfInput, type MessageInput } from '../../src/conversation/message.js';
import '../../src/define.js';
import { chromiumArguments, findBrowser, firefoxPreferences, type BrowserName } from './browsers.js';
import type { HostPage } from './host-page.js';

/* Several tabs of one browser, with the widget in each. */

/** A tab in the background has no frames to look at it in. */
export const polling = { polling: 50 } as const;

/** A browser of which each page is a tab. */
export function launchBrowser(name: Exclude<BrowserName, 'webkit'>): Promise<Browser> {
  const program = { headless: true, executablePath: findBrowser(name)! };
  return launch(name === 'firefox' ? { ...program, browser: name, extraPrefsFirefox: { ...firefoxPreferences } } : { ...program, args: [...chromiumArguments] });
}

export async function openTab(browser: Browser, { url }: Pick<HostPage, 'url'>): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(url);
  await ready(page);
  return page;
}

export async function ready(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector('autessa-agent')?.session?.snapshot.isRestored, polling);
}

export async function send(page: Page, text: string): Promise<void> {
  await page.evaluate((said) => void document.querySelector('autessa-agent')!.send(said).catch(() => undefined), text);
}

export async function says(page: Page, text: string): Promise<void> {
  await page.waitForFunction(
    (wanted) => document.querySelector('autessa-agent')?.messages.some((message) => message.status === 'done' && message.text === wanted),
    { ...polling, timeout: 20_000 },
    text,
  );
}

const crashed = new WeakSet<Page>();

/** Closes what can be closed of a browser's tabs, whatever a test has left open; not the one that the browser began with. */
export async function closeTabs(browser: Browser): Promise<void> {
  const open = (await browser.pages()).filter((page) => !crashed.has(page) && page.url() !== 'about:blank');
  await Promise.all(open.map((page) => page.close()));
}

/** Ends the tab's process, without a word to the page. A tab like that cannot be closed any more. */
export async function crash(page: Page): Promise<void> {
  crashed.add(page);
  const gone = new Promise((resolve) => page.once('error', resolve));
  const protocol = await page.createCDPSession();
  // The answer never comes.
  protocol.send('Page.crash').catch(() => undefined);
  await gone;
}

/** What the server was told, in order. */
export function texts({ traffic }: Agent): string[] {
  return traffic.messages.map(({ message }) => textOfInput(message['input'] as MessageInput[]));
}
