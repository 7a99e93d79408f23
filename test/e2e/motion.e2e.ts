import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { text } from '../../demo/simulator/agents/behaviour.js';
import type { PageOptions } from '../tools/page-driver.js';
import { startVisitor, type Agent, type Visitor } from '../tools/visitor.js';

/* What moves: the panel as it opens and closes, what has just been said. What does not: what is being read. */

let visitor: Visitor;
before(async () => {
  visitor = await startVisitor();
});
afterEach(() => visitor.leave());
after(() => visitor.close());

const answer = `Some **words** with \`code\`, and a list:

- one
- two

\`\`\`js
const sum = 1;
\`\`\`

| Tent | Weight | Best for |
| --- | ---: | --- |
| Fellside | 1.4 kg | Valleys |
| Ridgeline with a name that is far wider than its column | 12,100 kg | Open hillsides, and three seasons of the year |

> A quotation, and some more words that take a second line in a panel as narrow as this one is.

A last paragraph.`;

async function visit(page: PageOptions): Promise<ReturnType<Visitor['visit']>> {
  const agent = visitor.createAgent({ name: 'reader', title: '', description: '', reply: () => [text(answer)] }, 60);
  return visitor.visit(visitor.tag(agent, 'persist="none" suggestions=\'["One"]\''), { page });
}

/** Notes each animation that begins in the panel from now on: of what, and how long, in ms. */
const watchMotion = (): void => {
  const root = document.querySelector('autessa-agent')!.shadowRoot!;
  const seen: string[] = [];
  Object.assign(window, { seen });
  const note = (event: Event): void => {
    // The animation itself may be over before a busy machine tells of its beginning.
    const target = event.target as Element;
    const { animationDuration, transitionDuration } = getComputedStyle(target);
    seen.push(`${target.classList[0] ?? target.localName} ${Math.round(1_000 * parseFloat(event.type === 'animationstart' ? animationDuration : transitionDuration))}`);
  };
  for (const type of ['animationstart', 'transitionrun']) root.addEventListener(type, note);
};
const seen = () => [...new Set((window as unknown as { seen: string[] }).seen)];

describe('motion', () => {
  test('the panel comes and goes, and what is said rises, in less than 200 ms', async () => {
    const page = await visit({ reducedMotion: false });
    await page.evaluate(watchMotion);
    await visitor.open();
    await page.waitFor(() => (window as unknown as { seen: string[] }).seen.some((each) => each.startsWith('suggestions')));
    await page.evaluate(() => void (document.querySelector('autessa-agent') as Agent).send('Hello'));
    await visitor.answers(1);
    await page.evaluate(() => (document.querySelector('autessa-agent') as Agent & { hide(): void }).hide());
    // In WebKit it counts as not visible at once, and what is shown again before the next frame has not moved.
    await page.waitFor(() => (window as unknown as { seen: string[] }).seen.some((each) => each.startsWith('panel-host')));
    await page.waitFor(() => !document.querySelector('autessa-agent')!.shadowRoot!.querySelector('.panel')!.checkVisibility());
    // Back it takes the focus at once, though it is still on its way.
    await page.evaluate(() => (document.querySelector('autessa-agent') as Agent).show());
    await page.waitFor(() => document.querySelector('autessa-agent')!.shadowRoot!.activeElement?.localName === 'textarea');
    const motions = await page.evaluate(seen);
    for (const wanted of ['panel 180', 'message 180', 'suggestions 180', 'svg 180', 'panel-host 160']) assert(motions.includes(wanted), `${wanted} is not among ${motions.join(', ')}`);
  });

  test('nothing moves where motion is to be reduced', async (t) => {
    const page = await visit({ reducedMotion: true });
    if (!(await page.evaluate(() => matchMedia('(prefers-reduced-motion: reduce)').matches))) return t.skip('this browser has its own mind');
    await page.evaluate(watchMotion);
    await visitor.open();
    await page.waitFor(() => document.querySelector('autessa-agent')!.shadowRoot!.querySelector('.suggestion') !== null);
    await page.evaluate(() => void (document.querySelector('autessa-agent') as Agent).send('Hello'));
    await visitor.answers(1);
    await page.evaluate(() => (document.querySelector('autessa-agent') as Agent & { hide(): void }).hide());
    assert.equal(await page.evaluate(() => document.querySelector('autessa-agent')!.shadowRoot!.querySelector('.panel')!.checkVisibility()), false);
    const moves = (await page.evaluate(seen)).filter((each) => !/ 0$| 700$/.test(each));
    assert.deepEqual(moves, []);
  });

  test('nothing that is being read is shifted while a reply streams', async () => {
    const page = await visit({ viewport: { width: 1280, height: 800 } });
    await visitor.open();
    await page.waitFor(() => document.querySelector('autessa-agent')!.shadowRoot!.querySelector('.suggestion') !== null);
    await page.evaluate(() => {
      const agent = document.querySelector('autessa-agent') as Agent;
      const root = agent.shadowRoot!;
      const scroller = root.querySelector('.scroller')!;
      const isStreaming = (): boolean => agent.messages.at(-1)?.status === 'streaming';
      // In every browser: where each block above the one that grows stood first, and where it stands in each frame.
      const places = new Map<HTMLElement, string>();
      const measured = { moved: [] as string[], blocks: 0, shifts: [] as object[] };
      Object.assign(window, { measured });
      const look = (): void => {
        const blocks = isStreaming() ? [...root.querySelectorAll<HTMLElement>('.message, .markdown :is(p, li, ul, blockquote, .code, pre, .table, tr, th, td)')] : [];
        const last = blocks.at(-1);
        for (const block of blocks.filter((each) => !each.contains(last!))) {
          // Neither what is scrolled nor what rises counts in these; what rises is what they begin at in some browsers.
          let [left, top] = [0, 0];
          for (let at: Element | null = block; at instanceof HTMLElement && scroller.contains(at); at = at.offsetParent) [left, top] = [left + at.offsetLeft, top + at.offsetTop];
          const place = [left, top, block.offsetWidth].join();
          const before = places.get(block) ?? place;
          if (place !== before) measured.moved.push(`${block.localName} ${block.textContent.trim().slice(0, 20)}: ${before} > ${place}`);
          places.set(block, place);
        }
        measured.blocks = places.size;
        requestAnimationFrame(look);
      };
      look();
      if (PerformanceObserver.supportedEntryTypes.includes('layout-shift')) {
        const observer = new PerformanceObserver((list) => {
          if (!isStreaming()) return;
          // The cursor is at the end of the text, wherever that is.
          for (const { sources } of list.getEntries() as (PerformanceEntry & { sources: { currentRect: DOMRect }[] })[]) measured.shifts.push(...sources.filter(({ currentRect }) => currentRect.width !== 7));
        });
        observer.observe({ type: 'layout-shift' });
      }
      void agent.send('Show me all');
    });
    await visitor.answers(1);
    const { moved, blocks, shifts } = await page.evaluate(() => (window as unknown as { measured: { moved: string[]; blocks: number; shifts: object[] } }).measured);
    assert(blocks > 10, `${blocks} blocks were looked at`);
    assert.deepEqual({ moved, shifts }, { moved: [], shifts: [] });
  });
});
