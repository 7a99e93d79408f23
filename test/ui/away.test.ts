import { expect } from '@open-wc/testing';
import { stage, type Stage } from '../support/stage.js';
import { until } from '../support/until.js';

/* An element that leaves its page for a moment, as routers, morphing and drag and drop have it. */

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const focused = (all: Stage): Element | null => all.root.activeElement;
const log = (all: Stage): HTMLElement => all.part('log').closest<HTMLElement>('.log-pane') ?? scroller(all.part('log'));

function scroller(element: HTMLElement): HTMLElement {
  for (let each: HTMLElement | null = element; each; each = each.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(each).overflowY)) return each;
  }
  throw new Error('nothing scrolls');
}

describe('<autessa-agent>: out of the page for a moment', () => {
  for (const ms of [0, 300]) {
    it(`goes on where it was, after ${ms} ms`, async () => {
      const all = await stage({ tokensPerSecond: 2000 });
      all.say(Array.from({ length: 60 }, (_, index) => `line ${index}`).join('\n\n'));
      await all.answered();
      const box = log(all);
      await until(() => box.scrollHeight > box.clientHeight + 200, 'it can be scrolled');
      box.dispatchEvent(new WheelEvent('wheel', { deltaY: -100 }));
      const isTold = new Promise((resolve) => box.addEventListener('scroll', resolve, { once: true }));
      box.scrollTop = 120;
      await isTold;
      // Firefox moves to a whole pixel of the screen, which is a part of one away where the box begins at a part of one.
      await until(() => Math.abs(box.scrollTop - 120) < 1, 'it stands where it was moved');
      all.input.focus();
      all.input.value = 'half a sen';
      all.input.dispatchEvent(new InputEvent('input', { bubbles: true }));
      all.input.setSelectionRange(4, 4);
      const { session } = all.element;
      const { input } = all;
      const parent = all.element.parentElement!;
      all.element.remove();
      if (ms > 0) await wait(ms);
      parent.append(all.element);
      await all.element.updateComplete;
      expect([all.element.session === session, all.input === input, input.value, input.selectionStart]).to.deep.equal([true, true, 'half a sen', 4]);
      expect(focused(all)).to.equal(input);
      await until(() => Math.abs(box.scrollTop - 120) < 1, 'it stands where it stood');
      all.say('Still there?');
      await all.answered(2);
      expect(all.element.messages.at(-1)?.status).to.equal('done');
    });
  }

  it('leaves the focus to what took it meanwhile', async () => {
    const all = await stage();
    all.input.focus();
    const parent = all.element.parentElement!;
    const other = document.createElement('input');
    parent.append(other);
    all.element.remove();
    other.focus();
    await wait(0);
    parent.append(all.element);
    await all.element.updateComplete;
    expect(document.activeElement).to.equal(other);
    other.remove();
  });

  it('ends what stays away, and is a new one afterwards', async () => {
    const all = await stage();
    const { session } = all.element;
    const parent = all.element.parentElement!;
    all.element.remove();
    await until(() => all.element.session === undefined, 'ended');
    parent.append(all.element);
    await until(() => all.element.session !== undefined, 'a new one');
    expect(all.element.session).not.to.equal(session);
  });

  it('has what was written when it stays away, and comes back as the page wants it', async () => {
    const all = await stage({ attributes: { persist: 'local' } });
    const parent = all.element.parentElement!;
    all.input.value = 'half a sen';
    all.input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    all.element.remove();
    await until(() => all.element.session === undefined, 'ended');
    all.element.open = false;
    parent.append(all.element);
    await import('../../src/ui/panel-bundle.js');
    await wait(0);
    expect(all.element.open).to.equal(false);
    all.element.show();
    await until(() => all.root.querySelector('textarea')?.value === 'half a sen', 'what was written');
    await all.element.clearStoredData();
  });

  it('makes one panel, if it comes back for good while the words of one are loaded', async () => {
    const all = await stage({ isOpen: false, attributes: { locale: 'pl' } });
    // Session and host are there, and no panel.
    await all.element.send('Hello');
    const parent = all.element.parentElement!;
    const { setTimeout } = globalThis;
    let end: (() => void) | undefined;
    globalThis.setTimeout = ((callback: () => void, ms?: number) => (ms === 2_000 ? ((end = callback), 0) : setTimeout(callback, ms))) as typeof setTimeout;
    try {
      all.element.show();
      await all.element.updateComplete;
      all.element.remove();
      // One that is only moved is back by then.
      await Promise.resolve();
      await Promise.resolve();
      end!();
    } finally {
      globalThis.setTimeout = setTimeout;
    }
    parent.append(all.element);
    await until(() => all.root.querySelector('textarea')?.disabled === false, 'it can be used');
    const sheets = all.root.adoptedStyleSheets.map(({ cssRules }) => [...cssRules].map(({ cssText }) => cssText).join());
    expect(sheets.length, 'each once').to.equal(new Set(sheets).size);
  });

  it('gives its conversation to an element that takes its place', async () => {
    const all = await stage({ attributes: { persist: 'local' } });
    all.say('Hello');
    await all.answered();
    all.element.remove();
    const next = await stage({ attributes: { persist: 'local', 'agent-id': String(all.agentId) } });
    await until(() => next.element.session, 'a session');
    expect(all.element.session).to.equal(undefined);
    await until(() => next.logText.includes('You said: Hello'), 'what was said');
    await next.element.clearStoredData();
  });
});

describe('<autessa-agent>: a page that lets nothing be selected', () => {
  it('messages can be selected all the same', async () => {
    const style = document.createElement('style');
    style.textContent = 'html, body, body * { -webkit-user-select: none; user-select: none; }';
    document.head.append(style);
    const all = await stage();
    all.say('Hello');
    await all.answered();
    const selectionOf = (selector: string): string => {
      const computed = getComputedStyle(all.root.querySelector(selector)!);
      return computed.userSelect || computed.webkitUserSelect;
    };
    const selected = ['.panel', '[part~=message-agent]'].map(selectionOf);
    getSelection()!.selectAllChildren(all.root.querySelector('.message-agent .markdown')!);
    const copied = getSelection()!.toString().trim();
    style.remove();
    // Firefox has `auto` for what its parent decides.
    expect(selected[0]).to.equal('text');
    expect(selected[1]).to.be.oneOf(['text', 'auto']);
    // Of what cannot be selected, this would be nothing.
    expect(copied).to.equal('You said: Hello');
  });
});

describe('<autessa-agent>: a page that is morphed into its HTML', () => {
  it('does not close a panel that somebody opened, of which the HTML does not know', async () => {
    const all = await stage();
    expect(all.element.hasAttribute('open')).to.equal(true);
    for (let times = 0; times < 2; times += 1) {
      all.element.removeAttribute('open');
      await all.element.updateComplete;
      expect([all.element.open, all.element.hasAttribute('open')]).to.deep.equal([true, true]);
    }
    all.element.open = false;
    await all.element.updateComplete;
    expect(all.element.hasAttribute('open')).to.equal(false);
  });

  it('closes one that the page itself has opened by the attribute', async () => {
    const all = await stage({ isOpen: false });
    all.element.setAttribute('open', '');
    await all.element.updateComplete;
    all.element.removeAttribute('open');
    await all.element.updateComplete;
    expect([all.element.open, all.element.hasAttribute('open')]).to.deep.equal([false, false]);
  });
});
