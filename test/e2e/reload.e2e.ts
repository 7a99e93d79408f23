import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { startBackend, type Backend } from '../../demo/server/backend.js';
import { findBehaviour } from '../../demo/simulator/agents/index.js';
import type { FaultOrder } from '../../demo/simulator/faults.js';
import { textOfInput, type MessageInput } from '../../src/conversation/message.js';
import '../../src/define.js';
import { serveHostPage, type HostPage } from '../tools/host-page.js';
import { browserUnderTest, openPage, type Page } from '../tools/page-driver.js';

/*
 * Real reloads in the midst of something. The page itself looks, frame by frame, when what was there is there again. How
 * long that takes from the element's upgrade depends on the machine: it is printed (`TIMES=20` for better figures). What
 * is held is that it takes nothing of the server's: in the last of the reloads no request gets out before.
 */

const times = Number(process.env['TIMES'] ?? 3);

/** Runs in the page before the widget does; `wanted`, from the page before, is what has to be seen. */
const watch = `<script>
  globalThis.restored = new Promise((resolve) => customElements.whenDefined('autessa-agent').then(() => {
    const upgraded = performance.now();
    const wanted = JSON.parse(sessionStorage.getItem('wanted') ?? '[]');
    const look = () => {
      const root = document.querySelector('autessa-agent').shadowRoot;
      const panel = root.querySelector('[part=panel]');
      const seen = panel?.checkVisibility() ? panel.textContent.replace(/\\s+/g, ' ') + root.querySelector('textarea').value : '';
      if (wanted.every((text) => seen.includes(text))) resolve(performance.now() - upgraded);
      else requestAnimationFrame(look);
    };
    look();
  }));
  const { fetch } = globalThis;
  if (sessionStorage.getItem('isHeld')) globalThis.fetch = (...request) => restored.then(() => fetch(...request));
</script>`;

let backend: Backend;
let page: Page | undefined;
let host: HostPage | undefined;

before(async () => {
  backend = await startBackend();
});
after(() => backend.close());
afterEach(async () => {
  await page?.close();
  await host?.close();
});

/** A visitor with the panel open, and the agent they talk with. */
async function visit(behaviour: string, tokensPerSecond: number, faults: readonly FaultOrder[] = []) {
  const agent = backend.simulator.agents.add(findBehaviour(behaviour)!, { faults, tokensPerSecond });
  host = await serveHostPage(
    `<!doctype html><html lang="en"><title>Host</title>${watch}<script type="module" src="${backend.origin}/dist/autessa-agent.js"></script>
     <autessa-agent agent-id="${agent.id}" token-endpoint="${backend.origin}/token" api-base="${backend.origin}"></autessa-agent></html>`,
  );
  const visited = (page = await openPage());
  await visited.open(host.url);
  await visited.waitFor(() => Boolean(document.querySelector('autessa-agent')?.shadowRoot?.querySelector('[part=launcher]')));
  await visited.click('autessa-agent >>> [part=launcher]');
  await visited.waitFor(() => document.querySelector('autessa-agent')?.shadowRoot?.querySelector('textarea')?.disabled === false);
  await visited.click('autessa-agent >>> textarea');
  const sent = () => agent.traffic.messages.map(({ message }) => textOfInput(message['input'] as MessageInput[]));
  return { agent, visited, sent };
}

/** Reloads some times, and says how long after the element's upgrade all of this was seen again. */
async function reload(visited: Page, what: string, wanted: readonly string[]): Promise<void> {
  // What people do with the panel is kept a moment later.
  await visited.waitFor(() => localStorage['autessa-agent:preference:view'] !== undefined);
  const restored = async (isHeld: boolean) => {
    await visited.evaluate((...state) => ['wanted', 'isHeld'].forEach((name, index) => sessionStorage.setItem(name, state[index] ?? '')), JSON.stringify(wanted), isHeld ? 'yes' : '');
    await visited.reload();
    return visited.waitFor(() => (globalThis as unknown as { restored: Promise<number> }).restored);
  };
  const all: number[] = [];
  for (let count = 0; count < times; count += 1) all.push(await restored(false));
  const [fastest = 0, median = 0, slowest = 0] = [0, Math.floor(times / 2), times - 1].map((index) => all.toSorted((one, other) => one - other)[index]);
  console.log(
    `Reloaded while ${what}: there again after ${median.toFixed(0)} ms (median of ${times}, ${fastest.toFixed(0)} to ${slowest.toFixed(0)} ms, ${visited.browser}).`,
  );
  await restored(true);
}

const messagesOf = (visited: Page) => visited.evaluate(() => document.querySelector('autessa-agent')!.messages.map(({ role, status, text }) => `${role}:${status}:${text}`));
const settled = (visited: Page, count: number) =>
  visited.waitFor((wanted) => {
    const { messages, state } = document.querySelector('autessa-agent')!;
    return state === 'ready' && messages.filter(({ role, status }) => role === 'agent' && status === 'done').length === wanted;
  }, count);

describe('a reload', () => {
  test('while typing keeps the draft, the conversation, and the panel open', async () => {
    const { visited, sent } = await visit('echo', 1_000);
    await visited.type('Hello');
    await visited.press('Enter');
    await settled(visited, 1);
    await visited.type('And what I also wanted to');
    await reload(visited, 'typing', ['You said: Hello', 'And what I also wanted to']);
    await visited.click('autessa-agent >>> textarea');
    await visited.press('End');
    await visited.type(' say');
    await visited.press('Enter');
    await settled(visited, 2);
    assert.deepEqual(sent(), ['Hello', 'And what I also wanted to say']);
    await reload(visited, 'nothing happens', ['You said: And what I also wanted to say']);
    assert.equal(await visited.evaluate(() => document.querySelector('autessa-agent')!.shadowRoot!.querySelector('textarea')!.value), '');
    assert.deepEqual(await visited.problems(), []);
  });

  test('while sending keeps what waits, in its order', async () => {
    const { visited, sent, agent } = await visit('echo', 1_000, [{ name: 'hang-handshake', times: times + 2 }]);
    for (const text of ['one', 'two']) {
      await visited.type(text);
      await visited.press('Enter');
    }
    await visited.waitFor(() => document.querySelector('autessa-agent')!.messages.length === 2);
    await reload(visited, 'sending', ['one', 'two']);
    agent.faults.set([]);
    await visited.reload();
    await settled(visited, 2);
    assert.deepEqual(sent(), ['one', 'two']);
  });

  test('while a reply streams shows what there was of it, and all of it in the end', async () => {
    const { visited, sent } = await visit('atlas', 4);
    await visited.type('Plan a weekend');
    await visited.press('Enter');
    await visited.waitFor(() => document.querySelector('autessa-agent')!.messages.at(-1)?.status === 'streaming');
    const seen = await visited.waitFor(() => {
      const text = document.querySelector('autessa-agent')!.shadowRoot!.querySelector('.message-agent .bubble > *')?.textContent ?? '';
      return text.length >= 12 && text.slice(0, 12);
    });
    await reload(visited, 'a reply streams', ['Plan a weekend', seen]);
    assert.deepEqual(sent(), ['Plan a weekend']);
    assert.deepEqual((await messagesOf(visited)).map((each) => each.split(':')[0]), ['user', 'agent']);
  });

  test('while a tool runs shows that, and its end', async () => {
    const { visited, sent } = await visit('toolsmith', 200);
    await visited.type('What is the weather in Bern?');
    await visited.press('Enter');
    await visited.waitFor(() => document.querySelector('autessa-agent')!.messages.some(({ role }) => role === 'tool'));
    await reload(visited, 'a tool runs', ['What is the weather in Bern?']);
    await settled(visited, 1);
    assert.deepEqual(sent(), ['What is the weather in Bern?']);
    assert.match((await messagesOf(visited)).at(-1) ?? '', /^agent:done:In \*\*Bern\*\*/);
  });

  test('in the midst of a call offers another one', { skip: browserUnderTest() !== 'chromium' }, async () => {
    const { visited } = await visit('concierge', 1_000);
    await visited.type('Hello');
    await visited.press('Enter');
    await settled(visited, 1);
    await visited.click('autessa-agent >>> [part=voice]');
    await visited.waitFor(() => document.querySelector('autessa-agent')!.voiceState === 'listening');
    await reload(visited, 'a call is on', ['Hello', 'The voice call was interrupted.']);
    assert.equal(await visited.evaluate(() => document.querySelector('autessa-agent')!.voiceState), 'off');
  });
});
