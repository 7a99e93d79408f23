import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { browserUnderTest } from '../tools/page-driver.js';
import { panelStates, reach, type PanelState } from '../tools/panel-states.js';
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

/** What a person gets to that no picture is taken of. */
const furtherStates: Readonly<Record<string, PanelState>> = {
  'a reason is asked for': { said: 'Hello', pressed: ['.action.is-down'], has: ['.judgement input'] },
  'conversations are searched': { left: ['One', 'Two', 'Three', 'Four', 'Five', 'Six'], said: 'Hello', pressed: ['[part=menu-button]', '.menu-item + .menu-item'], has: ['.conversation-list input'] },
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

  for (const [name, state] of Object.entries(furtherStates)) {
    test(`all is large enough: ${name}`, async (t) => {
      if (browserUnderTest() === 'webkit') return t.skip('this browser has no finger to lend');
      const page = await reach(visitor, state, { page: { viewport: { width: 390, height: 844 }, isTouch: true } });
      assert.deepEqual((await page.evaluate(measure, 'normal')).small, []);
    });
  }

  test('a footnote’s mark is part of its line, and yet there is room to press it', async (t) => {
    if (browserUnderTest() === 'webkit') return t.skip('this browser has no finger to lend');
    const state = { answer: 'It holds.[^1] It is light, too.\n\n[^1]: In a storm.', said: 'Does it?', has: ['.note-mark', '.action.is-up'] };
    const page = await reach(visitor, state, { page: { viewport: { width: 390, height: 844 }, isTouch: true } });
    const { lines, hit } = await page.evaluate(() => {
      const root = document.querySelector('autessa-agent')!.shadowRoot!;
      const mark = root.querySelector('.note-mark')!;
      const { left, top, right, bottom } = mark.getBoundingClientRect();
      const [x, y] = [(left + right) / 2, (top + bottom) / 2];
      const paragraph = mark.closest('p')!;
      const points = [[x - 12, y], [x + 12, y], [x, y - 12], [x, y + 12]] as const;
      return {
        lines: paragraph.getBoundingClientRect().height / Number.parseFloat(getComputedStyle(paragraph).lineHeight),
        hit: points.filter((point) => root.elementFromPoint(...point) === mark).length,
      };
    });
    assert(lines < 1.3, `one line is as high as ${lines}`);
    assert.equal(hit, 4, 'it is hit 12 px beside its middle');
  });

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
