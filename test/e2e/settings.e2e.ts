import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { inWindows, panelStates, reach } from '../tools/panel-states.js';
import { startVisitor, type Visitor } from '../tools/visitor.js';

/* How people have set their browsers: zoomed in, with few colours of their own, without motion. */

let visitor: Visitor;
before(async () => {
  visitor = await startVisitor();
});
afterEach(() => visitor.leave());
after(() => visitor.close());

const stateOf = (name: string) => {
  const state = panelStates[name];
  assert(state, `There is a state ${name}`);
  return state;
};

/** What does not fit: each by what it is, and how far it reaches out of the window or scrolls sideways, in CSS pixels. */
const misfits = () => {
  const root = document.querySelector('autessa-agent')!.shadowRoot!;
  const found: string[] = [];
  const { left, right, top, bottom } = root.querySelector('.panel')!.getBoundingClientRect();
  if (left < 0 || top < 0 || right > innerWidth || bottom > innerHeight) found.push(`panel: ${left}, ${top}, ${right}, ${bottom}`);
  for (const each of root.querySelectorAll<HTMLElement>('.header, .scroller, .composer, .consent, .menu, .toast')) {
    if (each.scrollWidth > each.clientWidth + 1) found.push(`${each.className} is ${each.scrollWidth - each.clientWidth} too wide`);
  }
  for (const each of root.querySelectorAll<HTMLElement>('.header button, .composer button, textarea, .consent button, .menu-item, .toast button')) {
    if (!each.checkVisibility()) continue;
    each.scrollIntoView({ block: 'nearest' });
    const box = each.getBoundingClientRect();
    const hit = root.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    const isCovered = hit?.closest('.menu') && !each.closest('.menu');
    if (!isCovered && hit !== each && !each.contains(hit)) found.push(`${each.ariaLabel ?? each.textContent.trim()} cannot be pressed`);
  }
  return found;
};

const windows = {
  'zoomed in to 200 %, on a screen of 1280 × 720 pixels': { width: 640, height: 360 },
  'on a screen of 320 × 480 pixels': { width: 320, height: 480 },
} as const;

describe('with the settings of a person', () => {
  for (const name of ['greeting', 'markdown', 'menu', 'undo', 'audio', 'failed', 'consent']) {
    test(`all fits and can be pressed, ${Object.keys(windows).join(' and ')}: ${name}`, async () => {
      await inWindows(visitor, stateOf(name), Object.values(windows), async (page, { width }) => {
        await page.waitFor(() => document.querySelector('autessa-agent')!.shadowRoot!.getAnimations().length === 0);
        assert.deepEqual(await page.evaluate(misfits), [], `at ${width} pixels`);
      });
    });
  }

  test('what is told by colour alone has an edge where colours are the person’s own, and code is plain', async (t) => {
    const code = '```js\nconst sum = 1;\n```';
    // It stops in the middle, and is not finished.
    const page = await reach(visitor, { answer: `${code}\n\n${'Some words. '.repeat(20)}`, faults: [{ name: 'stall' }], said: 'Hello', isUnanswered: true, has: ['.markdown .code + p'] }, { page: { forcedColors: true } });
    if (!(await page.evaluate(() => matchMedia('(forced-colors: active)').matches))) return t.skip('this browser does not force colours on request');
    await page.click('autessa-agent >>> textarea');
    await page.type('And');
    // What colours code has come.
    await page.waitFor(() => document.querySelector('autessa-agent')!.shadowRoot!.adoptedStyleSheets.some(({ cssRules }) => [...cssRules].some(({ cssText }) => cssText.includes('autessa-keyword'))));
    const edges = await page.evaluate(() => {
      const root = document.querySelector('autessa-agent')!.shadowRoot!;
      const looks = (selector: string, pseudo?: string) => getComputedStyle(root.querySelector(selector)!, pseudo);
      const buttons = ['[part=send]', '[part=stop]'].map((selector) => looks(selector).borderTopWidth);
      return { bubble: looks('.message-user .bubble').borderTopWidth, buttons, field: looks('.field').outlineWidth, cursor: looks('.markdown p', '::after').borderInlineStartWidth, painted: [...CSS.highlights.keys()] };
    });
    assert.deepEqual(edges, { bubble: '1px', buttons: ['1px', '1px'], field: '2px', cursor: '7px', painted: [] });
    await page.evaluate(() => document.querySelector('autessa-agent')!.setAttribute('consent', 'May we?'));
    const answers = await page.waitFor(() => {
      const both = [...document.querySelector('autessa-agent')!.shadowRoot!.querySelectorAll('.consent-answers button')];
      return both.length === 2 && both.map((each) => getComputedStyle(each).borderTopWidth);
    });
    assert.deepEqual(answers, ['1px', '1px']);
  });

  for (const reducedMotion of [false, true]) {
    test(`a tool that runs ${reducedMotion ? 'does not move where motion is to be reduced' : 'has a mark that moves'}`, async (t) => {
      const tool = { kind: 'tool', name: 'Wait', variables: {}, publicVars: {}, result: {}, durationMs: 60_000 } as const;
      const agent = visitor.createAgent({ name: 'slow', title: '', description: '', reply: () => [tool] });
      const page = await visitor.visit(visitor.tag(agent, 'persist="none"'), { page: { reducedMotion } });
      if ((await page.evaluate(() => matchMedia('(prefers-reduced-motion: reduce)').matches)) !== reducedMotion) return t.skip('this browser has its own mind');
      await visitor.open();
      await visitor.say('Hello');
      const name = await page.waitFor(() => {
        const mark = document.querySelector('autessa-agent')!.shadowRoot!.querySelector('.tool-line:has(.is-running) svg');
        return mark?.checkVisibility() === true && getComputedStyle(mark).animationName;
      });
      assert.equal(name, reducedMotion ? 'none' : 'spin');
    });
  }
});
