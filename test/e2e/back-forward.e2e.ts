import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { launch, type Browser, type Page } from 'puppeteer-core';
import type { Agent } from '../../demo/simulator/agent.js';
import { echo } from '../../demo/simulator/agents/echo.js';
import { startBackend, type Backend } from '../../demo/server/backend.js';
import type { MessageInput } from '../../src/conversation/message.js';
import { textOfInput } from '../../src/conversation/message.js';
import '../../src/define.js';
import { chromiumArguments, findBrowser } from '../tools/browsers.js';
import { serveHostPage, type HostPage } from '../tools/host-page.js';
import { browserUnderTest, openPage, type Page as SitePage } from '../tools/page-driver.js';

/*
 * The pages of one site, one after the other, and the browser's cache of them for “back” and “forward”. A kept page keeps
 * what it holds: in WebKit an open database with a transaction in it, for which the next page waits without an error.
 */

describe('links, and the way back', () => {
  let backend: Backend;
  let host: HostPage;
  let page: SitePage;
  let agent: Agent;
  before(async () => {
    backend = await startBackend();
  });
  after(() => backend.close());
  afterEach(async () => {
    await page.close();
    await host.close();
  });

  /** A site of many pages, with a link from each to the next; with `say` in its address a page says that by itself. */
  async function visit(tokensPerSecond: number, persist = 'local'): Promise<void> {
    agent = backend.simulator.agents.add(echo, { tokensPerSecond });
    host = await serveHostPage(
      `<!doctype html><html lang="en"><title>Host</title><script type="module" src="${backend.origin}/dist/autessa-agent.js"></script>
       <a id="next" href="/">next</a> <a id="other" target="_blank" rel="noopener" href="/?say=from+the+other">other</a>
       <autessa-agent open persist="${persist}" agent-id="${agent.id}" token-endpoint="${backend.origin}/token" api-base="${backend.origin}"></autessa-agent>
       <script>
         const query = new URLSearchParams(location.search);
         document.querySelector('#next').href = '/?page=' + (Number(query.get('page')) + 1);
         addEventListener('pageshow', ({ persisted }) => (document.title = persisted ? 'kept' : 'made anew'));
         const element = document.querySelector('autessa-agent');
         element.addEventListener('autessa-ready', () => query.has('say') && element.send(query.get('say')));
       </script></html>`,
    );
    page = await openPage({ keepsPages: true });
    await page.open(host.url);
    await ready(0);
  }

  /** The page of this number is there, with what was stored. */
  const ready = (number: number) =>
    page.waitFor(
      (wanted) => Number(new URLSearchParams(location.search).get('page')) === wanted && document.querySelector('autessa-agent')?.session?.snapshot.isRestored === true,
      number,
    );

  const say = (text: string) => page.evaluate((said) => void document.querySelector('autessa-agent')!.send(said).catch(() => undefined), text);

  /** What is shown, as soon as there is so much of it and all is answered. */
  const shown = (count: number) =>
    page.waitFor((wanted) => {
      const messages = document.querySelector('autessa-agent')?.messages ?? [];
      const isOver = messages.every(({ role, status }) => status === (role === 'user' ? 'sent' : 'done'));
      return isOver && messages.length >= wanted && messages.map(({ text }) => text);
    }, count);

  const goBack = () => page.evaluate(() => void setTimeout(() => history.back()));
  const goForward = () => page.evaluate(() => void setTimeout(() => history.forward()));
  const exchange = (...said: readonly string[]) => said.flatMap((text) => [text, `You said: ${text}`]);
  const conversation = () => page.evaluate(() => document.querySelector('autessa-agent')!.session!.snapshot.conversationId ?? 'none');

  for (const persist of ['local', 'session']) {
    test(`lead through several pages with one conversation (${persist})`, async () => {
      await visit(1_000, persist);
      const said: string[] = [];
      const converse = async (text: string) => {
        await say(text);
        said.push(text);
        assert.deepEqual(await shown(said.length * 2), exchange(...said));
      };
      await converse('on page 0');
      const id = await conversation();
      for (const number of [1, 2, 3]) {
        await page.click('#next');
        await ready(number);
        assert.deepEqual([await shown(said.length * 2), await conversation()], [exchange(...said), id]);
        await converse(`on page ${number}`);
      }
      const titles: string[] = [];
      for (const number of [2, 1, 0]) {
        await goBack();
        await ready(number);
        assert.deepEqual([await shown(said.length * 2), await conversation()], [exchange(...said), id]);
        titles.push(await page.evaluate(() => document.title));
      }
      console.log(`Pages on the way back: ${titles.join(', ')}`);
      // WebKitGTK keeps the last two.
      if (page.browser === 'webkit') assert.deepEqual(titles.slice(0, 2), ['kept', 'kept']);
      await converse('back on page 0');
      await goForward();
      await ready(1);
      assert.deepEqual(await shown(said.length * 2), exchange(...said));
      await converse('on page 1 again');
      assert.deepEqual(texts(agent), said);
      assert.deepEqual(await page.problems(), []);
    });
  }

  test('may be followed in the midst of a reply, which is whole on both pages', async () => {
    await visit(20);
    await say('first');
    await shown(2);
    const long = 'a b c d e f g h i j k l m n';
    await say(long);
    await page.waitFor(() => document.querySelector('autessa-agent')?.messages.at(-1)?.status === 'streaming');
    await page.click('#next');
    await ready(1);
    assert.deepEqual(await shown(4), exchange('first', long));
    await goBack();
    await ready(0);
    assert.deepEqual(await shown(4), exchange('first', long));
    await say('last');
    assert.deepEqual(await shown(6), exchange('first', long, 'last'));
    assert.deepEqual(texts(agent), ['first', long, 'last']);
    assert.deepEqual(await page.problems(), []);
  });

  test('may be followed in one tab while another shows the same conversation', async () => {
    await visit(1_000);
    await say('first');
    await shown(2);
    await page.click('#other');
    const others = exchange('first', 'from the other');
    assert.deepEqual(await shown(4), others);
    await page.click('#next');
    await ready(1);
    assert.deepEqual(await shown(4), others);
    await say('on page 1');
    assert.deepEqual(await shown(6), [...others, ...exchange('on page 1')]);
    await goBack();
    await ready(0);
    assert.deepEqual(await shown(6), [...others, ...exchange('on page 1')]);
    await say('back');
    assert.deepEqual(await shown(8), [...others, ...exchange('on page 1', 'back')]);
    assert.deepEqual(texts(agent), ['first', 'from the other', 'on page 1', 'back']);
    assert.deepEqual(await page.problems(), []);
  });

  test('may be followed in a call: it ends, the next page offers another one, and nothing records on the page before', async () => {
    await visit(1_000);
    await say('first');
    await shown(2);
    await page.evaluate(() => {
      const { mediaDevices } = navigator;
      const ask = mediaDevices.getUserMedia.bind(mediaDevices);
      const tracks: MediaStreamTrack[] = [];
      mediaDevices.getUserMedia = async (constraints) => {
        const stream = await ask(constraints);
        tracks.push(...stream.getTracks());
        return stream;
      };
      Object.assign(globalThis, { tracks });
      void document.querySelector('autessa-agent')!.startVoice().catch(() => undefined);
    });
    await page.waitFor(() => !['off', 'starting'].includes(document.querySelector('autessa-agent')!.voiceState));
    await page.click('#next');
    await ready(1);
    await page.waitFor(() => document.querySelector('autessa-agent')!.session!.snapshot.interruptedCall?.endedBy === 'reload');
    const now = await page.evaluate(() => [document.querySelector('autessa-agent')!.voiceState, ...document.querySelector('autessa-agent')!.messages.slice(0, 2).map(({ text }) => text)]);
    assert.deepEqual(now, ['off', ...exchange('first')]);
    await say('last');
    const answered = () => page.waitFor(() => document.querySelector('autessa-agent')!.messages?.some(({ status, text }) => status === 'done' && text === 'You said: last'));
    await answered();
    await goBack();
    await ready(0);
    await answered();
    await page.waitFor(() => document.querySelector('autessa-agent')!.voiceState === 'off');
    const kept = await page.evaluate(() => (globalThis as unknown as { tracks?: MediaStreamTrack[] }).tracks?.map(({ readyState }) => readyState) ?? []);
    assert.ok(kept.every((state) => state === 'ended'), kept.join());
    assert.deepEqual(await page.problems(), []);
  });
});

describe('the cache of pages, as only Chromium lets a test see it', { skip: browserUnderTest() !== 'chromium' }, () => {
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
