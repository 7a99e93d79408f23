import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { browserUnderTest } from '../tools/page-driver.js';
import { inWindows, panelStates, reach } from '../tools/panel-states.js';
import { startVisitor, type Agent, type Visitor } from '../tools/visitor.js';

/*
 * No control lies over another one: whoever presses what they see, presses that. The line below the log lies over its end,
 * where nothing is seen while somebody reads further up; at the end it lies over no control, nor over what has the focus.
 */

let visitor: Visitor;
before(async () => {
  visitor = await startVisitor();
});
afterEach(() => visitor.leave());
after(() => visitor.close());

/** Runs on the page: points at each message in turn, goes through the controls and to the end, and says which controls something else lies over. */
async function covered(): Promise<string[]> {
  const root = document.querySelector('autessa-agent')!.shadowRoot!;
  const nameOf = (element: Element) => `${element.localName} ${element.getAttribute('part') ?? element.className} “${(element.ariaLabel ?? element.textContent).trim().slice(0, 30)}”`;
  const found = new Set<string>();
  const scroller = root.querySelector('.scroller')!;
  const status = root.querySelector('.status')!;
  const look = (what: string): void => {
    const isAtEnd = scroller.scrollTop >= scroller.scrollHeight - scroller.clientHeight - 1;
    for (const control of root.querySelectorAll<HTMLElement>('a[href], button, summary, textarea, select, input')) {
      // What cannot be pressed is not offered, as behind the list of conversations.
      if (!control.checkVisibility({ visibilityProperty: true }) || control.closest('[inert]')) continue;
      const { left, right, top, bottom } = control.getBoundingClientRect();
      // What is further down is out of sight.
      const seen = scroller.getBoundingClientRect();
      const end = isAtEnd ? seen.bottom : Math.min(seen.bottom, status.getBoundingClientRect().top);
      const isScrolled = scroller.contains(control);
      // All of what is seen of it: its middle, and near its corners.
      for (const [across, down] of [[0.5, 0.5], [0.2, 0.2], [0.8, 0.2], [0.2, 0.8], [0.8, 0.8]] as const) {
        const [x, y] = [left + (right - left) * across, top + (bottom - top) * down];
        if (isScrolled && (y < seen.top || y > end)) continue;
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
  // Whoever goes through them by keyboard sees where they are.
  const view = scroller.getBoundingClientRect();
  // What has the focus already is not scrolled to once more.
  (root.activeElement as HTMLElement | null)?.blur();
  for (const control of scroller.querySelectorAll<HTMLElement>('a[href], button, summary')) {
    if (!control.checkVisibility({ visibilityProperty: true }) || control.closest('[inert]')) continue;
    control.focus();
    const isBehind = (): boolean => {
      const { top, bottom } = control.getBoundingClientRect();
      const end = Math.min(view.bottom, status.getBoundingClientRect().top);
      return bottom - top < end - view.top && bottom > end + 1;
    };
    // Some browsers scroll with a later frame.
    for (let frames = 0; isBehind() && frames < 30; frames += 1) await new Promise(requestAnimationFrame);
    if (isBehind()) found.add(`focused: ${nameOf(control)} lies behind the line below the log`);
  }
  const end = scroller.scrollHeight - scroller.clientHeight;
  if (scroller.scrollTop < end - 1) {
    const scrolled = new Promise((resolve) => scroller.addEventListener('scroll', resolve, { once: true }));
    scroller.scrollTop = end;
    await scrolled;
  }
  look('at the end');
  return [...found];
}

/** Runs on the page: points at what the visitor has said. @returns whether there is a bar above it, which takes no room */
function pointsAtBar(): boolean {
  const message = document.querySelector('autessa-agent')!.shadowRoot!.querySelector('.message-user')!;
  message.dispatchEvent(new PointerEvent('pointerover', { pointerType: 'mouse', bubbles: true, composed: true }));
  return message.querySelector(':scope > .actions.is-floating.is-above') !== null;
}

describe('no control lies over another one', () => {
  for (const [name, state] of Object.entries(panelStates)) {
    test(`${name}, at 520 and at 360 pixels`, async (t) => {
      if (state.isClosed) return t.skip('there is no panel');
      if (state.call && browserUnderTest() !== 'chromium') return t.skip('calls are pictured in Chromium alone');
      await inWindows(visitor, state, [{ width: 520, height: 760 }, { width: 360, height: 640 }], async (page, { width }) => {
        // Its code comes when it likes, and knows of no pointer that came before it.
        if (name === 'undelivered') await page.waitFor(pointsAtBar);
        assert.deepEqual(await page.evaluate(covered), [], `at ${width} pixels`);
      });
    });
  }

  test('a message that was not delivered is sent again with a mouse', async () => {
    const page = await reach(visitor, { faults: [{ name: 'agent-error', times: 1 }], said: 'Hello', has: ['[part=retry]'] });
    await page.click('autessa-agent >>> [part=retry]');
    await page.waitFor(() => (document.querySelector('autessa-agent') as Agent).messages.some(({ role, status }) => role === 'agent' && status === 'done'));
  });
});
