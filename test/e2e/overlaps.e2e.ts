import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { browserUnderTest } from '../tools/page-driver.js';
import { inWindows, panelStates, reach } from '../tools/panel-states.js';
import { startVisitor, type Agent, type Visitor } from '../tools/visitor.js';

/* No control lies over another one: whoever presses what they see, presses that. */

let visitor: Visitor;
before(async () => {
  visitor = await startVisitor();
});
afterEach(() => visitor.leave());
after(() => visitor.close());

/** Runs on the page: points at each message in turn, and says which controls something else lies over. */
function covered(): string[] {
  const root = document.querySelector('autessa-agent')!.shadowRoot!;
  const nameOf = (element: Element) => `${element.localName} ${element.getAttribute('part') ?? element.className} “${(element.ariaLabel ?? element.textContent).trim().slice(0, 30)}”`;
  const found = new Set<string>();
  const look = (what: string): void => {
    const scroller = root.querySelector('.scroller')!;
    for (const control of root.querySelectorAll<HTMLElement>('a[href], button, summary, textarea, select, input')) {
      if (!control.checkVisibility({ visibilityProperty: true })) continue;
      const { left, right, top, bottom } = control.getBoundingClientRect();
      // What is further down is out of sight.
      const [seen, status] = [scroller, root.querySelector('.status')!].map((element) => element.getBoundingClientRect()) as [DOMRect, DOMRect];
      const isScrolled = scroller.contains(control);
      // All of what is seen of it: its middle, and near its corners.
      for (const [across, down] of [[0.5, 0.5], [0.2, 0.2], [0.8, 0.2], [0.2, 0.8], [0.8, 0.8]] as const) {
        const [x, y] = [left + (right - left) * across, top + (bottom - top) * down];
        if (isScrolled && (y < seen.top || y > Math.min(seen.bottom, status.top))) continue;
        if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) continue;
        const hit = root.elementFromPoint(x, y);
        // What is open for the moment may cover what is behind it, and goes with a press elsewhere.
        if (!hit || control.contains(hit) || hit.closest('.menu')) continue;
        // A link of several lines has its middle between them.
        if (hit.contains(control) && control.localName === 'a') continue;
        found.add(`${what}: ${nameOf(hit)} lies over ${nameOf(control)}`);
      }
    }
  };
  look('at rest');
  for (const message of root.querySelectorAll('[data-id]')) {
    message.dispatchEvent(new PointerEvent('pointerover', { pointerType: 'mouse', bubbles: true, composed: true }));
    look(`pointing at ${message.className}`);
  }
  return [...found];
}

describe('no control lies over another one', () => {
  for (const [name, state] of Object.entries(panelStates)) {
    test(`${name}, at 520 and at 360 pixels`, async (t) => {
      if (state.call && browserUnderTest() !== 'chromium') return t.skip('calls are pictured in Chromium alone');
      await inWindows(visitor, state, [{ width: 520, height: 760 }, { width: 360, height: 640 }], async (page, { width }) => {
        assert.deepEqual(await page.evaluate(covered), [], `at ${width} pixels`);
        if (name !== 'undelivered') return;
        const bar = await page.evaluate(() => document.querySelector('autessa-agent')!.shadowRoot!.querySelector('.message-user > .actions')?.className);
        assert.equal(bar, 'actions is-floating is-above', 'where it is pointed at, there is a bar that takes no room');
      });
    });
  }

  test('a message that was not delivered is sent again with a mouse', async () => {
    const page = await reach(visitor, { faults: [{ name: 'agent-error', times: 1 }], said: 'Hello', has: ['[part=retry]'] });
    await page.click('autessa-agent >>> [part=retry]');
    await page.waitFor(() => (document.querySelector('autessa-agent') as Agent).messages.some(({ role, status }) => role === 'agent' && status === 'done'));
  });
});
