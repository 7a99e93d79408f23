import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { launch, type Browser, type Page } from 'puppeteer-core';
import type { Agent } from '../../demo/simulator/agent.js';
import { echo } from '../../demo/simulator/agents/echo.js';
import { startBackend, type Backend } from '../../demo/server/backend.js';
import type { MessageInput } from '../../src/conversation/message.js';
import { textOfInput } from '../../src/conversation/message.js';
import '../../src/define.js';
import { chromiumArguments, findBrowser } from '../tools/browsers.js';
import { serveHostPage, type HostPage } from '../tools/host-page.js';
import { browserUnderTest } from '../tools/page-driver.js';

/* The browser's cache of pages for “back” and “forward”, which only Chromium lets a test switch on. */

describe('back and forward', { skip: browserUnderTest() !== 'chromium' }, () => {
  let backend: Backend;
  let browser: Browser;
  const hosts: HostPage[] = [];
  before(async () => {
    backend = await startBackend();
    browser = await launch({
      headless: true,
      executablePath: findBrowser('chromium')!,
      args: [...chromiumArguments],
      ignoreDefaultArgs: ['--disable-back-forward-cache'],
    });
  });
  after(async () => {
    await browser.close();
    await Promise.all(hosts.map((host) => host.close()));
    await backend.close();
  });

  /** A page with the widget, open, and a first answer on it. */
  async function answered(tokensPerSecond: number): Promise<{ readonly page: Page; readonly agent: Agent; readonly url: string }> {
    const agent = backend.simulator.agents.add(echo, { tokensPerSecond });
    const host = await serveHostPage(
      `<!doctype html><html lang="en"><title>Host</title>
       <script type="module" src="${backend.origin}/dist/autessa-agent.js"></script>
       <autessa-agent open agent-id="${agent.id}" token-endpoint="${backend.origin}/token" api-base="${backend.origin}"></autessa-agent>`,
    );
    hosts.push(host);
    const page = await browser.newPage();
    await page.goto(host.url);
    await page.waitForFunction(() => document.querySelector('autessa-agent')?.session?.snapshot.isRestored);
    await page.evaluate(() => {
      addEventListener('pageshow', ({ persisted }) => (document.title = persisted ? 'kept' : 'made anew'));
      void document.querySelector('autessa-agent')!.send('first');
    });
    await says(page, 'You said: first');
    return { page, agent, url: host.url };
  }

  const leave = (page: Page) => page.goto(`${backend.origin}/dist/third-party-notices.txt`);

  /** Comes back to what the browser has kept of the page; if it has not, for lack of memory, the widget was no reason. */
  async function comeBack(page: Page): Promise<void> {
    await page.goBack();
    const reasons = await page.evaluate(() => {
      const [navigation] = performance.getEntriesByType('navigation') as (PerformanceNavigationTiming & { notRestoredReasons?: unknown })[];
      return document.title === 'kept' ? '' : JSON.stringify(navigation?.notRestoredReasons);
    });
    assert.doesNotMatch(reasons, /socket|lock|broadcast|idb|indexeddb|keepalive|fetch|timer/i);
  }

  test('bring the page back as it was, and the conversation goes on', async () => {
    const { page, agent } = await answered(300);
    await leave(page);
    await comeBack(page);
    await page.evaluate(() => void document.querySelector('autessa-agent')!.send('second'));
    await says(page, 'You said: second');
    assert.deepEqual(texts(agent), ['first', 'second']);
    await page.close();
  });

  test('settle a reply that was under way', async () => {
    const { page, agent } = await answered(20);
    await page.evaluate(() => void document.querySelector('autessa-agent')!.send('a b c d e f g h i j k l m n'));
    await page.waitForFunction(() => document.querySelector('autessa-agent')?.messages.at(-1)?.status === 'streaming');
    await leave(page);
    await comeBack(page);
    await says(page, 'You said: a b c d e f g h i j k l m n');
    assert.deepEqual(texts(agent), ['first', 'a b c d e f g h i j k l m n']);
    await page.close();
  });

  test('leave the conversation to another tab meanwhile', async () => {
    const { page, agent, url } = await answered(300);
    await leave(page);
    const other = await browser.newPage();
    await other.goto(url);
    await other.waitForFunction(() => document.querySelector('autessa-agent')?.session?.snapshot.isRestored);
    await other.evaluate(() => void document.querySelector('autessa-agent')!.send('from the other'));
    await says(other, 'You said: from the other');
    await page.bringToFront();
    // A browser may have thrown the page away for the sake of the other tab.
    await page.goBack();
    await says(page, 'You said: from the other');
    assert.deepEqual(texts(agent), ['first', 'from the other']);
    await Promise.all([page.close(), other.close()]);
  });
});

async function says(page: Page, text: string): Promise<void> {
  await page.waitForFunction(
    (wanted) => document.querySelector('autessa-agent')?.messages.some((message) => message.status === 'done' && message.text === wanted),
    { polling: 50, timeout: 20_000 },
    text,
  );
}

function texts({ traffic }: Agent): string[] {
  return traffic.messages.map(({ message }) => textOfInput(message['input'] as MessageInput[]));
}
