import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import type { Browser, HTTPRequest, Page } from 'puppeteer-core';
import { echo } from '../../demo/simulator/agents/echo.js';
import { startBackend, type Backend } from '../../demo/server/backend.js';
import '../../src/define.js';
import { eventually } from '../tools/eventually.js';
import { serveHostPage, type HostPage } from '../tools/host-page.js';
import { browserUnderTest } from '../tools/page-driver.js';
import { closeTabs, crash, launchBrowser, openTab, polling, says, send, texts } from '../tools/real-tabs.js';

/*
 * One conversation in several real tabs, which are closed, killed, frozen and loaded again. In Chromium, which alone
 * lets a test kill and freeze a tab, and as far as that goes in Firefox.
 */

const name = browserUnderTest();
const inChromium = { skip: name !== 'chromium' };

/** What a browser may lack. */
const lacks = {
  'Web Locks': `Object.defineProperty(navigator, 'locks', { value: undefined })`,
  BroadcastChannel: 'delete globalThis.BroadcastChannel',
} as const;

describe('tabs', { skip: name === 'webkit' }, () => {
  let backend: Backend;
  let browser: Browser;
  const hosts: HostPage[] = [];
  before(async () => {
    backend = await startBackend();
    browser = await launchBrowser(name as 'chromium');
  });
  afterEach(async () => {
    await closeTabs(browser).finally(() => Promise.all(hosts.splice(0).map((host) => host.close())));
  });
  after(async () => {
    // A browser with a killed tab in it does not close by itself.
    browser.process()?.kill('SIGKILL');
    await backend.close();
  });

  /** A site with the widget on it, and one visitor. */
  async function visitor(tokensPerSecond = 300, script = '') {
    const agent = backend.simulator.agents.add(echo, { tokensPerSecond });
    const host = await serveHostPage(
      `<!doctype html><html lang="en"><title>Host</title><script>${script}</script>
       <script type="module" src="${backend.origin}/dist/autessa-agent.js"></script>
       <autessa-agent open agent-id="${agent.id}" token-endpoint="${backend.origin}/token" api-base="${backend.origin}"></autessa-agent>`,
    );
    hosts.push(host);
    return { agent, tab: () => openTab(browser, host) };
  }

  test('show one conversation over one connection, and send from any', async () => {
    const { agent, tab } = await visitor();
    const [one, two] = [await tab(), await tab()];
    await send(one, 'from one');
    await says(two, 'You said: from one');
    await send(two, 'from two');
    await says(one, 'You said: from two');
    assert.equal(agent.traffic.connections.opened, 1);
    assert.deepEqual(texts(agent), ['from one', 'from two']);
  });

  for (const [end, how] of [
    ['closed', (page: Page) => page.close()],
    ['killed', crash],
  ] as const) {
    test(`go on in another one when the first is ${end} in the midst of a reply`, end === 'killed' ? inChromium : {}, async () => {
      const { agent, tab } = await visitor();
      agent.change({ pauseAfter: 5 });
      const one = await tab();
      await send(one, 'a b c d e f g h i j k l');
      await one.waitForFunction(() => document.querySelector('autessa-agent')?.messages.at(-1)?.status === 'streaming', polling);
      const two = await tab();
      await two.waitForFunction(() => document.querySelector('autessa-agent')?.messages.at(-1)?.status === 'streaming', polling);
      const start = performance.now();
      await how(one);
      await eventually(() => agent.traffic.connections.opened === 2);
      console.log(`Another tab had a connection ${Math.round(performance.now() - start)} ms after the first was ${end}.`);
      agent.change({ pauseAfter: null });
      await says(two, 'You said: a b c d e f g h i j k l');
      assert.deepEqual(texts(agent), ['a b c d e f g h i j k l']);
    });
  }

  for (const [what, script] of Object.entries(lacks)) {
    test(`are each on their own where the browser has no ${what}, and share what is kept`, async () => {
      const { agent, tab } = await visitor(300, script);
      const [one, two] = [await tab(), await tab()];
      await send(one, 'from one');
      await says(one, 'You said: from one');
      await send(two, 'from two');
      await says(two, 'You said: from two');
      assert.deepEqual([texts(agent), agent.traffic.connections.opened], [['from one', 'from two'], 2]);
      // There are two conversations, of which the one that was kept last goes on.
      await Promise.all([one.close(), two.close()]);
      const three = await tab();
      await send(three, 'after all');
      await says(three, 'You said: after all');
      const kept = await three.evaluate(() => document.querySelector('autessa-agent')!.messages.map(({ text }) => text.replace(/one|two/, '…')));
      assert.deepEqual(kept, ['from …', 'You said: from …', 'after all', 'You said: after all']);
      assert.deepEqual(texts(agent), ['from one', 'from two', 'after all']);
    });
  }

  test('go on in another one when the first is frozen, and the first looks on when it thaws', inChromium, async () => {
    const { agent, tab } = await visitor();
    const one = await tab();
    await send(one, 'before');
    await says(one, 'You said: before');
    const two = await tab();
    await two.waitForFunction(() => document.querySelector('autessa-agent')?.messages.length === 2, polling);
    const protocol = await one.createCDPSession();
    await protocol.send('Page.setWebLifecycleState', { state: 'frozen' });
    await send(two, 'is anybody there?');
    await says(two, 'You said: is anybody there?');
    await protocol.send('Page.setWebLifecycleState', { state: 'active' });
    await one.bringToFront();
    await says(one, 'You said: is anybody there?');
    assert.deepEqual(texts(agent), ['before', 'is anybody there?']);
  });

  const typed = async (page: Page, text: string) => {
    await send(page, text);
    await page.waitForFunction((said) => document.querySelector('autessa-agent')?.messages.some((message) => message.text === said), polling, text);
  };
  const answers = (page: Page) => page.evaluate(() => document.querySelector('autessa-agent')!.messages.map(({ text }) => text).toSorted());

  test('lose nothing of one that is offline before it has what it takes to look on: another leads meanwhile', inChromium, async () => {
    const { agent, tab } = await visitor();
    const one = await tab();
    await one.setOfflineMode(true);
    await typed(one, 'before anybody came');
    const two = await tab();
    await typed(two, 'from two');
    await says(two, 'You said: from two');
    await typed(one, 'from one');
    // It is seen, and answered, where there is a network.
    await says(two, 'You said: from one');
    const [three] = [await tab(), await one.close()];
    await typed(three, 'from three');
    await says(three, 'You said: from three');
    await two.close();
    await three.reload();
    await says(three, 'You said: from one');
    const all = ['before anybody came', 'from one', 'from three', 'from two'];
    assert.deepEqual(await answers(three), [...all.map((text) => `You said: ${text}`), ...all].toSorted());
    assert.deepEqual(texts(agent).toSorted(), all);
  });

  test('lose nothing of one whose code to look on is long in coming: it leaves talking and storing to the other at once', inChromium, async () => {
    const { agent, tab } = await visitor();
    const one = await tab();
    await one.setRequestInterception(true);
    let held = 0;
    one.on('request', (request) => (/\/recovery-[^/]*\.js$/.test(request.url()) ? void (held += 1) : void request.continue()));
    const two = await tab();
    await typed(one, 'from one');
    await says(two, 'You said: from one');
    await one.close();
    await typed(two, 'from two');
    await says(two, 'You said: from two');
    assert.deepEqual([held, texts(agent), agent.traffic.connections.opened], [1, ['from one', 'from two'], 1]);
  });

  test('go on together when such a one is online again while its code, asked for before, has not failed yet', inChromium, async () => {
    const { tab } = await visitor();
    const one = await tab();
    await one.setRequestInterception(true);
    const asked: HTTPRequest[] = [];
    one.on('request', (request) => {
      if (/\/recovery-[^/]*\.js$/.test(request.url()) && asked.push(request) === 1) return;
      void request.continue();
    });
    const two = await tab();
    await typed(two, 'from two');
    await says(two, 'You said: from two');
    await one.evaluate(() => dispatchEvent(new Event('online')));
    await asked[0]?.abort();
    await says(one, 'You said: from two');
    assert.equal(asked.length, 2);
  });

  test('go on together when such a one is online again, with what was typed in it, once', inChromium, async () => {
    const { agent, tab } = await visitor();
    const one = await tab();
    await one.setOfflineMode(true);
    const two = await tab();
    await typed(two, 'from two');
    await says(two, 'You said: from two');
    await typed(one, 'from one');
    await one.setOfflineMode(false);
    await says(one, 'You said: from one');
    await says(one, 'You said: from two');
    assert.deepEqual(texts(agent), ['from two', 'from one']);
    assert.equal(agent.traffic.connections.opened, 1);
  });
});
