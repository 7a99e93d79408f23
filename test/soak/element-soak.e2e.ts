import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, CDPSession, Page } from 'puppeteer-core';
import { concierge } from '../../demo/simulator/agents/concierge.js';
import { echo } from '../../demo/simulator/agents/echo.js';
import { startBackend, type Backend } from '../../demo/server/backend.js';
import { serveHostPage } from '../tools/host-page.js';
import { browserUnderTest } from '../tools/page-driver.js';
import { launchBrowser } from '../tools/real-tabs.js';
import { heapOfPage } from './heap-of-page.js';

/*
 * An element that comes and goes, again and again, in each state: nothing of it stays. Not a part of the tests: 100 times
 * by `npm run soak`. In Chromium, which alone tells how much there is.
 */

const share = Number(process.env['SOAK'] ?? 0);
const times = Math.max(4, Math.round(100 * share));
const atOnce = 10;
/** A request for a token is given up after 30 s, and its signal listens as long: only then are listeners and heap at rest. */
const restMs = share > 0 ? 35_000 : 0;
const flat = share > 0 ? (['nodes', 'jsEventListeners', 'heap'] as const) : (['nodes'] as const);
const states = ['closed', 'before anything is loaded', 'open', 'answered', 'in the midst of a reply', 'in a call'] as const;
type State = (typeof states)[number];
/** All of them take longer than a file of tests may. */
const wanted = states.filter((state) => [undefined, state].includes(process.env['SOAK_STATE'] as State | undefined));

interface Watching {
  refs: WeakRef<Element>[];
  /** What calls have opened since somebody looked. */
  contexts: AudioContext[];
  tracks: MediaStreamTrack[];
}

/** In the page: notes what is opened. */
function watch(): void {
  const watching = globalThis as unknown as Watching;
  Object.assign(watching, { refs: [], contexts: [], tracks: [] });
  const Plain = globalThis.AudioContext;
  globalThis.AudioContext = class extends Plain {
    constructor(settings?: AudioContextOptions) {
      super(settings);
      watching.contexts.push(this);
    }
  };
  const { mediaDevices } = navigator;
  const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = async (constraints) => {
    const stream = await getUserMedia(constraints);
    watching.tracks.push(...stream.getTracks());
    return stream;
  };
}

/** What a state has opened, and what of it is open still: contexts and tracks of sound. */
interface Sound {
  readonly opened: readonly [contexts: number, tracks: number];
  readonly open: readonly [contexts: number, tracks: number];
}

/** In the page: looks at what was opened, and lets go of it. */
function takeSound(): Sound {
  const watching = globalThis as unknown as Watching;
  const { contexts, tracks } = watching;
  Object.assign(watching, { contexts: [], tracks: [] });
  return { opened: [contexts.length, tracks.length], open: [contexts.filter(({ state }) => state !== 'closed').length, tracks.filter(({ readyState }) => readyState !== 'ended').length] };
}

/** In the page: elements come, get into a state, and go. */
async function comeAndGo(state: State, count: number, agentId: number, origin: string): Promise<void> {
  const watching = globalThis as unknown as Watching;
  for (let index = 0; index < count; index += 1) {
    const element = document.createElement('autessa-agent');
    for (const [name, value] of Object.entries({ 'agent-id': String(agentId), 'token-endpoint': `${origin}/token`, 'api-base': origin, persist: 'local', 'user-key': `user ${index}` })) element.setAttribute(name, value);
    document.body.append(element);
    watching.refs.push(new WeakRef(element));
    if (state !== 'closed') element.show();
    if (state === 'answered') await element.send('Hello');
    if (state === 'in a call') await element.startVoice();
    if (state === 'in the midst of a reply') element.send('a b c d e f g h i j k l m n o p q r s t u v w x y z '.repeat(20)).catch(() => undefined);
    const wanted = state === 'closed' ? '[part~=launcher]' : state === 'open' ? 'textarea:enabled' : '*';
    // oxlint-disable-next-line no-unmodified-loop-condition -- what is found changes
    while (!element.shadowRoot?.querySelector(wanted) || (element.messages.length > 0 && element.messages.at(-1)?.status !== 'streaming' && element.messages.at(-1)?.status !== 'done')) await new Promise((resolve) => setTimeout(resolve, 10));
    element.remove();
  }
}

describe('an element that comes and goes', { skip: share === 0 || browserUnderTest() !== 'chromium' }, () => {
  let backend: Backend;
  let browser: Browser;
  before(async () => {
    backend = await startBackend();
    browser = await launchBrowser('chromium');
  });
  after(async () => {
    await browser.close();
    await backend.close();
  });

  /** Collects garbage until no element is left: what is away for 2 s is ended, and then nobody holds it. */
  async function allGone(page: Page, protocol: CDPSession): Promise<{ nodes: number; jsEventListeners: number; heap: number }> {
    const deadline = performance.now() + 60_000;
    for (;;) {
      await protocol.send('HeapProfiler.collectGarbage');
      const left = await page.evaluate(() => (globalThis as unknown as Watching).refs.filter((ref) => ref.deref()).length);
      if (left === 0) break;
      assert.ok(performance.now() < deadline, `${left} are still there`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    await new Promise((resolve) => setTimeout(resolve, restMs));
    await protocol.send('HeapProfiler.collectGarbage');
    const { nodes, jsEventListeners } = await protocol.send('Memory.getDOMCounters');
    return { nodes, jsEventListeners, heap: await heapOfPage(protocol) };
  }

  /** Waits until calls have ended. */
  async function silence(page: Page): Promise<Sound> {
    await page.waitForFunction(() => (globalThis as unknown as Watching).contexts.every(({ state }) => state === 'closed'), { timeout: 60_000, polling: 100 });
    return page.evaluate(takeSound);
  }

  test(`leaves nothing, ${times} times in each state: ${wanted.join(', ')}`, { timeout: 3_600_000 }, async () => {
    const agent = backend.simulator.agents.add(echo, { tokensPerSecond: 200 });
    const speaker = backend.simulator.agents.add(concierge, { tokensPerSecond: 200, voice: { synthesizer: 'tone', pace: 1 } });
    const host = await serveHostPage(`<!doctype html><html lang="en"><title>Host</title><script type="module" src="${backend.origin}/dist/autessa-agent.js"></script><autessa-agent agent-id="1" token-endpoint="/token"></autessa-agent>`);
    const page = await openPageOf(browser, host.url);
    const protocol = await page.createCDPSession();
    await page.evaluate(watch);
    // Sound wants somebody who has touched the page.
    await page.mouse.click(1, 1);
    const idOf = (state: State): number => (state === 'in a call' ? speaker : agent).id;
    // A few at a time: a browser's driver waits for no longer than three minutes.
    const some = async (state: State, count: number): Promise<void> => {
      for (let left = count; left > 0; left -= atOnce) await page.evaluate(comeAndGo, state, Math.min(left, atOnce), idOf(state), backend.origin);
    };
    // What is loaded once stays, and so do Lit's templates, whichever state has shown them first.
    for (const state of states) await some(state, wanted.includes(state) ? Math.ceil(times * 0.4) : 2);
    await silence(page);
    for (const state of wanted) {
      const first = await allGone(page, protocol);
      await some(state, times);
      const sound = await silence(page);
      const last = await allGone(page, protocol);
      console.log(`${state}: ${JSON.stringify([first, last, sound])}`);
      assert.deepEqual([sound.open, sound.opened.every((count) => count >= times)], [[0, 0], state === 'in a call'], `${state}: ${JSON.stringify(sound)}`);
      // Of what a call shows only now and then, Lit keeps the template when it is first shown; an element in four keeps nothing.
      const most = { nodes: Math.max(first.nodes * 1.05, first.nodes + times / 4), jsEventListeners: first.jsEventListeners * 1.05, heap: first.heap * 1.05 };
      for (const key of flat) assert.ok(last[key] <= most[key], `${state}: ${key} grew from ${first[key]} to ${last[key]}`);
      assert.equal(agent.lines.size + speaker.lines.size, 0, 'no socket is open');
    }
    await page.close();
    await host.close();
  });
});

async function openPageOf(browser: Browser, url: string): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(url);
  await page.waitForFunction(() => customElements.get('autessa-agent'));
  return page;
}
