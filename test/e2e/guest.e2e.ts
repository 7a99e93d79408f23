import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { browserUnderTest } from '../tools/page-driver.js';
import { callOf } from '../tools/page-scripts.js';
import { startVisitor, type Agent, type Visitor } from '../tools/visitor.js';
import { watchWork, type Watched } from '../tools/watch-work.js';

/* A guest on pages that are hard on their guests: it stays usable, and leaves nothing behind. */

let visitor: Visitor;
before(async () => {
  visitor = await startVisitor();
});
afterEach(() => visitor.leave());
after(() => visitor.close());

/** Where the parts are once nothing moves, and whether a person could hit them. */
const geometry = async () => {
  const root = document.querySelector('autessa-agent')!.shadowRoot!;
  const moving = root.getAnimations().filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity);
  await Promise.allSettled(moving.map(({ finished }) => finished));
  const of = (selector: string) => {
    const element = root.querySelector<HTMLElement>(selector)!;
    const { x, y, width, height, right, bottom } = element.getBoundingClientRect();
    const hit = root.elementFromPoint(x + width / 2, y + height / 2);
    return { x, y, width, height, right, bottom, isHit: element === hit || element.contains(hit), font: parseFloat(getComputedStyle(element).fontSize) };
  };
  return { launcher: of('.launcher'), panel: of('.panel'), input: of('textarea'), window: { width: visualViewport!.width, height: visualViewport!.height } };
};

/** The looks that a page gives to everything, each of them found somewhere. */
const hostileStyles: Readonly<Record<string, string>> = {
  'all: unset': '* { all: unset !important; }',
  'huge text': '* { font: 80px/3 fantasy !important; letter-spacing: 1em; text-transform: uppercase; text-align: center; word-spacing: 2em; }',
  'boxes around everything': '* { padding: 30px !important; border: 10px solid red !important; margin: 40px !important; box-sizing: content-box !important; }',
  'nothing before it is defined': ':not(:defined) { display: none; }',
  'a war of z-indices': '.war { position: fixed; inset: 0; z-index: 2147483647; background: rgb(255 0 0 / 50%); }',
  'a transform around it': '.around { transform: scale(0.5) rotate(5deg); filter: blur(2px); opacity: 0.2; overflow: hidden; width: 40px; height: 40px; contain: strict; }',
  'invisible text': '* { visibility: hidden !important; color: transparent !important; opacity: 0 !important; }',
  'no clicks, no selection': '* { pointer-events: none; user-select: none; cursor: wait; }',
};

describe('a good guest', () => {
  for (const [name, css] of Object.entries(hostileStyles)) {
    test(`stays usable: ${name}`, async () => {
      const element = visitor.tag(visitor.createAgent('echo'), 'persist="none" style=""');
      const visited = await visitor.visit(`<style>${css}</style><div class="war"></div><div class="around">${element}</div>`);
      await visitor.open();
      await visitor.say('Hello');
      await visitor.answers(1);
      const { launcher, panel, input, window } = await visited.evaluate(geometry);
      assert.deepEqual([launcher.isHit, input.isHit], [true, true], 'a person can press it and write');
      assert.deepEqual([launcher.width, launcher.height, input.font], [56, 56, 16]);
      assert.equal(Math.round(window.width - launcher.right), 20);
      assert.equal(Math.round(window.height - launcher.bottom), 20);
      assert(panel.width === 400 && panel.height > 300 && panel.x > 0 && panel.y >= 0, JSON.stringify(panel));
      const looks = await visited.evaluate(() => {
        const shown = document.querySelector('autessa-agent')!.shadowRoot!.querySelector('.message-agent p')!;
        const { color, textTransform, letterSpacing, visibility } = getComputedStyle(shown);
        return { color, textTransform, letterSpacing, visibility };
      });
      assert.deepEqual(looks, { color: 'rgb(27, 27, 34)', textTransform: 'none', letterSpacing: 'normal', visibility: 'visible' });
    });
  }

  test('where the page says how far in front it is to be, it is just there', async () => {
    const css = 'autessa-agent { --autessa-z-index: 5; } .over { position: fixed; inset: 0; z-index: 6; }';
    const visited = await visitor.visit(`<style>${css}</style>${visitor.tag(visitor.createAgent('echo'))}<div class="over"></div>`);
    const top = await visited.evaluate(() => document.elementFromPoint(innerWidth - 48, innerHeight - 48)?.className);
    assert.equal(top, 'over');
  });

  test('writes nothing outside of its shadow root, and animates nothing while it is closed', async () => {
    const audit = `<script>
      window.writes = [];
      new MutationObserver((records) => {
        for (const { type, target, attributeName } of records) {
          if (target.localName !== 'autessa-agent' || attributeName !== 'open') writes.push(type + ' ' + target.nodeName + ' ' + attributeName);
        }
      }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
      for (const method of ['pushState', 'replaceState']) {
        history[method] = () => writes.push(method);
      }
    </script>`;
    const visited = await visitor.visit(`${visitor.tag(visitor.createAgent('atlas'))}${audit}`);
    await visitor.open();
    await visitor.say('Compare tents');
    await visitor.answers(1);
    const state = () => ({
      writes: (globalThis as unknown as { writes: string[] }).writes,
      title: document.title,
      cookie: document.cookie,
      keys: [...Object.keys(localStorage), ...Object.keys(sessionStorage)].filter((key) => !/autessa/.test(key)),
      scroll: [scrollX, scrollY],
      style: document.documentElement.getAttribute('style'),
      head: document.head.querySelectorAll('style, link, meta').length,
    });
    await visited.evaluate(() => (document.querySelector('autessa-agent') as Agent).hide());
    await visited.waitFor(() => document.querySelector('autessa-agent')!.shadowRoot!.getAnimations().length === 0);
    assert.deepEqual(await visited.evaluate(state), { writes: [], title: 'Host', cookie: '', keys: [], scroll: [0, 0], style: null, head: 0 });
    const hidden = await visited.evaluate(() => {
      const host = document.querySelector('autessa-agent')!.shadowRoot!.querySelector<HTMLElement>('.panel-host')!;
      return [host.hidden, host.inert, host.checkVisibility({ visibilityProperty: true })];
    });
    assert.deepEqual(hidden, [true, true, false]);
  });

  for (const reducedMotion of [false, true]) {
    test(`comes and leaves ${reducedMotion ? 'at once where motion is to be reduced' : 'with a short motion'}`, async (t) => {
      const visited = await visitor.visit(visitor.tag(visitor.createAgent('echo'), 'persist="none"'), { page: { reducedMotion } });
      const isReduced = await visited.evaluate(() => matchMedia('(prefers-reduced-motion: reduce)').matches);
      if (isReduced !== reducedMotion) return t.skip('this browser has its own mind');
      await visitor.open();
      await visitor.say('Hello');
      await visited.waitFor(() => document.querySelector('autessa-agent')!.shadowRoot!.querySelector('[part=menu-button]') !== null);
      await visited.waitFor(() => document.querySelector('autessa-agent')!.shadowRoot!.getAnimations().length === 0);
      const leaving = await visited.evaluate(async () => {
        const element = document.querySelector('autessa-agent') as Agent & { updateComplete: Promise<void> };
        const motions = async (): Promise<number> => {
          await element.updateComplete;
          return element.shadowRoot!.getAnimations().length;
        };
        element.hide();
        const leaving = await motions();
        // Whoever changes their mind meanwhile has it back.
        element.show();
        await motions();
        return leaving;
      });
      // Firefox knows the property, and yet lets it go at once.
      if (visited.browser === 'chromium') assert.equal(leaving > 0, !reducedMotion);
      await visited.waitFor(() => document.querySelector('autessa-agent')!.shadowRoot!.querySelector('.panel')!.checkVisibility({ opacityProperty: true }));
    });
  }

  test('does nothing while it is closed: no timer waits, nothing is animated, nobody is called back', async () => {
    const visited = await visitor.visit(`<script>${callOf(watchWork, [])}</script>${visitor.tag(visitor.createAgent('atlas'), 'persist="none"')}`);
    await visitor.open();
    await visitor.say('Compare tents');
    await visitor.answers(1);
    // WebKitGTK as it is built here cannot record: there, the button opens a dialog of the system's.
    const pressed = visited.browser === 'webkit' ? ['menu-button'] : ['menu-button', 'attach'];
    for (const part of pressed) {
      await visited.waitFor((name) => document.querySelector('autessa-agent')!.shadowRoot!.querySelector(`[part=${name}]`) !== null, part);
      await visited.evaluate((name) => document.querySelector('autessa-agent')!.shadowRoot!.querySelector<HTMLElement>(`[part=${name}]`)!.click(), part);
    }
    await visited.waitFor((count) => document.querySelector('autessa-agent')!.shadowRoot!.querySelectorAll('.ways, .menu').length >= count, 1);
    const used = await visited.evaluate(() => (globalThis as unknown as Watched).work());
    assert(used.calls > 0, 'what it does is seen');
    await visited.evaluate(() => (document.querySelector('autessa-agent') as Agent).hide());
    await visited.waitFor(() => (globalThis as unknown as Watched).work().pending.length === 0 && document.querySelector('autessa-agent')!.shadowRoot!.getAnimations().length === 0);
    // What the page does is none of its business: it grows, is scrolled, is styled.
    const { before, after } = await visited.evaluate(async () => {
      const { work, frames } = globalThis as unknown as Watched;
      await frames(2);
      const calls = work().calls;
      document.body.append(Object.assign(document.createElement('p'), { style: 'height: 3000px', textContent: 'More' }));
      scrollTo(0, 500);
      document.body.className = 'other';
      await frames(5);
      return { before: calls, after: work().calls };
    });
    assert.equal(after, before);
    assert.deepEqual(await visited.evaluate(() => (globalThis as unknown as Watched).work().pending), []);
  });

  test('keeps the conversation, and its place in front, when the page moves it', async () => {
    const visited = await visitor.visit(`${visitor.tag(visitor.createAgent('echo'), 'persist="none"')}<section style="transform: scale(0.5)"></section>`);
    await visitor.open();
    await visitor.say('Hello');
    await visitor.answers(1);
    const before = await visited.evaluate(geometry);
    const isSame = await visited.evaluate(async () => {
      const agent = document.querySelector('autessa-agent') as Agent;
      const { session } = agent;
      document.querySelector('section')!.append(agent);
      await (agent as unknown as { updateComplete: Promise<void> }).updateComplete;
      return agent.session === session && agent.open;
    });
    assert.equal(isSame, true);
    const moved = await visited.evaluate(geometry);
    assert.deepEqual(moved.launcher, before.launcher);
    await visitor.say('Still there?');
    await visitor.answers(2);
  });
});

describe('on a phone', () => {
  const phone = { viewport: { width: 390, height: 700 } };

  test('takes all of the window, and what is left of it above the keyboard', async (t) => {
    const visited = await visitor.visit(visitor.tag(visitor.createAgent('echo'), 'persist="none"'), { page: phone });
    await visitor.open();
    await visited.waitFor(() => document.querySelector('autessa-agent')!.shadowRoot!.getAnimations().length === 0);
    const { panel, window, input } = await visited.evaluate(geometry);
    // A WebKit window cannot be as small as that.
    if (window.width > 480) return t.skip('the window is too large');
    assert.deepEqual([panel.x, panel.y, panel.width, panel.height], [0, 0, window.width, window.height]);
    assert(input.font >= 16, 'no zoom with the focus');
    await visited.waitFor(() => document.querySelector('autessa-agent')!.shadowRoot!.querySelector<HTMLElement>('.panel-host')!.style.height !== '');
    const isModal = () => document.querySelector('autessa-agent')!.shadowRoot!.querySelector('.panel')!.ariaModal === 'true';
    assert.equal(await visited.evaluate(isModal), true, 'the page behind is not read');
    await visited.evaluate(() => {
      Object.defineProperties(visualViewport!, { height: { value: 380 }, offsetTop: { value: 40 } });
      visualViewport!.dispatchEvent(new Event('resize'));
    });
    const above = await visited.evaluate(geometry);
    assert.deepEqual([above.panel.y, above.panel.height], [40, 380]);
    assert(above.input.isHit && above.input.bottom <= 420, 'the text box is in sight');
    const scrolled = await visited.evaluate(() => {
      const root = document.querySelector('autessa-agent')!.shadowRoot!;
      const heard: boolean[] = [];
      document.addEventListener('touchmove', () => heard.push(true));
      const touch = new Event('touchmove', { bubbles: true, cancelable: true, composed: true });
      root.querySelector('.header')!.dispatchEvent(touch);
      return { isPrevented: touch.defaultPrevented, heard };
    });
    assert.deepEqual(scrolled, { isPrevented: true, heard: [] }, 'the page behind stays where it is, and does not hear of it');
    await visited.setViewport({ width: 1200, height: 800 });
    await visited.waitFor(() => document.querySelector('autessa-agent')!.shadowRoot!.querySelector<HTMLElement>('.panel-host')!.style.height === '');
    assert.equal(await visited.evaluate(isModal), false);
  });

  test('is used in a frame of 320 px like in a small window, and the page around hears of nothing', async (t) => {
    if (browserUnderTest() !== 'chromium') return t.skip('it was tried in Chromium alone');
    const tag = visitor.tag(visitor.createAgent('echo'), 'persist="none"');
    const visited = await visitor.visit(tag);
    await visited.evaluate((element) => {
      const script = document.querySelector('script')!.outerHTML;
      document.querySelector('autessa-agent')!.remove();
      const frame = Object.assign(document.createElement('iframe'), { srcdoc: `<!doctype html><html lang="en">${script}${element}</html>` });
      frame.style.cssText = 'width: 320px; height: 480px; border: 0';
      document.body.prepend(frame);
      addEventListener('keydown', ({ key }) => (document.title = key));
    }, tag);
    await visited.waitFor(() => document.querySelector('iframe')?.contentDocument?.querySelector('autessa-agent')?.shadowRoot?.querySelector('.launcher') != null);
    await visited.evaluate(() => document.querySelector('iframe')!.contentDocument!.querySelector<Agent>('autessa-agent')!.show());
    await visited.waitFor(() => document.querySelector('iframe')!.contentDocument!.querySelector('autessa-agent')!.shadowRoot!.activeElement?.localName === 'textarea');
    await visited.type('jk');
    await visited.press('Enter');
    await visited.waitFor(() => document.querySelector('iframe')!.contentDocument!.querySelector<Agent>('autessa-agent')!.messages[1]?.status === 'done');
    await visited.waitFor(() => document.querySelector('iframe')!.contentDocument!.querySelector('autessa-agent')!.shadowRoot!.querySelector('[aria-live=polite]')?.textContent === 'You said: jk');
    await visited.waitFor(() => document.querySelector('iframe')!.contentDocument!.querySelector('autessa-agent')!.shadowRoot!.getAnimations().length === 0);
    const outside = await visited.evaluate(() => {
      const root = document.querySelector('iframe')!.contentDocument!.querySelector('autessa-agent')!.shadowRoot!;
      return ['.header', '.header > button', '.composer', '[part=send]'].filter((selector) => {
        const { left, top, right, bottom } = root.querySelector(selector)!.getBoundingClientRect();
        return !(left >= 0 && top >= 0 && right <= 320 && bottom <= 480 && right > left && bottom > top);
      });
    });
    assert.deepEqual(outside, []);
    await visited.press('Escape');
    await visited.waitFor(() => document.querySelector('iframe')!.contentDocument!.querySelector('autessa-agent')!.shadowRoot!.activeElement?.className === 'launcher');
    assert.equal(await visited.evaluate(() => document.title), 'Host');
  });

  test('closes by going back, without an entry in the history', async (t) => {
    const watched = `<script>
      window.watchers = [];
      if (window.CloseWatcher) {
        const Original = CloseWatcher;
        window.CloseWatcher = class extends Original { constructor(options) { super(options); watchers.push(this); } };
      }
    </script>`;
    const visited = await visitor.visit(watched + visitor.tag(visitor.createAgent('echo'), 'persist="none"'), { page: phone });
    if (!(await visited.evaluate(() => 'CloseWatcher' in globalThis))) return t.skip('there is no CloseWatcher here');
    if ((await visited.evaluate(() => innerWidth)) > 480) return t.skip('the window is too large');
    const entries = await visited.evaluate(() => history.length);
    await visitor.open();
    type Watchers = { readonly watchers: { requestClose(): void }[] };
    await visited.waitFor(() => (globalThis as unknown as Watchers).watchers.length > 0);
    await visited.evaluate(() => (globalThis as unknown as Watchers).watchers.at(-1)!.requestClose());
    await visited.waitFor(() => !(document.querySelector('autessa-agent') as Agent).open);
    assert.equal(await visited.evaluate(() => history.length), entries);
  });
});
