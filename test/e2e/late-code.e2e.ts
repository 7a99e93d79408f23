import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { startBackend, type Backend } from '../../demo/server/backend.js';
import { findBehaviour } from '../../demo/simulator/agents/index.js';
import '../../src/define.js';
import { openPage } from '../tools/page-driver.js';

/*
 * Code that is loaded late, in the built widget: it is there before the network goes, and where it cannot be had, that
 * is said, and nothing is lost.
 */

let backend: Backend;
before(async () => {
  backend = await startBackend();
});
after(() => backend.close());

/** A site that serves the widget itself, and all of it but what it is told to withhold. */
async function serveSite(html: string) {
  const site = { url: '', withheld: /(?!)/, asked: [] as string[], close: () => {} };
  const server = createServer(({ url = '' }, response) => {
    site.asked.push(url);
    if (site.withheld.test(url)) return void response.writeHead(503).end();
    if (!/^\/dist\/[\w/.-]+\.js$/.test(url)) return void response.writeHead(200, { 'Content-Type': 'text/html' }).end(url === '/' ? html : '');
    response.writeHead(200, { 'Content-Type': 'text/javascript' });
    createReadStream(url.slice(1)).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  site.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  site.close = () => {
    server.close();
    server.closeAllConnections();
  };
  return site;
}

async function visit() {
  const agent = backend.simulator.agents.add(findBehaviour('echo')!, { tokensPerSecond: 1_000 });
  const site = await serveSite(
    `<!doctype html><html lang="en"><title>Host</title><script type="module" src="/dist/autessa-agent.js"></script>
     <autessa-agent agent-id="${agent.id}" token-endpoint="${backend.origin}/token" api-base="${backend.origin}"></autessa-agent></html>`,
  );
  const page = await openPage();
  const close = async () => {
    await page.close();
    site.close();
  };
  return { agent, site, page, close };
}

const texts = () => document.querySelector('autessa-agent')!.messages.map(({ text }) => text);

describe('code that is loaded late', () => {
  test('is there after the first reply, also where nothing can be loaded any more', async () => {
    const { site, page, close, agent } = await visit();
    try {
      await page.open(site.url);
      await page.waitFor(() => customElements.get('autessa-agent') !== undefined);
      await page.evaluate(async () => void (await document.querySelector('autessa-agent')!.send('one')));
      await page.waitFor(() => performance.getEntriesByType('resource').some(({ name }) => name.includes('/recovery-')));
      site.withheld = /./;
      await page.evaluate(() => document.querySelector('autessa-agent')!.newConversation());
      await page.waitFor(() => document.querySelector('autessa-agent')!.messages.length === 0);
      await page.evaluate(async () => void (await document.querySelector('autessa-agent')!.send('two')));
      assert.deepEqual(await page.evaluate(texts), ['two', 'You said: two']);
      assert.equal(agent.traffic.messages.length, 2);
    } finally {
      await close();
    }
  });

  test('where it cannot be had, is an error that says so; what is said goes on', async () => {
    const { site, page, close } = await visit();
    try {
      site.withheld = /\/recovery-/;
      await page.open(site.url);
      await page.waitFor(() => customElements.get('autessa-agent') !== undefined);
      const outcome = await page.evaluate(async () => {
        const element = document.querySelector('autessa-agent')!;
        const codes: string[] = [];
        element.addEventListener('autessa-error', (event) => codes.push((event as unknown as { error: { code: string } }).error.code));
        await element.send('one');
        // At once: what comes next waits for it, and is not held up.
        element.newConversation();
        const reply = await element.send('two');
        const ended = await element.endConversation().then(() => 'ended', ({ code, retryable }: { code: string; retryable: boolean }) => `${code} ${retryable}`);
        return { codes, reply: reply.text, ended };
      });
      assert.deepEqual(outcome, { codes: ['connection', 'connection'], reply: 'You said: two', ended: 'connection true' });
      assert.deepEqual(await page.evaluate(texts), ['one', 'You said: one', 'two', 'You said: two']);
    } finally {
      await close();
    }
  });
});
