import { expect } from '@open-wc/testing';
import { sendKeys, sendMouse } from '@web/test-runner-commands';
import { stage, type Stage } from '../support/stage.js';
import { until } from '../support/until.js';

/* Pages that have their own mind about keys and focus. */

let page = new AbortController();
beforeEach(() => (page = new AbortController()));
afterEach(() => page.abort());

/** The keys that a page's listener hears of, as `keydown Ctrl+k`. */
function keysHeard(target: Document | Window, capture: boolean): string[] {
  const heard: string[] = [];
  for (const type of ['keydown', 'keypress', 'keyup'] as const) {
    const listener = (event: Event): void => {
      const { key, ctrlKey, altKey } = event as KeyboardEvent;
      heard.push(`${type} ${ctrlKey ? 'Ctrl+' : ''}${altKey ? 'Alt+' : ''}${key}`);
    };
    target.addEventListener(type, listener, { capture, signal: page.signal });
  }
  return heard;
}

async function focusedStage(options: Parameters<typeof stage>[0] = {}): Promise<Stage> {
  const all = await stage(options);
  all.input.focus();
  await until(() => all.root.activeElement === all.input);
  return all;
}

describe('<autessa-agent>: shortcuts of the page', () => {
  for (const layout of ['floating', 'inline']) {
    it(`do not act while somebody types, ${layout}: the page hears of no plain key, before it or after`, async () => {
      const all = await focusedStage({ attributes: { layout } });
      const heard = [keysHeard(document, true), keysHeard(document, false), keysHeard(window, false)];
      await sendKeys({ type: 'jk /?Ä' });
      for (const press of ['ArrowLeft', 'Backspace', 'Home', 'Delete', 'End']) await sendKeys({ press });
      expect(all.input.value).to.equal('k /Ä');
      await sendKeys({ press: 'Enter' });
      await all.answered();
      expect(all.element.messages[0]?.text).to.equal('k /Ä');
      expect(heard).to.deep.equal([[], [], []]);
    });
  }

  it('act with combinations, and with what is pressed anywhere else', async () => {
    const all = await focusedStage();
    const heard = keysHeard(document, false);
    const press = (init: KeyboardEventInit, target: EventTarget = all.input): boolean => {
      const event = new KeyboardEvent('keydown', { bubbles: true, composed: true, cancelable: true, ...init });
      // Not every browser takes this one from a script.
      Object.defineProperty(event, 'getModifierState', { value: () => init.modifierAltGraph === true });
      return target.dispatchEvent(event);
    };
    press({ key: 'k', ctrlKey: true });
    press({ key: 's', altKey: true });
    press({ key: 'ArrowLeft', altKey: true });
    press({ key: 'F1' });
    press({ key: 'x' }, all.part('send'));
    press({ key: 'x' }, document.body);
    expect(heard.splice(0)).to.deep.equal(['keydown Ctrl+k', 'keydown Alt+s', 'keydown Alt+ArrowLeft', 'keydown F1', 'keydown x', 'keydown x']);
    // What a keyboard makes with Alt is a character as any other.
    press({ key: '@', altKey: true });
    press({ key: '€', ctrlKey: true, altKey: true, modifierAltGraph: true });
    press({ key: '😀' });
    press({ key: 'Process', keyCode: 229, isComposing: true });
    expect(heard).to.deep.equal([]);
  });

  it('do not act in place of what edits a text: all is marked, cut out and put back on pages that forbid it', async () => {
    const all = await focusedStage({ attributes: { layout: 'inline' } });
    for (const type of ['keydown', 'selectstart', 'copy', 'cut', 'paste', 'contextmenu']) document.addEventListener(type, (event) => event.preventDefault(), { signal: page.signal });
    await sendKeys({ type: 'Hello' });
    const withControl = async (key: string): Promise<void> => {
      await sendKeys({ down: 'Control' });
      await sendKeys({ press: key });
      await sendKeys({ up: 'Control' });
    };
    await withControl('a');
    await withControl('x');
    expect(all.input.value).to.equal('');
    await withControl('v');
    await withControl('v');
    expect(all.input.value).to.equal('HelloHello');
    const isLeft = (type: string, target: Element): boolean => target.dispatchEvent(new Event(type, { bubbles: true, composed: true, cancelable: true }));
    expect(['selectstart', 'copy', 'contextmenu'].map((type) => isLeft(type, all.input)), 'in the text box').to.deep.equal([true, true, true]);
    expect(['selectstart', 'copy', 'contextmenu'].map((type) => isLeft(type, document.body)), 'on the page').to.deep.equal([false, false, false]);
  });

  it('hear of Escape, and whether the panel had a use for it', async () => {
    const inline = await focusedStage({ attributes: { layout: 'inline' } });
    const prevented: boolean[] = [];
    document.addEventListener('keydown', ({ defaultPrevented }) => prevented.push(defaultPrevented), { signal: page.signal });
    await sendKeys({ press: 'Escape' });
    inline.element.remove();
    const floating = await focusedStage();
    await sendKeys({ press: 'Escape' });
    expect(floating.element.open).to.equal(false);
    expect(prevented).to.deep.equal([false, true]);
  });

  it('hear of everything again when the panel is closed', async () => {
    const all = await focusedStage();
    all.element.hide();
    await all.element.updateComplete;
    const heard = keysHeard(document, true);
    const field = document.createElement('input');
    document.body.append(field);
    field.focus();
    await sendKeys({ press: 'a' });
    field.remove();
    expect(heard).to.include('keydown a');
  });
});

/** The ways in which libraries keep the focus in a modal dialog, each as it does it. */
const traps: Readonly<Record<string, (dialog: HTMLElement, field: HTMLElement, signal: AbortSignal) => void>> = {
  'what comes into focus elsewhere (Bootstrap)': (dialog, field, signal) => {
    document.addEventListener('focusin', ({ target }) => dialog.contains(target as Node) || field.focus(), { signal });
  },
  'the same, in the capture phase, and no click elsewhere (focus-trap)': (dialog, field, signal) => {
    const options = { capture: true, passive: false, signal };
    const isOutside = (event: Event): boolean => !event.composedPath().includes(dialog);
    document.addEventListener('focusin', (event) => isOutside(event) && (event.stopImmediatePropagation(), field.focus()), options);
    for (const type of ['mousedown', 'touchstart']) document.addEventListener(type, (event) => isOutside(event) && event.preventDefault(), options);
    document.addEventListener('click', (event) => isOutside(event) && (event.preventDefault(), event.stopImmediatePropagation()), options);
    document.addEventListener('keydown', (event) => event.key === 'Tab' && isOutside(event) && (event.preventDefault(), field.focus()), options);
  },
  'what goes out of focus for something elsewhere (Radix)': (dialog, field, signal) => {
    document.addEventListener('focusin', ({ target }) => dialog.contains(target as Node) || field.focus(), { signal });
    document.addEventListener('focusout', ({ relatedTarget }) => relatedTarget && !dialog.contains(relatedTarget as Node) && field.focus(), { signal });
  },
  'focus in the capture phase (older ones)': (dialog, field, signal) => {
    document.addEventListener('focus', ({ target }) => dialog.contains(target as Node) || field.focus(), { capture: true, signal });
  },
};

function modal(): { readonly dialog: HTMLElement; readonly field: HTMLInputElement } {
  const dialog = document.createElement('div');
  dialog.setAttribute('role', 'dialog');
  dialog.style.cssText = 'position: fixed; inset: 0 auto auto 0; z-index: 1055; width: 120px; height: 60px';
  const field = document.createElement('input');
  dialog.append(field);
  document.body.append(dialog);
  page.signal.addEventListener('abort', () => dialog.remove());
  field.focus();
  return { dialog, field };
}

async function clickOn(element: Element): Promise<void> {
  const { x, y, width, height } = element.getBoundingClientRect();
  await sendMouse({ type: 'click', position: [Math.round(x + width / 2), Math.round(y + height / 2)] });
}

describe('<autessa-agent>: modal dialogs of the page that keep the focus', () => {
  for (const [name, trap] of Object.entries(traps)) {
    it(`let somebody type into the panel in front of them: ${name}`, async () => {
      const all = await stage();
      const { dialog, field } = modal();
      trap(dialog, field, page.signal);
      await until(() => all.root.getAnimations().length === 0);
      await clickOn(all.input);
      await until(() => all.root.activeElement === all.input, 'the focus is in the panel');
      await sendKeys({ type: 'Hello' });
      expect([all.input.value, field.value]).to.deep.equal(['Hello', '']);
      await clickOn(all.part('send'));
      await all.answered();
      // Back in the dialog, the page has its way.
      field.focus();
      await sendKeys({ type: 'abc' });
      expect([document.activeElement, field.value]).to.deep.equal([field, 'abc']);
    });

    it(`let a panel be opened with the focus in it: ${name}`, async () => {
      const all = await stage({ isOpen: false });
      const { dialog, field } = modal();
      trap(dialog, field, page.signal);
      all.element.show();
      await until(() => all.root.querySelector('textarea') !== null && all.root.activeElement === all.input, 'the focus is in the panel');
      await sendKeys({ type: 'Hello' });
      expect([all.input.value, field.value]).to.deep.equal(['Hello', '']);
    });
  }

  it('hold the focus against everything else, and against a closed panel', async () => {
    const all = await stage();
    const { dialog, field } = modal();
    traps['what comes into focus elsewhere (Bootstrap)']!(dialog, field, page.signal);
    const other = document.createElement('input');
    dialog.before(other);
    other.focus();
    expect(document.activeElement).to.equal(field);
    other.remove();
    all.element.hide();
    await all.element.updateComplete;
    all.part('launcher').focus();
    expect(document.activeElement).to.equal(field);
  });

  it('decide where links lead: a page may ask before somebody leaves it', async () => {
    const all = await stage();
    all.say('https://example.com/');
    await all.answered();
    const link = all.root.querySelector('[part~=message-agent] a')!;
    let asked = 0;
    document.addEventListener('click', (event) => (event.preventDefault(), (asked += 1)), { capture: true, signal: page.signal });
    await until(() => all.root.getAnimations().length === 0);
    await clickOn(link);
    expect(asked).to.equal(1);
  });

  it('are told of every click, and of what leaves the panel', async () => {
    const all = await stage();
    const told: string[] = [];
    for (const type of ['click', 'mousedown', 'pointerdown']) document.addEventListener(type, ({ target }) => told.push(`${type} ${(target as Element).localName}`), { signal: page.signal });
    await until(() => all.root.getAnimations().length === 0);
    await clickOn(all.input);
    expect(told).to.deep.equal(['pointerdown autessa-agent', 'mousedown autessa-agent', 'click autessa-agent']);
  });
});

/** What a touch screen does, as far as a page hears of it. */
function touchMove(on: Element): boolean {
  return on.dispatchEvent(Object.assign(new Event('touchmove', { bubbles: true, composed: true, cancelable: true }), { touches: [] }));
}

/** Where libraries that scroll a page themselves, or keep it from being scrolled, hear of the wheel. */
const scrollers: Readonly<Record<string, readonly [EventTarget, capture: boolean]>> = {
  'at the window (Lenis)': [window, false],
  'at the document, beside a modal dialog (react-remove-scroll)': [document, false],
  'in the capture phase (GSAP)': [document, true],
};

describe('<autessa-agent>: pages that scroll by a script', () => {
  for (const [name, [target, capture]] of Object.entries(scrollers)) {
    for (const layout of ['floating', 'inline']) {
      it(`leave a wheel that is turned in the panel to it: ${name}, ${layout}`, async () => {
        const all = await stage({ attributes: { layout } });
        const slotted = document.createElement('p');
        slotted.slot = 'footer';
        all.element.append(slotted);
        const heard: string[] = [];
        const hear = (event: Event): void => (event.preventDefault(), void heard.push((event.target as Element).localName));
        target.addEventListener('wheel', hear, { capture, passive: false, signal: page.signal });
        const log = all.root.querySelector('.scroller')!;
        const seen: number[] = [];
        log.addEventListener('wheel', (event) => seen.push((event as WheelEvent).deltaY), { signal: page.signal });
        const turn = (on: Element): boolean => on.dispatchEvent(new WheelEvent('wheel', { bubbles: true, composed: true, cancelable: true, deltaY: 7 }));
        expect([turn(log), seen, heard]).to.deep.equal([true, [7], []]);
        // With Ctrl it would zoom.
        log.dispatchEvent(new WheelEvent('wheel', { bubbles: true, composed: true, cancelable: true, ctrlKey: true, deltaY: 7 }));
        expect(heard.splice(0)).to.deep.equal(['autessa-agent']);
        // What is the page's, in the panel or beside it, is its own matter.
        expect([turn(slotted), turn(document.body), heard]).to.deep.equal([false, false, ['p', 'body']]);
      });
    }
  }

  it('may get the focus as a whole: the window is no part of the panel', async () => {
    await stage();
    const heard: string[] = [];
    for (const type of ['focus', 'error']) window.addEventListener(type, (event) => (event.preventDefault(), void heard.push(type)), { signal: page.signal });
    window.dispatchEvent(new FocusEvent('focus'));
    expect(heard).to.deep.equal(['focus']);
  });

  it('leave a finger that moves in a panel in front of it to the panel (Lenis)', async () => {
    const all = await stage();
    const slotted = document.createElement('p');
    slotted.slot = 'footer';
    all.element.append(slotted);
    const heard: string[] = [];
    window.addEventListener('touchmove', (event) => (event.preventDefault(), void heard.push((event.target as Element).localName)), { passive: false, signal: page.signal });
    expect([touchMove(all.root.querySelector('.scroller')!), touchMove(all.part('header')), heard]).to.deep.equal([true, true, []]);
    expect([touchMove(slotted), touchMove(document.body), heard]).to.deep.equal([false, false, ['p', 'body']]);
    all.element.layout = 'inline';
    await until(() => !touchMove(all.part('header')), 'one that is a part of the page is the page’s');
  });
});
