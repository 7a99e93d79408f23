import assert from 'node:assert/strict';
import type { Page } from '../tools/page-driver.js';
import type { Front } from './front.js';
import { draft, hasFocus, inBrowser, isWritable } from './guest-page.js';

/* Pages that are replaced or morphed by a library while somebody writes or talks: they go on where they were. */

/** The libraries, as they are in the page. */
interface Libraries {
  readonly Turbo: { visit(to: string): void; readonly session: { refresh(address: string): void } };
  readonly Idiomorph: { morph(from: Node, to: Node): void };
  readonly morphdom: (from: Node, to: Node) => void;
}

/** What is done to the page; the text `#text` says "After", or the page has another title, when it is done. */
type Change = (page: Page) => Promise<void>;

const visitOf = (name: string): Change => async (page) => {
  await page.evaluate((to) => (globalThis as unknown as Libraries).Turbo.visit(to), `/${name}.html`);
  await page.waitFor((title) => document.title === title, name);
};

/** From the one to the other, or back. */
const visitOther: Change = async (page) => visitOf((await page.evaluate(() => document.title.endsWith('one'))) ? 'turbo-permanent-two' : 'turbo-permanent-one')(page);

/** With a click by script, which leaves the focus where it is. */
const swap: Change = async (page) => {
  await page.evaluate(() => {
    document.querySelector('#text')!.textContent = 'Old';
    document.querySelector<HTMLElement>('#go')!.click();
  });
  await page.waitFor(() => document.querySelector('#text')?.textContent === 'Before');
};

const refresh: Change = async (page) => {
  await page.evaluate(() => {
    document.querySelector('#text')!.textContent = 'Old';
    (globalThis as unknown as Libraries).Turbo.session.refresh(document.baseURI);
  });
  await page.waitFor(() => document.querySelector('#text')?.textContent === 'Before');
};

const morphBy = (library: 'Idiomorph' | 'morphdom'): Change => async (page) => {
  await page.evaluate(async (name) => {
    const html = (await (await fetch('/morph.html')).text()).replace('Before', 'After');
    const { body } = new DOMParser().parseFromString(html, 'text/html');
    const { Idiomorph, morphdom } = globalThis as unknown as Libraries;
    if (name === 'Idiomorph') Idiomorph.morph(document.body, body);
    else morphdom(document.body, body);
  }, library);
  await page.waitFor(() => document.querySelector('#text')?.textContent === 'After');
};

/** To the other list, with a mouse, as SortableJS follows it where it draws what is dragged itself. */
const drag: Change = async (page) => {
  await page.evaluate(async () => {
    const list = document.querySelector('.list:not(:has(autessa-agent))')!;
    const to = list.getBoundingClientRect();
    const handle = document.querySelector('.handle')!;
    const from = handle.getBoundingClientRect();
    const point = (type: string, target: EventTarget, { x, y }: DOMRect): unknown =>
      target.dispatchEvent(new PointerEvent(type, { bubbles: true, composed: true, cancelable: true, pointerType: 'mouse', clientX: x + 5, clientY: y + 5 }));
    point('pointerdown', handle, from);
    while (!list.querySelector('autessa-agent')) {
      point('pointermove', document, to);
      await new Promise(requestAnimationFrame);
    }
    point('pointerup', document, to);
  });
  await page.waitFor(() => document.querySelectorAll('autessa-agent').length === 1);
};

/** As a browser does it itself. Whoever presses the mouse elsewhere has taken the focus away; they take it back. */
const dragNatively: Change = async (page) => {
  await page.evaluate(() => {
    for (const list of document.querySelectorAll('.list')) list.id = list.querySelector('autessa-agent') ? 'from' : 'to';
  });
  await page.drag('.handle', '#to');
  await page.waitFor(() => document.querySelector('#to autessa-agent') !== null);
  await page.click('autessa-agent >>> textarea');
};

const outFor300Ms: Change = (page) =>
  page.evaluate(async () => {
    const element = document.querySelector('autessa-agent')!;
    const parent = element.parentNode!;
    element.remove();
    await new Promise((resolve) => setTimeout(resolve, 300));
    parent.append(element);
  });

/** A page, and what is done to it. */
const changes: Readonly<Record<string, readonly [page: string, change: Change]>> = {
  'Turbo, permanent': ['turbo-permanent-one', visitOther],
  'Turbo, a refresh that morphs': ['morph', refresh],
  'htmx, beside it': ['htmx', swap],
  'htmx, around it': ['htmx-around', swap],
  'Idiomorph': ['morph', morphBy('Idiomorph')],
  'morphdom': ['morph', morphBy('morphdom')],
  'SortableJS, dragged to another list': ['drag', drag],
  'HTML drag and drop, to another list': ['drag-native', dragNatively],
  'out of the page for 300 ms': ['morph', outFor300Ms],
};

export async function visitNavigation(front: Front): Promise<void> {
  await inBrowser(async (page) => {
    for (const [what, [name, change]] of Object.entries(changes)) {
      await page.open(`${front.origin}/${name}.html`);
      await write(page);
      await change(page);
      await goesOn(page, what);
      await talk(page);
      await change(page);
      await goesOn(page, `${what}, in a call`);
      await isHeard(page).catch((error: unknown) => assert.fail(`${what}: nobody is heard in the call: ${String(error)}`));
    }

    for (const place of ['head', 'body']) {
      await page.open(`${front.origin}/turbo-${place}-one.html`);
      await write(page);
      for (const name of ['two', 'one', 'two']) {
        await visitOf(`turbo-${place}-${name}`)(page);
        await page.waitFor(() => document.querySelectorAll('autessa-agent').length === 1);
      }
      assert.equal(await page.evaluate(draft), 'half a sen', `embed.js in the ${place}, under Turbo: the draft`);
    }

    await page.open(`${front.origin}/module.html`);
    await page.waitFor(() => document.querySelectorAll('autessa-agent').length === 1 && document.querySelector('autessa-agent')!.shadowRoot?.querySelector('[part~=launcher]') != null);
  });
}

async function write(page: Page): Promise<void> {
  await page.waitFor(() => document.querySelector('autessa-agent')?.shadowRoot != null);
  await page.evaluate(() => document.querySelector('autessa-agent')!.show());
  await page.waitFor(isWritable);
  await page.click('autessa-agent >>> textarea');
  await page.type('half a sen');
}

/** A call begins; whether it ends is noted, and what it hears from now on. */
async function talk(page: Page): Promise<void> {
  await page.click('autessa-agent >>> [part~=voice]');
  await page.waitFor(() => document.querySelector('autessa-agent')?.voiceState === 'listening');
  await page.evaluate(() => {
    const notes = Object.assign(document.documentElement.dataset, { calls: '1' });
    document.addEventListener('autessa-state', () => {
      const { voiceState } = document.querySelector('autessa-agent') ?? {};
      if (voiceState === 'off' || voiceState === 'starting') notes.calls = `ended: ${voiceState}`;
    });
  });
  await page.click('autessa-agent >>> textarea');
}

/** Somebody is heard from now on, in the same call. */
async function isHeard(page: Page): Promise<void> {
  await page.evaluate(() => document.addEventListener('autessa-speech-start', () => (document.documentElement.dataset.heard = 'yes')));
  await page.waitFor(() => document.documentElement.dataset.heard === 'yes');
  assert.equal(await page.evaluate(() => document.documentElement.dataset.calls), '1');
}

async function goesOn(page: Page, what: string): Promise<void> {
  await page.waitFor(hasFocus).catch(() => assert.fail(`${what}: the focus is gone`));
  assert.equal(await page.evaluate(draft), 'half a sen', `${what}: the draft`);
  assert.equal(await page.evaluate(() => document.querySelector('autessa-agent')!.isShown), true, `${what}: open`);
  assert.equal(await page.evaluate(() => document.querySelectorAll('autessa-agent').length), 1, `${what}: once`);
}
