import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { startBackend } from '../../demo/server/backend.js';
import type { AutessaMessageEvent } from '../../src/session/events.js';
import { brotliSum, sizeOf, sizeTable, withStaticImports } from '../tools/bundle-size.js';
import { openPage } from '../tools/page-driver.js';

/** What every page pays, whether or not anyone talks. */
const launcherLimit = 10_000;
/** All that is loaded until a reply has come in text. */
const textLimit = 32_000;

describe('Size, in bytes', () => {
  test('of what a page loads at first', () => {
    const sizes = withStaticImports('dist/autessa-agent.js').map(sizeOf);
    console.log(sizeTable('autessa-agent.js, statically', sizes, launcherLimit));
    assert.ok(brotliSum(sizes) <= launcherLimit, `${brotliSum(sizes)} bytes are more than ${launcherLimit}`);
  });

  test('of what a browser asks for until it can be opened, and until a reply has come', async () => {
    const backend = await startBackend();
    const page = await openPage({}, 'chromium');
    // What only a conversation needs that has begun is loaded after its first reply.
    const loaded = async () => {
      const paths = await page.evaluate(() => {
        const answered = performance.getEntriesByName('answered')[0]?.startTime ?? Infinity;
        return performance
          .getEntriesByType('resource')
          .filter(({ startTime }) => startTime < answered)
          .map(({ name }) => new URL(name).pathname)
          .filter((path) => path.startsWith('/dist/'));
      });
      return [...new Set(paths)].map((path) => sizeOf(path.slice(1)));
    };
    try {
      // A page with nothing on it, and no policy against what is about to be added.
      await page.open(`${backend.origin}/dist/third-party-notices.txt`);
      await page.evaluate(() => {
        const element = document.createElement('autessa-agent');
        element.setAttribute('agent-id', '101');
        element.setAttribute('token-endpoint', '/token');
        element.addEventListener('autessa-message', (event) => {
          if ((event as AutessaMessageEvent).message.role === 'agent') performance.mark('answered');
        });
        const script = document.createElement('script');
        script.type = 'module';
        script.src = '/dist/autessa-agent.js';
        document.body.append(element, script);
      });
      await page.waitFor(() => document.querySelector('autessa-agent')?.shadowRoot?.querySelector('[part~=launcher]') != null);
      const usable = await loaded();
      console.log(sizeTable('until it can be opened', usable, launcherLimit));
      assert.ok(usable.length > 0, 'what was loaded is seen');
      assert.ok(brotliSum(usable) <= launcherLimit, `${brotliSum(usable)} bytes are more than ${launcherLimit}`);

      await page.click('autessa-agent >>> [part~=launcher]');
      await page.waitFor(() => document.querySelector('autessa-agent')?.shadowRoot?.activeElement?.matches('[part~=input]'));
      await page.type('Hello');
      await page.press('Enter');
      await page.waitFor(() => performance.getEntriesByName('answered').length > 0);
      const answered = await loaded();
      console.log(sizeTable('until a reply has come', answered, textLimit));
      assert.ok(answered.length > usable.length, 'the panel is loaded later');
      assert.ok(brotliSum(answered) <= textLimit, `${brotliSum(answered)} bytes are more than ${textLimit}`);
    } finally {
      await page.close();
      await backend.close();
    }
  });
});
