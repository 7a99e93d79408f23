import { expect } from '@open-wc/testing';
import { emulateMedia, sendKeys, sendMouse } from '@web/test-runner-commands';
import { stage, type Stage } from '../support/stage.js';
import { until } from '../support/until.js';

/* Where an element may stand: in another component's shadow root, with modal dialogs of the page around and above it, on paper. */

const added: Element[] = [];
afterEach(() => added.splice(0).forEach((element) => element.remove()));

function add<Name extends keyof HTMLElementTagNameMap>(name: Name, parent: Node = document.body): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  parent.appendChild(element);
  added.push(element);
  return element;
}

async function clickOn(element: Element): Promise<void> {
  const { x, y, width, height } = element.getBoundingClientRect();
  await sendMouse({ type: 'click', position: [Math.round(x + width / 2), Math.round(y + height / 2)] });
}

const stands = (all: Stage): Promise<void> => until(() => all.root.getAnimations().length === 0);
const hasFocus = (all: Stage): boolean => all.root.activeElement === all.input;

/** What is said aloud from now on. */
function announcements(all: Stage): string[] {
  const said: string[] = [];
  const region = all.root.querySelector('[aria-live=polite]')!;
  new MutationObserver(() => region.textContent && said.push(region.textContent.trim())).observe(region, { childList: true, subtree: true });
  return said;
}

describe('<autessa-agent>: moved to another document', () => {
  const look = ({ root }: Stage): unknown => [getComputedStyle(root.querySelector('.log')!).display, getComputedStyle(root.querySelector('textarea')!).resize];

  const sheets = ({ root }: Stage): string[] => root.adoptedStyleSheets.map(({ cssRules }) => [...cssRules].map(({ cssText }) => cssText).join());

  it('goes on there as it was, and back here', async () => {
    const all = await stage();
    all.say('Hello');
    await all.answered();
    const before = look(all);
    const frame = add('iframe');
    frame.contentDocument!.body.append(all.element);
    expect(look(all)).to.deep.equal(before);
    all.say('Again');
    await all.answered(2);
    await stands(all);
    // As routers do that put what stays into the page that they have just read.
    new DOMParser().parseFromString('', 'text/html').body.append(all.element);
    document.body.append(all.element);
    added.push(all.element);
    expect([look(all), new Set(sheets(all)).size]).to.deep.equal([before, sheets(all).length]);
    expect(all.element.messages.map(({ text }) => text)).to.deep.equal(['Hello', 'You said: Hello', 'Again', 'You said: Again']);
  });
});

describe('<autessa-agent>: a page that is recorded', () => {
  const { attachShadow } = Element.prototype;
  afterEach(() => {
    Element.prototype.attachShadow = attachShadow;
  });

  it('tells what records it (rrweb: Sentry, PostHog) of all of its styles', async () => {
    const { get, set } = Object.getOwnPropertyDescriptor(ShadowRoot.prototype, 'adoptedStyleSheets')!;
    let recorded: readonly CSSStyleSheet[] = [];
    // As rrweb does: what is there in the next task, and then whatever is set.
    Element.prototype.attachShadow = function (options) {
      const root = attachShadow.call(this, options);
      setTimeout(() => {
        recorded = [...root.adoptedStyleSheets];
        Object.defineProperty(root, 'adoptedStyleSheets', {
          configurable: true,
          get: () => get!.call(root) as unknown,
          set(sheets: CSSStyleSheet[]) {
            set!.call(root, sheets);
            recorded = [...sheets];
          },
        });
      });
      return root;
    };
    const { element, root } = await stage({ isOpen: false });
    await until(() => recorded.length > 0, 'it is seen');
    const early = recorded.length;
    element.show();
    await until(() => root.adoptedStyleSheets.length > early && root.querySelector('textarea'), 'the panel is there');
    expect(recorded).to.deep.equal([...root.adoptedStyleSheets]);
  });
});

describe('<autessa-agent>: in the shadow root of another component', () => {
  for (const mode of ['open', 'closed'] as const) {
    it(`opens, is written to, says what comes, and gives the focus back (${mode})`, async () => {
      const outer = add('section').attachShadow({ mode });
      const inner = add('div', outer).attachShadow({ mode });
      const all = await stage({ isOpen: false });
      inner.append(all.element);
      await clickOn(all.part('launcher'));
      await until(() => all.root.querySelector('textarea') && hasFocus(all), 'the focus is in the panel');
      const heard: string[] = [];
      const page = new AbortController();
      for (const capture of [true, false]) document.addEventListener('keydown', ({ key }) => heard.push(key), { capture, signal: page.signal });
      const said = announcements(all);
      await sendKeys({ type: 'jk' });
      await sendKeys({ press: 'Enter' });
      await all.answered();
      await until(() => said.length > 0, 'what came is said');
      expect([all.element.messages.map(({ text }) => text), said]).to.deep.equal([['jk', 'You said: jk'], ['You said: jk']]);
      await stands(all);
      await sendKeys({ press: 'Escape' });
      await until(() => all.root.activeElement === all.part('launcher'), 'the focus is on the launcher');
      page.abort();
      expect([all.element.open, heard]).to.deep.equal([false, ['Escape', 'Escape']]);
      all.element.remove();
    });
  }

  it('can be typed into beside a modal dialog that keeps the focus, in the capture phase too (closed)', async () => {
    const inner = add('section').attachShadow({ mode: 'closed' });
    const all = await stage();
    inner.append(all.element);
    const dialog = add('div');
    const field = add('input', dialog);
    const page = new AbortController();
    const options = { capture: true, passive: false, signal: page.signal };
    const isOutside = (event: Event): boolean => !event.composedPath().includes(dialog);
    document.addEventListener('focusin', (event) => isOutside(event) && (event.stopImmediatePropagation(), field.focus()), options);
    for (const type of ['mousedown', 'click']) document.addEventListener(type, (event) => isOutside(event) && (event.preventDefault(), event.stopImmediatePropagation()), options);
    field.focus();
    await stands(all);
    await clickOn(all.input);
    await until(() => hasFocus(all), 'the focus is in the panel');
    await sendKeys({ type: 'Hello' });
    await clickOn(all.part('send'));
    await all.answered();
    page.abort();
    expect([all.element.messages[0]?.text, field.value]).to.deep.equal(['Hello', '']);
    all.element.remove();
  });

  it('gets the focus back when it is moved there', async () => {
    const outer = add('section').attachShadow({ mode: 'open' });
    const all = await stage();
    all.input.focus();
    outer.append(all.element);
    await until(() => hasFocus(all), 'the focus is in the panel');
    all.element.remove();
  });
});

describe('<autessa-agent>: a modal dialog of the page', () => {
  function modal(): { readonly dialog: HTMLDialogElement; readonly field: HTMLInputElement } {
    const dialog = add('dialog');
    return { dialog, field: add('input', dialog) };
  }

  it('has the page for itself, an open panel too; afterwards somebody goes on where they were', async () => {
    const all = await stage();
    all.input.focus();
    await sendKeys({ type: 'half ' });
    const { dialog, field } = modal();
    dialog.showModal();
    all.input.focus();
    expect(document.activeElement).to.equal(field);
    await all.element.send('Are you there?');
    dialog.close();
    await until(() => hasFocus(all), 'the focus is back');
    const said = announcements(all);
    await sendKeys({ type: 'a sentence' });
    expect([all.input.value, field.value]).to.deep.equal(['half a sentence', '']);
    await sendKeys({ press: 'Enter' });
    await all.answered(2);
    await until(() => said.includes('You said: half a sentence'), 'it is said');
  });

  it('is opened before the panel: the panel waits until it is closed', async () => {
    const { dialog, field } = modal();
    dialog.showModal();
    const all = await stage({ isOpen: false });
    await clickOn(all.part('launcher'));
    expect(all.element.open).to.equal(false);
    field.focus();
    all.element.show();
    await until(() => all.root.querySelector('textarea'), 'the panel is there');
    await sendKeys({ type: 'abc' });
    expect([document.activeElement, field.value]).to.deep.equal([field, 'abc']);
    dialog.close();
    await stands(all);
    await clickOn(all.input);
    await sendKeys({ type: 'Hello' });
    expect(all.input.value).to.equal('Hello');
  });

  it('may hold the element: it is used like any other, and Escape closes the panel first', async () => {
    const { dialog } = modal();
    const all = await stage({ isOpen: false });
    dialog.append(all.element);
    dialog.showModal();
    await clickOn(all.part('launcher'));
    await until(() => all.root.querySelector('textarea') && hasFocus(all), 'the focus is in the panel');
    await sendKeys({ type: 'Hello' });
    await sendKeys({ press: 'Enter' });
    await all.answered();
    await stands(all);
    await clickOn(all.input);
    await sendKeys({ press: 'Escape' });
    await all.element.updateComplete;
    expect([all.element.open, dialog.open]).to.deep.equal([false, true]);
    await sendKeys({ press: 'Escape' });
    await until(() => !dialog.open, 'the dialog is closed');
    all.element.remove();
  });
});

describe('<autessa-agent>: on paper', () => {
  /** Lets the rules for paper hold for the screen, where this browser cannot be told to print. */
  function printRules(root: ShadowRoot): CSSMediaRule[] {
    return root.adoptedStyleSheets.flatMap(({ cssRules }) => [...cssRules]).filter((rule) => rule instanceof CSSMediaRule && rule.media.mediaText === 'print') as CSSMediaRule[];
  }

  async function print(all: Stage): Promise<() => Promise<unknown>> {
    if (await emulateMedia({ media: 'print' }).then(() => matchMedia('print').matches, () => false)) return () => emulateMedia({ media: 'screen' });
    const rules = printRules(all.root);
    for (const { media } of rules) media.mediaText = 'all';
    return async () => {
      for (const { media } of rules) media.mediaText = 'print';
    };
  }

  for (const [layout, isPrinted] of [['floating', false], ['inline', true]] as const) {
    it(`is ${isPrinted ? '' : 'not '}printed: ${layout}`, async () => {
      const all = await stage({ attributes: { layout } });
      const isSeen = (): boolean => all.part('header').checkVisibility();
      expect(isSeen()).to.equal(true);
      const end = await print(all);
      expect([isSeen(), all.root.querySelector('.launcher')?.checkVisibility() ?? false]).to.deep.equal([isPrinted, false]);
      await end();
      expect(isSeen()).to.equal(true);
    });
  }
});

describe('<autessa-agent>: in the layout of its page', () => {
  for (const layout of [null, 'floating']) {
    it(`takes no place where it floats, as in a grid: layout ${layout}`, async () => {
      const grid = add('div');
      grid.style.cssText = 'display: grid; gap: 40px';
      add('p', grid).style.cssText = 'margin: 0; height: 10px';
      const all = await stage({ isOpen: false, attributes: { layout } });
      grid.append(all.element);
      expect(grid.offsetHeight).to.equal(10);
      all.element.remove();
    });
  }

  it('fills its box from the first update on, before there is a panel, where its layout is a property', async () => {
    const box = add('div');
    box.style.height = '400px';
    const element = document.createElement('autessa-agent');
    element.layout = 'inline';
    box.append(element);
    await element.updateComplete;
    const size = (): unknown => [getComputedStyle(element).position, element.offsetHeight];
    expect(element.shadowRoot!.querySelector('.panel')).to.equal(null);
    expect(size()).to.deep.equal(['static', 400]);
    element.layout = 'floating';
    await element.updateComplete;
    expect(size()).to.deep.equal(['absolute', 0]);
  });
});
