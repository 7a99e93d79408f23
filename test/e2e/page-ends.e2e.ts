import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { startBackend, type Backend } from '../../demo/server/backend.js';
import { findBehaviour } from '../../demo/simulator/agents/index.js';
import { textOfInput, type MessageInput } from '../../src/conversation/message.js';
import '../../src/define.js';
import { serveHostPage, type HostPage } from '../tools/host-page.js';
import { openPage, type Page } from '../tools/page-driver.js';

/*
 * Pages that end in the worst moment: in the very task in which something was said. Nothing is lost, nothing is said
 * twice, by the server's own log. `TIMES=30 npx tsx --test test/e2e/page-ends.e2e.ts` does it more often.
 */

const times = Number(process.env['TIMES'] ?? 10);

let backend: Backend;
let page: Page;
let host: HostPage;

before(async () => {
  backend = await startBackend();
});
after(() => backend.close());
afterEach(async () => {
  await page.close();
  await host.close();
});

async function visit(persist: string, tokensPerSecond: number) {
  const agent = backend.simulator.agents.add(findBehaviour('echo')!, { tokensPerSecond });
  host = await serveHostPage(
    `<!doctype html><html lang="en"><title>Host</title><script type="module" src="${backend.origin}/dist/autessa-agent.js"></script>
     <autessa-agent open persist="${persist}" agent-id="${agent.id}" token-endpoint="${backend.origin}/token" api-base="${backend.origin}"></autessa-agent></html>`,
  );
  page = await openPage();
  await page.open(host.url);
  return () => agent.traffic.messages.map(({ message }) => textOfInput(message['input'] as MessageInput[]));
}

/** As soon as there is a text box, in one task: writes, presses Enter, and reloads. */
async function sayAndReload(text: string): Promise<void> {
  const before = await page.evaluate(() => performance.timeOrigin);
  await page.waitFor((said) => {
    const input = document.querySelector('autessa-agent')?.shadowRoot?.querySelector('textarea');
    if (!input || input.disabled) return false;
    input.value = said;
    input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
    location.reload();
    return true;
  }, text);
  // The answer may come from the page that is about to go.
  for (;;) if ((await page.evaluate(() => performance.timeOrigin).catch(() => before)) !== before) return;
}

const messages = () => page.evaluate(() => document.querySelector('autessa-agent')!.messages.map(({ role, status, text }) => `${role}:${status}:${text}`));

describe('a page that ends', () => {
  for (const [persist, tokensPerSecond] of [['local', 1_000], ['session', 1_000], ['local', 10]] as const) {
    test(`in the moment of sending loses nothing and doubles nothing (${persist}, ${tokensPerSecond} tokens/s)`, async () => {
      const sent = await visit(persist, tokensPerSecond);
      const said = Array.from({ length: times }, (_, count) => `message ${count}`);
      for (const text of said) await sayAndReload(text);
      for (let count = 1; count <= said.length; count += 1) {
        await page.waitFor(
          (wanted) => document.querySelector('autessa-agent')!.messages?.filter(({ role, status }) => role === 'agent' && status === 'done').length >= wanted,
          count,
        );
      }
      assert.deepEqual(await messages(), said.flatMap((text) => [`user:sent:${text}`, `agent:done:You said: ${text}`]));
      assert.deepEqual(sent(), said);
      const left = await page.evaluate(() => Object.keys(localStorage).filter((name) => /^autessa-agent:(?!preference:)/.test(name)));
      assert.deepEqual(left, [], 'what the database has is put away');
      assert.deepEqual(await page.problems(), []);
    });
  }
});
