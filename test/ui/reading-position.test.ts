import { expect, fixture, html } from '@open-wc/testing';
import { ReadingPosition } from '../../src/ui/panel/conversation-tools/reading-position.js';
import { until } from '../support/until.js';

/** A box that scrolls, with two pages of 1,000 px, of which the second one is read. */
async function scene() {
  const scroller = await fixture<HTMLElement>(html`<div style="block-size: 200px; overflow: auto"><div class="page"></div><div class="page"></div></div>`);
  const pages = [...scroller.querySelectorAll<HTMLElement>('.page')];
  for (const page of pages) page.style.blockSize = '1000px';
  scroller.scrollTop = 1200;
  const lifetime = new AbortController();
  const position = new ReadingPosition(scroller, lifetime.signal);
  for (const page of pages) position.observe(page);
  const grown = new Promise<void>((resolve) => {
    const observer = new ResizeObserver(([entry]) => {
      if (entry!.contentRect.height < 1400) return;
      observer.disconnect();
      resolve();
    });
    observer.observe(pages[0]!);
  });
  return { scroller, pages, position, lifetime, grown };
}

describe('the reading position', () => {
  it('stays where it is while something above it is added and finds its height', async () => {
    const { scroller, pages, position, lifetime, grown } = await scene();
    const top = () => pages[1]!.getBoundingClientRect().top;
    const before = top();
    position.hold(pages[1], () => scroller.prepend(Object.assign(document.createElement('div'), { style: 'block-size: 300px' })));
    expect(top()).to.be.closeTo(before, 1);
    pages[0]!.style.blockSize = '1400px';
    await grown;
    await until(() => Math.abs(top() - before) <= 1, 'it is where it was');
    lifetime.abort();
  });

  for (const movement of ['wheel', 'keydown', 'touchmove', 'pointerdown']) {
    it(`is the person's: after a ${movement} nothing takes them back`, async () => {
      const { scroller, pages, position, lifetime, grown } = await scene();
      position.hold(pages[1], () => undefined);
      scroller.dispatchEvent(new Event(movement));
      scroller.scrollTop = 0;
      pages[0]!.style.blockSize = '1400px';
      await grown;
      expect(scroller.scrollTop).to.equal(0);
      lifetime.abort();
    });
  }
});
