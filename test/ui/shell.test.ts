import { expect, fixtureSync, html } from '@open-wc/testing';
import { elementStyles } from '../../src/ui/element.styles.js';
import { Shell } from '../../src/ui/shell.js';
import { stage } from '../support/stage.js';
import { until } from '../support/until.js';

/** The line that says why there is no panel. @param look see `ShellModel` */
function failureAt(look: string, direction: string): HTMLElement {
  const root = fixtureSync(html`<div dir=${direction}></div>`).attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(elementStyles);
  root.adoptedStyleSheets = [sheet];
  const failure = 'The chat could not be loaded. Check your network, or reload the page.';
  new Shell(root, { onToggle: () => undefined, onIntent: () => undefined }).update({
    look, isOnTop: false, hasLauncher: look.startsWith('floating'), text: null, label: 'Open', isOpen: true, isShown: true, unread: 0, failure,
  });
  return root.querySelector('[part=error]')!;
}

/** How much of an element is on the screen: 1 where all of it is. */
function shareOnScreen(element: Element): number {
  const { left, top, right, bottom, width, height } = element.getBoundingClientRect();
  const seen = (Math.min(right, innerWidth) - Math.max(left, 0)) * (Math.min(bottom, innerHeight) - Math.max(top, 0));
  return seen / (width * height);
}

describe('shell: why there is no panel', () => {
  for (const direction of ['ltr', 'rtl']) {
    for (const corner of ['bottom end', 'bottom start', 'top end', 'top start']) {
      it(`is on the screen and beside the launcher, ${corner}, ${direction}`, () => {
        const line = failureAt(`floating ${corner}`, direction);
        expect(shareOnScreen(line)).to.equal(1);
        const { top, bottom } = line.getBoundingClientRect();
        const launcher = line.parentElement!.querySelector('.launcher')!.getBoundingClientRect();
        expect(bottom <= launcher.top || top >= launcher.bottom, 'it covers none of it').to.equal(true);
      });
    }
    for (const layout of ['inline', 'page']) {
      it(`is in the element's own box, ${layout}, ${direction}`, () => {
        const line = failureAt(layout, direction);
        expect(shareOnScreen(line)).to.equal(1);
        const box = (line.getRootNode() as ShadowRoot).host.getBoundingClientRect();
        const { top, bottom } = line.getBoundingClientRect();
        expect([top >= box.top, bottom <= box.bottom]).to.deep.equal([true, true]);
      });
    }
  }
});

describe('shell: the room that it takes on its page', () => {
  const pages = {
    'a column with room between': 'display: flex; flex-direction: column; justify-content: space-between; gap: 20px; height: 500px',
    'a grid': 'display: grid; grid-template-rows: auto 1fr; gap: 20px; height: 500px',
  };
  for (const [name, style] of Object.entries(pages)) {
    it(`is none where it floats, before and after it has been something else: ${name}`, async () => {
      const page = fixtureSync<HTMLElement>(html`<div style=${style}><header>Site</header><footer>Imprint</footer></div>`);
      const place = (): number[] => {
        const { top, bottom } = page.querySelector('footer')!.getBoundingClientRect();
        return [top, bottom];
      };
      const before = place();
      const { element } = await stage({ isOpen: false });
      page.append(element);
      expect(place()).to.deep.equal(before);
      element.layout = 'inline';
      await until(() => getComputedStyle(element).position === 'static');
      element.layout = 'floating';
      await element.updateComplete;
      expect(place()).to.deep.equal(before);
    });
  }
});
