import { expect, fixtureSync, html } from '@open-wc/testing';
import { elementStyles } from '../../src/ui/element.styles.js';
import { Shell } from '../../src/ui/shell.js';

/** The line that says why there is no panel, with a launcher in one of the window's corners. */
function failureAt(corner: string, direction: string): HTMLElement {
  const root = fixtureSync(html`<div dir=${direction}></div>`).attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(elementStyles);
  root.adoptedStyleSheets = [sheet];
  const failure = 'The chat could not be loaded. Check your network, or reload the page.';
  new Shell(root, { onToggle: () => undefined, onIntent: () => undefined }).update({
    look: `floating ${corner}`, isOnTop: false, hasLauncher: true, text: null, label: 'Open', isOpen: true, isShown: true, unread: 0, failure,
  });
  return root.querySelector('[part=error]')!;
}

describe('shell: why there is no panel', () => {
  for (const direction of ['ltr', 'rtl']) {
    for (const corner of ['bottom end', 'bottom start', 'top end', 'top start']) {
      it(`is on the screen and beside the launcher, ${corner}, ${direction}`, () => {
        const line = failureAt(corner, direction);
        const { left, top, right, bottom } = line.getBoundingClientRect();
        expect([left >= 0, top >= 0, right <= innerWidth, bottom <= innerHeight], JSON.stringify({ left, top, right, bottom })).to.deep.equal([true, true, true, true]);
        const launcher = line.parentElement!.querySelector('.launcher')!.getBoundingClientRect();
        expect(bottom <= launcher.top || top >= launcher.bottom, 'it covers none of it').to.equal(true);
      });
    }
  }
});
