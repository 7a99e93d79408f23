import assert from 'node:assert/strict';
import { openPage, type Page } from '../tools/page-driver.js';
import type { Front } from './front.js';

/* Pages on which the libraries of others do something to the widget. */

async function inBrowser(work: (page: Page) => Promise<void>): Promise<void> {
  const page = await openPage({}, 'chromium');
  try {
    await work(page);
  } finally {
    await page.close();
  }
}

const isWritable = (): boolean => document.querySelector('autessa-agent')?.shadowRoot?.querySelector('textarea')?.disabled === false;
const draft = (): unknown => document.querySelector('autessa-agent')?.shadowRoot?.querySelector('textarea')?.value;
const hasFocus = (): boolean => document.querySelector('autessa-agent')?.shadowRoot?.activeElement?.localName === 'textarea';
const count = (): number => document.querySelectorAll('autessa-agent').length;

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

/** Somebody writes, the page is replaced or morphed by a library, and they go on where they were. */
export async function visitNavigation(front: Front): Promise<void> {
  await inBrowser(async (page) => {
    const write = async (): Promise<void> => {
      await page.waitFor(() => document.querySelector('autessa-agent')?.shadowRoot?.querySelector('[part~=launcher]') != null);
      await page.evaluate(() => document.querySelector('autessa-agent')!.show());
      await page.waitFor(isWritable);
      await page.click('autessa-agent >>> textarea');
      await page.type('half a sen');
    };
    const goesOn = async (what: string): Promise<void> => {
      await page.waitFor(hasFocus).catch(() => assert.fail(`${what}: the focus is gone`));
      assert.equal(await page.evaluate(draft), 'half a sen', `${what}: the draft`);
      assert.equal(await page.evaluate(() => document.querySelector('autessa-agent')!.open), true, `${what}: open`);
      assert.equal(await page.evaluate(count), 1, `${what}: once`);
    };

    await page.open(`${front.origin}/turbo-permanent-one.html`);
    await write();
    await page.evaluate(() => (globalThis as unknown as { Turbo: { visit(to: string): void } }).Turbo.visit('/turbo-permanent-two.html'));
    await page.waitFor(() => document.title === 'turbo-permanent-two');
    await goesOn('Turbo, permanent');

    for (const place of ['head', 'body']) {
      await page.open(`${front.origin}/turbo-${place}-one.html`);
      await write();
      for (const name of ['two', 'one', 'two']) {
        await page.evaluate((to) => (globalThis as unknown as { Turbo: { visit(to: string): void } }).Turbo.visit(to), `/turbo-${place}-${name}.html`);
        await page.waitFor((title) => document.title === title, `turbo-${place}-${name}`);
        await page.waitFor(() => document.querySelectorAll('autessa-agent').length === 1);
      }
      assert.equal(await page.evaluate(draft), 'half a sen', `embed.js in the ${place}, under Turbo: the draft`);
      assert.equal(await page.evaluate(count), 1, `embed.js in the ${place}, under Turbo: once`);
    }

    await page.open(`${front.origin}/htmx.html`);
    await write();
    await page.evaluate(() => document.querySelector<HTMLElement>('#go')!.click());
    await page.waitFor(() => document.querySelector('#text') !== null);
    await page.click('autessa-agent >>> textarea');
    await goesOn('htmx');

    for (const library of ['Turbo', 'Idiomorph', 'morphdom']) {
      await page.open(`${front.origin}/morph.html`);
      await write();
      await page.evaluate(async (name) => {
        const html = (await (await fetch('/morph.html')).text()).replace('Before', 'After');
        const next = new DOMParser().parseFromString(html, 'text/html');
        const all = globalThis as unknown as Record<string, (from: Node, to: Node, options?: object) => void> & { Turbo: { morphElements?(from: Node, to: Node): void } };
        if (name === 'Turbo') all.Turbo.morphElements!(document.body, next.body);
        else if (name === 'Idiomorph') (all['Idiomorph'] as unknown as { morph(from: Node, to: Node): void }).morph(document.body, next.body);
        else all['morphdom']?.(document.body, next.body);
      }, library);
      await page.waitFor(() => document.querySelector('#text')?.textContent === 'After');
      await goesOn(`${library}'s morphing`);
    }

    await page.open(`${front.origin}/module.html`);
    await page.waitFor(() => document.querySelectorAll('autessa-agent').length === 1 && document.querySelector('autessa-agent')!.shadowRoot?.querySelector('[part~=launcher]') != null);
  });
}
