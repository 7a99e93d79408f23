import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { browserUnderTest } from '../tools/page-driver.js';
import { panelStates, reach } from '../tools/panel-states.js';
import { startVisitor, type Agent, type Visitor } from '../tools/visitor.js';

/* For a finger, what can be pressed is 44 px wide and high (WCAG 2.2, success criterion 2.5.5). */

let visitor: Visitor;
before(async () => {
  visitor = await startVisitor();
});
afterEach(() => visitor.leave());
after(() => visitor.close());

/** Letters nearer to each other than in any font: what is large enough with them is so whatever a machine has. */
const narrow = '-0.25em';

/** All that can be pressed, but for links in a sentence, which are as high as its lines; and what of it is too small. */
const measure = (letterSpacing: string) => {
  const root = document.querySelector('autessa-agent')!.shadowRoot!;
  const targets = [...root.querySelectorAll<HTMLElement>('button, summary, textarea, input:enabled, select, [role=button], [role=menuitem]')].filter((each) => each.checkVisibility());
  // Buttons do not inherit it.
  for (const each of targets) each.style.letterSpacing = letterSpacing;
  const small = targets.flatMap((each) => {
    const { width, height } = each.getBoundingClientRect();
    // Half a pixel may be lost to rounding.
    return width >= 43.5 && height >= 43.5 ? [] : [`${each.ariaLabel ?? each.textContent.trim()} (${each.className}): ${width} × ${height}`];
  });
  return { count: targets.length, small };
};

describe('under a finger', () => {
  for (const [name, state] of Object.entries(panelStates)) {
    test(`all is large enough: ${name}`, async (t) => {
      if (browserUnderTest() === 'webkit') return t.skip('this browser has no finger to lend');
      if (state.saidAloud !== undefined && browserUnderTest() !== 'chromium') return t.skip('what is said aloud is pictured in Chromium alone');
      const page = await reach(visitor, state, { page: { viewport: { width: 390, height: 844 }, isTouch: true } });
      assert(await page.evaluate(() => matchMedia('(pointer: coarse)').matches), 'a finger points');
      for (const spacing of ['normal', narrow]) {
        const { count, small } = await page.evaluate(measure, spacing);
        assert(count > 1, 'there is something to press');
        assert.deepEqual(small, [], spacing);
      }
    });
  }

  test('all is large enough: while the first reply is being written', async (t) => {
    if (browserUnderTest() === 'webkit') return t.skip('this browser has no finger to lend');
    const { markdown } = panelStates;
    // It stops in the middle, and is not finished.
    const state = { answer: `${markdown?.answer}\n\n${markdown?.answer}`, faults: [{ name: 'stall' }], has: ['textarea'] } as const;
    const page = await reach(visitor, state, { page: { viewport: { width: 390, height: 844 }, isTouch: true } });
    await page.evaluate(() => void (document.querySelector('autessa-agent') as Agent).send('Show me all').catch(() => undefined));
    await page.waitFor(() => {
      const root = document.querySelector('autessa-agent')!.shadowRoot!;
      return root.querySelector('.copy') !== null && root.querySelector('button.image') !== null;
    });
    assert.equal(await page.evaluate(() => document.querySelector('autessa-agent')!.shadowRoot!.querySelector('[part=menu-button]')), null);
    for (const spacing of ['normal', narrow]) assert.deepEqual((await page.evaluate(measure, spacing)).small, [], spacing);
  });
});
