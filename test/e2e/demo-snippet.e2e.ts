import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startBackend, type Backend } from '../../demo/server/backend.js';
import { openPage, type Page } from '../tools/page-driver.js';

/* The demo's drawer writes what somebody would put on their page to have what they see. */

describe('The demo’s snippet', () => {
  let backend: Backend;
  let page: Page;
  before(async () => {
    backend = await startBackend();
    page = await openPage();
  });
  after(async () => {
    await page.close();
    await backend.close();
  });

  const code = (kind: string) =>
    page.evaluate((wanted) => {
      document.querySelector<HTMLInputElement>(`#snippet input[value=${wanted}]`)!.click();
      return document.querySelector('#snippet code')!.textContent;
    }, kind);

  test('is what is chosen, without what goes without saying', async () => {
    await page.open(`${backend.origin}/?controls=on&layout=inline&accent=%230b6e4f&name=Ada`);
    await page.waitFor(() => document.querySelector('#snippet code')?.textContent?.includes('agent-id'));
    const html = await code('html');
    for (const line of ['agent-id="101"', 'layout="inline"', 'var-customer-name="Ada"', 'token-endpoint="/token"']) {
      assert.ok(html.includes(`\n  ${line}`), `${line} is in ${html}`);
    }
    assert.doesNotMatch(html, /placement|persist|theme|style/);
    const react = await code('react');
    for (const line of ['agentId={101}', 'layout="inline"', 'var-customer-name="Ada"']) assert.ok(react.includes(`\n  ${line}`), react);
    assert.match(react, /\n {2}suggestions=\{\[".+"\]\}/);
    assert.equal(await code('css'), 'autessa-agent {\n  --autessa-accent: #0b6e4f;\n}\n');
  });

  test('can be copied', async () => {
    await page.click('#snippet [data-copy]');
    const said = await page.waitFor(() => document.querySelector('#snippet [role=status]')?.textContent || undefined);
    assert.match(said, /^(Copied|Selected)/);
  });

  test('makes the same widget where it is pasted', async () => {
    const html = await code('html');
    const shown = await page.evaluate(() => [...document.querySelector('autessa-agent')!.attributes].map(({ name, value }) => [name, value]));
    // A page without a policy against HTML from text.
    await page.open(`${backend.origin}/dist/third-party-notices.txt`);
    const pasted = await page.evaluate((text) => {
      const { body } = new DOMParser().parseFromString(text, 'text/html');
      return [...body.querySelector('autessa-agent')!.attributes].map(({ name, value }) => [name, value]);
    }, html);
    assert.ok(pasted.length > 8);
    assert.deepEqual(pasted.filter(([name, value]) => !shown.some(([known, own]) => known === name && own === value)), []);
  });
});
