import assert from 'node:assert/strict';
import type { Front } from './front.js';
import { draft, hasFocus, inBrowser, isWritable } from './guest-page.js';

/* Pages whose libraries want the focus for themselves. */

/** Each library's modal dialog keeps the focus to itself, and a person types into the panel in front of it. */
export async function visitFocusTraps(front: Front): Promise<void> {
  await inBrowser(async (page) => {
    for (const library of ['bootstrap', 'focus-trap', 'radix', 'mui']) {
      await page.open(`${front.origin}/?with=${library}`);
      await page.waitFor(isWritable);
      await page.waitFor(() => document.querySelector('#field') !== null);
      await page.click('#field');
      await page.waitFor(() => document.activeElement?.id === 'field');
      await page.click('autessa-agent >>> textarea');
      await page.waitFor(hasFocus).catch(() => assert.fail(`${library}: the focus is not in the panel`));
      await page.type('Hello');
      assert.equal(await page.evaluate(draft), 'Hello', `${library}: what is typed is in the panel`);
      await page.click('autessa-agent >>> [part~=send]');
      const isAnswered = (): boolean => document.querySelector('autessa-agent')?.messages.at(-1)?.status === 'done';
      await page.waitFor(isAnswered);
      await page.click('#field');
      await page.type('Ada');
      assert.equal(await page.evaluate(() => document.querySelector<HTMLInputElement>('#field')!.value), 'Ada', `${library}: and in the dialog`);
    }
  });
}
