import { setViewport } from '@web/test-runner-commands';
import { aTimeout, expect, fixtureCleanup } from '@open-wc/testing';
import type { AutessaAgentElement } from '../../src/ui/element.js';
import type { Composer } from '../../src/ui/panel/composer.js';
import { ViewStore } from '../../src/ui/view-store.js';
import type { WidgetElement } from '../../src/ui/widget-element.js';
import { stage, stageOf, type Stage } from '../support/stage.js';
import { until } from '../support/until.js';

/* A page that ends and another one that comes is, for the element, one that is removed and another one that is made. */

const local = { persist: 'local' };
const staged = new Set<AutessaAgentElement>();
const undo: (() => void)[] = [];

afterEach(async () => {
  fixtureCleanup();
  for (const each of undo.splice(0)) each();
  for (const element of staged) element.remove();
  staged.clear();
  // What is removed keeps its view first.
  await aTimeout(0);
  for (const storage of [localStorage, sessionStorage]) storage.clear();
});

/** The next page, with the same element on it and some attributes or properties changed. */
function nextPage({ element: before, agentId }: Stage, changes: Readonly<Record<string, string | null>> = {}, properties: object = {}): Stage {
  dispatchEvent(new PageTransitionEvent('pagehide'));
  const element = document.createElement('autessa-agent');
  const attributes = Object.fromEntries([...before.attributes].filter(({ name }) => name !== 'open').map(({ name, value }) => [name, value]));
  for (const [name, value] of Object.entries({ ...attributes, ...changes })) if (value !== null) element.setAttribute(name, value);
  Object.assign(element, properties);
  before.remove();
  document.body.append(element);
  staged.add(element);
  return stageOf(element, agentId);
}

const shown = ({ root }: Stage) => until(() => root.querySelector('textarea')?.disabled === false, 'the text box can be used');

/** Types so slowly that it is kept: nobody loses much of what was typed in a second. */
async function type(all: Stage, text: string): Promise<void> {
  all.input.value = text;
  all.input.dispatchEvent(new InputEvent('input', { bubbles: true }));
  if (all.element.persist !== 'none') await until(() => kept(all).includes(JSON.stringify(text)), 'the draft is kept');
}

/** @returns whether the element has read what it kept, since then */
function watchReading(): () => boolean {
  let hasRead = false;
  const { getItem } = Storage.prototype;
  Storage.prototype.getItem = function (key) {
    hasRead ||= key === 'autessa-agent:preference:view';
    return getItem.call(this, key);
  };
  undo.push(() => (Storage.prototype.getItem = getItem));
  return () => hasRead;
}

/** All that the storages hold about an agent. */
function kept({ agentId }: Stage): string {
  return [localStorage, sessionStorage].flatMap((storage) => Object.entries(storage)).filter((entry) => entry.join().includes(`${agentId}`)).join('\n');
}

describe('What was done with the panel', () => {
  it('outlives the page: the draft, and that it is open', async () => {
    const all = await stage({ attributes: local });
    await type(all, 'half a thou');
    const next = nextPage(all);
    await shown(next);
    expect(next.element.open).to.equal(true);
    await until(() => next.input.value === 'half a thou');
    expect(next.button('Send').disabled).to.equal(false);
    expect(next.root.activeElement, 'nothing moves the focus').to.equal(null);
    next.element.hide();
    await next.element.updateComplete;
    const last = nextPage(next);
    await last.element.updateComplete;
    expect([last.element.open, last.element.session]).to.deep.equal([false, undefined]);
  });

  it('outlives a page that goes with the first key', async () => {
    const all = await stage({ attributes: local });
    await shown(all);
    all.input.value = 'h';
    all.input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    expect(kept(all), 'kept at once').to.include('"draft":"h"').and.to.include('"isOpen":true');
    all.input.value = 'half';
    all.input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    const next = nextPage(all);
    await shown(next);
    expect(next.element.open).to.equal(true);
    await until(() => next.input.value === 'half', 'the draft is back');
  });

  it('is cleared for one agent, and stays for the others of the site', async () => {
    const one = await stage({ attributes: local });
    await type(one, 'for one');
    const other = await stage({ attributes: local });
    await type(other, 'for another');
    await other.element.clearStoredData();
    const identities = Object.keys(JSON.parse(localStorage['autessa-agent:preference:view'] as string) as object);
    expect(identities.map((each) => (JSON.parse(each) as unknown[])[0])).to.deep.equal([one.agentId]);
  });

  it('is there as soon as somebody reaches for it: a click has the focus in the text box, and before it nothing is asked of the server', async () => {
    const all = await stage({ attributes: local });
    await type(all, 'half');
    all.element.hide();
    await until(() => kept(all).includes('"isOpen":false'));
    const { fetch } = globalThis;
    let requests = 0;
    globalThis.fetch = (...of) => ((requests += 1), fetch(...of));
    undo.push(() => (globalThis.fetch = fetch));
    const next = nextPage(all);
    await next.element.updateComplete;
    next.part('launcher').dispatchEvent(new PointerEvent('pointerenter'));
    await shown(next);
    expect(next.element.open).to.equal(false);
    expect([next.input.value, requests]).to.deep.equal(['', 0]);
    next.part('launcher').click();
    await next.element.updateComplete;
    expect(next.root.activeElement).to.equal(next.input);
    await until(() => next.input.value === 'half', 'the draft is back');
  });

  it('gives no focus to a panel in which nobody can write yet: it follows as soon as there is a session', async () => {
    const all = await stage({ attributes: { ...local, mask: 'card' }, isOpen: false });
    let release: () => void = () => undefined;
    const isThere = new Promise<void>((resolve) => (release = resolve));
    const element: WidgetElement = all.element;
    element.extensions = { ports: {}, masked: (text) => text, menuItems: [], follow: () => isThere };
    all.part('launcher').dispatchEvent(new PointerEvent('pointerenter'));
    await until(() => all.root.querySelector('textarea'), 'the panel is there');
    all.part('launcher').click();
    await all.element.updateComplete;
    expect([all.element.session, all.root.activeElement?.matches('.panel *') ?? false]).to.deep.equal([undefined, false]);
    release();
    await until(() => all.root.activeElement === all.input, 'the focus is where one writes');
  });

  it('keeps a draft while the person goes on typing, and nothing of it once it was sent', async () => {
    const all = await stage({ attributes: local });
    all.say('Hello');
    await all.answered();
    await until(() => all.parts('menu-button').length > 0, 'what a conversation needs is loaded');
    await type(all, 'And');
    await until(() => kept(all).includes('"draft":"And"'));
    all.say('And');
    await all.answered(2);
    await until(() => !kept(all).includes('"draft":"And"'));
    const next = nextPage(all);
    await shown(next);
    expect(next.input.value).to.equal('');
  });

  it('leaves alone what is in the text box when the draft comes', async () => {
    const all = await stage({ attributes: local });
    await type(all, 'what was kept');
    all.input.value = 'what was typed since';
    const composer = { isEnabled: true, get value() { return all.input.value; }, setDraft(draft: string) { all.input.value = draft; } };
    const views = new ViewStore(all.element);
    views.update(composer as Composer);
    views.restore();
    views.dispose();
    expect(all.input.value).to.equal('what was typed since');
  });

  it('does not cover a small window unasked', async () => {
    await setViewport({ width: 400, height: 700 }).catch(() => undefined);
    const isSmall = matchMedia('(max-width: 480px)').matches;
    const all = await stage({ attributes: local });
    await type(all, 'half a thou');
    const read = watchReading();
    const next = nextPage(all);
    await until(read, 'what was kept is read');
    await next.element.updateComplete;
    expect(next.element.open).to.equal(!isSmall);
    await setViewport({ width: 800, height: 600 }).catch(() => undefined);
  });

  it('tells how many replies are unread, until they are read', async () => {
    const all = await stage({ attributes: local });
    all.element.hide();
    await all.element.send('one');
    await all.element.send('two');
    await until(() => all.parts('badge')[0]?.textContent === '2', 'two replies are unread');
    await until(() => kept(all).includes('"unread":2'), 'that is kept');
    const next = nextPage(all);
    await next.element.updateComplete;
    await until(() => next.parts('badge')[0]?.textContent === '2', 'they are unread on the next page');
    expect(next.element.session, 'for that nothing is loaded').to.equal(undefined);
    next.element.show();
    await until(() => next.parts('badge').length === 0);
    const last = nextPage(next, {}, { open: false });
    await last.element.updateComplete;
    expect(last.parts('badge')).to.have.length(0);
  });

  it('is a matter of agent, server, user, and of what may be kept', async () => {
    const all = await stage({ attributes: { ...local, 'user-key': 'anna' } });
    await type(all, 'mine');
    for (const other of [{ 'user-key': 'bert' }, { 'agent-id': '99' }, { 'api-base': 'https://other.test' }, { persist: 'session' }, { persist: 'none' }]) {
      const next = nextPage(all, { ...other, open: '' });
      await shown(next);
      expect(next.input.value, JSON.stringify(other)).to.equal('');
      next.element.remove();
    }
    const again = nextPage(all, { open: '' });
    await shown(again);
    expect(again.input.value).to.equal('mine');
  });

  it('ends with the tab, or is not kept at all, if so desired', async () => {
    const all = await stage({ attributes: { persist: 'session' } });
    await type(all, 'for this tab');
    const next = nextPage(all);
    await shown(next);
    expect(next.input.value).to.equal('for this tab');
    expect(Object.entries(localStorage).filter((entry) => entry.join().includes(`${all.agentId}`))).to.deep.equal([]);
    next.element.remove();
    sessionStorage.clear();
    const none = await stage({ attributes: { persist: 'none' } });
    await type(none, 'for nobody');
    const last = nextPage(none, { open: '' });
    await shown(last);
    expect([last.input.value, kept(last)]).to.deep.equal(['', '']);
  });

  it('leaves no trace of a visitor who did nothing', async () => {
    const all = await stage({ attributes: local, isOpen: false });
    const next = nextPage(all);
    await next.element.updateComplete;
    expect(kept(next)).to.equal('');
  });

  it('is forgotten with everything else', async () => {
    const all = await stage({ attributes: local });
    all.say('Hello');
    await all.answered();
    await type(all, 'and a draft');
    await all.element.clearStoredData();
    expect(kept(all)).to.equal('');
  });

  it('is nobody else’s, when one user is followed by another', async () => {
    const all = await stage({ attributes: { ...local, 'user-key': 'anna' } });
    await type(all, 'a draft of anna’s');
    all.element.userKey = 'bert';
    await all.element.updateComplete;
    expect(all.input.value).to.equal('');
    await shown(all);
    await type(all, 'a draft of bert’s');
    // On the same page, and on others.
    for (const [user, draft] of [['anna', 'a draft of anna’s'], ['bert', 'a draft of bert’s']] as const) {
      all.element.userKey = user;
      await all.element.updateComplete;
      expect(all.input.value, 'nothing of the other’s').to.equal('');
      await until(() => all.input.value === draft, `the draft of ${user}’s is back`);
    }
    for (const [user, draft] of [['anna', 'a draft of anna’s'], ['bert', 'a draft of bert’s']] as const) {
      const next = nextPage(all, { 'user-key': user, open: '' });
      await until(() => next.root.querySelector('textarea')?.value === draft, `the draft of ${user}’s`);
    }
  });

  it('is nobody else’s where the user changes before the panel has been open, and is forgotten by then', async () => {
    const all = await stage({ attributes: { ...local, 'user-key': 'anna' } });
    await type(all, 'a draft of anna’s');
    all.element.hide();
    await all.element.send('one');
    await until(() => kept(all).includes('"unread":1'), 'that is kept');
    const next = nextPage(all);
    const isRead = () => next.parts('badge')[0]?.textContent === '1';
    await until(isRead, 'what was kept is read');
    next.element.userKey = 'bert';
    await next.element.updateComplete;
    next.element.show();
    await shown(next);
    expect(next.input.value, 'nothing of the other’s').to.equal('');
    next.element.userKey = 'anna';
    await until(() => next.input.value === 'a draft of anna’s', 'the draft is back');
    next.element.hide();
    await next.element.send('two');
    await until(() => kept(all).includes('"unread":1'), 'that is kept');
    const last = nextPage(next);
    await until(() => last.parts('badge')[0]?.textContent === '1', 'what was kept is read');
    await last.element.clearStoredData();
    dispatchEvent(new PageTransitionEvent('pagehide'));
    expect(kept(last)).to.not.include('draft of');
  });

  it('survives whatever may be found in its place', async () => {
    const all = await stage({ attributes: local });
    await type(all, 'to be replaced');
    const name = Object.keys(localStorage).find((each) => localStorage[each].includes('to be replaced'))!;
    const [identity = ''] = Object.keys(JSON.parse(localStorage[name] as string) as object);
    const views = ['5', '"text"', '[]', 'null', '{"draft":{"a":1},"unread":"many","isOpen":"yes"}', '{"unread":-1}', '{"unread":1e999}'];
    const texts = ['', 'x', '5', '[]', 'null', ...views.map((view) => `{${JSON.stringify(identity)}:${view}}`)];
    all.element.remove();
    for (const text of texts) {
      // What is removed keeps its view first.
      await aTimeout(0);
      localStorage.setItem(name, text);
      const next = nextPage(all, { open: '' });
      await shown(next);
      expect([next.input.value, next.errors.length], text).to.deep.equal(['', 0]);
      next.element.hide();
      await next.element.updateComplete;
      expect(next.parts('badge'), text).to.have.length(0);
      next.element.remove();
    }
  });

  for (const name of ['localStorage', 'sessionStorage'] as const) {
    it(`works where the browser does not let anybody near ${name}`, async () => {
      const own = Object.getOwnPropertyDescriptor(globalThis, name)!;
      Object.defineProperty(globalThis, name, { ...own, get: () => { throw new DOMException('denied', 'SecurityError'); } });
      try {
        const all = await stage({ attributes: { persist: name === 'localStorage' ? 'local' : 'session' } });
        all.input.value = 'draft';
        all.input.dispatchEvent(new InputEvent('input', { bubbles: true }));
        all.say('Hello');
        await all.answered();
        const next = nextPage(all, { open: '' });
        await shown(next);
        expect(next.input.value).to.equal('');
      } finally {
        Object.defineProperty(globalThis, name, own);
      }
    });
  }
});
