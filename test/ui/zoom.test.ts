import { expect } from '@open-wc/testing';
import { setViewport } from '@web/test-runner-commands';
import { stage, type Stage } from '../support/stage.js';
import { until } from '../support/until.js';

/* Pages that are larger or smaller by CSS `zoom`, as some are for old screens or for tired eyes. */

const zooms = ['0.8', '1.25', '1.5'];
const windows = { 'a desktop': { width: 1280, height: 800 }, 'a phone': { width: 390, height: 700 }, 'a phone on its side': { width: 740, height: 360 } };

/** Which parts are not in the window, or cannot be hit there. */
function outside(all: Stage): string[] {
  // What fills the window, in whatever units this browser measures what is enlarged.
  const probe = document.createElement('div');
  probe.style.cssText = 'position: fixed; inset: 0; visibility: hidden';
  document.body.append(probe);
  const bounds = probe.getBoundingClientRect();
  probe.remove();
  const parts: Readonly<Record<string, Element | null>> = {
    header: all.root.querySelector('.header'),
    'close button': all.root.querySelector('.header > button'),
    composer: all.root.querySelector('.composer'),
    'send button': all.root.querySelector('[part=send]'),
  };
  return Object.entries(parts).flatMap(([name, element]) => {
    if (!element) return name === 'close button' && all.element.layout !== 'floating' ? [] : [`no ${name}`];
    const { left, top, right, bottom } = element.getBoundingClientRect();
    const isInside = left >= -1 && top >= -1 && right <= bounds.width + 1 && bottom <= bounds.height + 1;
    return isInside && right - left > 10 && bottom - top > 10 ? [] : [`${name} at ${[left, top, right, bottom].map(Math.round).join(' ')} in ${Math.round(bounds.width)} x ${Math.round(bounds.height)}`];
  });
}

describe('<autessa-agent>: CSS zoom', () => {
  const original = { width: innerWidth, height: innerHeight };
  after(() => setViewport(original).catch(() => undefined));
  afterEach(() => {
    for (const { style } of [document.documentElement, document.body]) style.zoom = '';
  });

  for (const [device, size] of Object.entries(windows)) {
    for (const layout of ['floating', 'inline', 'page']) {
      it(`keeps header, close button and composer in the window of ${device}, ${layout}`, async () => {
        await setViewport(size).catch(() => undefined);
        const all = await stage({ attributes: { layout } });
        const parent = all.element.parentElement!;
        // A box that fits into the window at each zoom.
        if (layout === 'inline') parent.style.cssText = 'position: absolute; inset: 0 auto auto 0; width: 200px; height: 320px';
        else if (layout === 'page') parent.style.cssText = 'position: absolute; inset: 0 0 auto 0';
        const troubles: string[] = [];
        for (const target of [document.documentElement, document.body]) {
          for (const zoom of zooms) {
            if (layout === 'inline' && Number(zoom) * 320 > innerHeight) continue;
            target.style.zoom = zoom;
            all.element.requestUpdate();
            await all.element.updateComplete;
            await until(() => all.root.getAnimations().length === 0);
            for (let frames = 0; frames < 3; frames += 1) await new Promise(requestAnimationFrame);
            troubles.push(...outside(all).map((trouble) => `${target.localName} ${zoom}: ${trouble}`));
          }
          target.style.zoom = '';
        }
        parent.style.cssText = '';
        expect(troubles).to.deep.equal([]);
      });
    }
  }
});
