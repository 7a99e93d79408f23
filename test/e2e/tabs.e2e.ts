import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { constantFrom, array, sample } from 'fast-check';
import { launch, type Browser, type Page } from 'puppeteer-core';
import type { Agent } from '../../demo/simulator/agent.js';
import { echo } from '../../demo/simulator/agents/echo.js';
import { startBackend, type Backend } from '../../demo/server/backend.js';
import type { Message, MessageInput } from '../../src/conversation/message.js';
import { textOfInput } from '../../src/conversation/message.js';
import '../../src/define.js';
import { chromiumArguments, findBrowser } from '../tools/browsers.js';
import { eventually } from '../tools/eventually.js';
import { serveHostPage, type HostPage } from '../tools/host-page.js';
import { browserUnderTest } from '../tools/page-driver.js';

/*
 * One conversation in several real tabs, which are closed, killed, frozen and loaded again. In Chromium, which alone
 * lets a test kill and freeze a tab.
 */

/** A tab in the background has no frames to look at it in. */
const polling = { polling: 50 } as const;

const seed = Number(process.env['SEED'] ?? 41);
const sequences = Number(process.env['SEQUENCES'] ?? 8);

describe('tabs', { skip: browserUnderTest() !== 'chromium' }, () => {
  let backend: Backend;
  let browser: Browser;
  before(async () => {
    backend = await startBackend();
    browser = await launch({ headless: true, executablePath: findBrowser('chromium')!, args: [...chromiumArguments] });
  });
  after(async () => {
    // A browser with a killed tab in it does not close by itself.
    browser.process()?.kill('SIGKILL');
    await backend.close();
  });

  /** A site with the widget on it, and one visitor. */
  async function visitor(tokensPerSecond = 300) {
    const agent = backend.simulator.agents.add(echo, { tokensPerSecond });
    const host = await serveHostPage(
      `<!doctype html><html lang="en"><title>Host</title>
       <script type="module" src="${backend.origin}/dist/autessa-agent.js"></script>
       <autessa-agent open agent-id="${agent.id}" token-endpoint="${backend.origin}/token" api-base="${backend.origin}"></autessa-agent>`,
    );
    return { agent, host, tab: () => openTab(browser, host) };
  }

  test('show one conversation over one connection, and send from any', async () => {
    const { agent, tab, host } = await visitor();
    const [one, two] = [await tab(), await tab()];
    await send(one, 'from one');
    await says(two, 'You said: from one');
    await send(two, 'from two');
    await says(one, 'You said: from two');
    assert.equal(agent.traffic.connections.opened, 1);
    assert.deepEqual(texts(agent), ['from one', 'from two']);
    await Promise.all([one.close(), two.close(), host.close()]);
  });

  for (const [end, how] of [
    ['closed', (page: Page) => page.close()],
    ['killed', crash],
  ] as const) {
    test(`go on in another one when the first is ${end} in the midst of a reply`, async () => {
      const { agent, tab, host } = await visitor(8);
      const one = await tab();
      await send(one, 'a b c d e f g h i j k l');
      await one.waitForFunction(() => document.querySelector('autessa-agent')?.messages.at(-1)?.status === 'streaming', polling);
      const two = await tab();
      await two.waitForFunction(() => document.querySelector('autessa-agent')?.messages.at(-1)?.status === 'streaming', polling);
      const start = performance.now();
      await how(one);
      await eventually(() => agent.traffic.connections.opened === 2);
      const taken = performance.now() - start;
      await says(two, 'You said: a b c d e f g h i j k l');
      assert.deepEqual(texts(agent), ['a b c d e f g h i j k l']);
      console.log(`Another tab had a connection ${Math.round(taken)} ms after the first was ${end}.`);
      assert.ok(taken < 3_000, `${taken} ms`);
      await two.close();
      await host.close();
    });
  }

  test('go on in another one when the first is frozen, and the first looks on when it thaws', async () => {
    const { agent, tab, host } = await visitor();
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
    await Promise.all([one.close(), two.close()]);
    await host.close();
  });

  test(`lose nothing and double nothing, in ${sequences} sequences at random (seed ${seed})`, async () => {
    const step = constantFrom('type', 'type', 'type', 'open', 'close', 'kill', 'reload', 'cut', 'settle' as const);
    const totals = { typed: 0, tabs: 0 };
    for (const [index, steps] of sample(array(step, { minLength: 8, maxLength: 14, size: 'max' }), { seed, numRuns: sequences }).entries()) {
      const { agent, tab, host } = await visitor(100);
      let tabs = [await tab()];
      const typed: string[] = [];
      let turn = index;
      // oxlint-disable-next-line typescript/no-unnecessary-type-assertion -- there is at least one
      const any = () => tabs[(turn += 1) % tabs.length]!;
      for (const each of steps) {
        if (tabs.length === 0) tabs = [await tab()];
        const page = any();
        if (each === 'type') {
          typed.push(`word${typed.length}`);
          await send(page, typed.at(-1)!);
          // What was typed is kept before anything else can happen to the tab.
          await page.waitForFunction((text) => document.querySelector('autessa-agent')?.messages.some((message) => message.text === text), polling, typed.at(-1)!);
        } else if (each === 'open' && tabs.length < 4) tabs.push(await tab());
        else if (each === 'close' || each === 'kill') {
          tabs = tabs.filter((one) => one !== page);
          await (each === 'close' ? page.close() : crash(page));
        } else if (each === 'reload') {
          await page.reload();
          await ready(page);
        } else if (each === 'cut') for (const line of agent.lines) line.end();
        else if (each === 'settle') await page.waitForFunction(() => document.querySelector('autessa-agent')?.state === 'ready', { ...polling, timeout: 2_000 }).catch(() => undefined);
      }
      if (tabs.length === 0) tabs = [await tab()];
      const [page] = tabs as [Page];
      await page.waitForFunction(
        () => document.querySelector('autessa-agent')?.messages.every(({ status }) => ['sent', 'done', 'failed', 'stopped'].includes(status)),
        { ...polling, timeout: 25_000 },
      );
      const messages = await page.evaluate(() => document.querySelector('autessa-agent')!.messages as Message[]);
      const replay = `SEED=${seed}, sequence ${index}: ${steps.join(' ')}`;
      const asked = messages.filter(({ role }) => role === 'user');
      assert.deepEqual(asked.map(({ text }) => text).toSorted(), typed.toSorted(), `all is on the page; ${replay}`);
      for (const { text, id } of asked) {
        const times = texts(agent).filter((each) => each === text).length;
        const reply = messages.find(({ turn: of, role }) => of === id && role === 'agent');
        assert.ok(times <= 1, `“${text}” came ${times} times; ${replay}`);
        if (reply?.status === 'done') assert.deepEqual([times, reply.text], [1, `You said: ${text}`], replay);
      }
      totals.typed += typed.length;
      totals.tabs += tabs.length;
      await Promise.all(tabs.map((one) => one.close()));
      await host.close();
    }
    console.log(`${sequences} sequences, ${JSON.stringify(totals)}`);
  });
});

async function openTab(browser: Browser, { url }: HostPage): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(url);
  await ready(page);
  return page;
}

async function ready(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector('autessa-agent')?.session?.snapshot.isRestored, polling);
}

async function send(page: Page, text: string): Promise<void> {
  await page.evaluate((said) => void document.querySelector('autessa-agent')!.send(said).catch(() => undefined), text);
}

async function says(page: Page, text: string): Promise<void> {
  await page.waitForFunction(
    (wanted) => document.querySelector('autessa-agent')?.messages.some((message) => message.status === 'done' && message.text === wanted),
    { ...polling, timeout: 20_000 },
    text,
  );
}

/** Ends the tab's process, without a word to the page. A tab like that cannot be closed any more. */
async function crash(page: Page): Promise<void> {
  const gone = new Promise((resolve) => page.once('error', resolve));
  const protocol = await page.createCDPSession();
  // The answer never comes.
  protocol.send('Page.crash').catch(() => undefined);
  await gone;
}

function texts({ traffic }: Agent): string[] {
  return traffic.messages.map(({ message }) => textOfInput(message['input'] as MessageInput[]));
}
