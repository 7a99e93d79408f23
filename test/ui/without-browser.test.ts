import { expect } from '@open-wc/testing';
import { stage } from '../support/stage.js';

/* Pages whose own tests run in a DOM that is no browser: what theirs lack of ours, in short. docs/frameworks.md says how they are set up. */

const missing = [
  [CSSStyleSheet.prototype, 'replaceSync', 'jsdom'],
  [HTMLElement.prototype, 'togglePopover', 'happy-dom'],
] as const;

describe('<autessa-agent>: a DOM that is no browser', () => {
  for (const [prototype, name, dom] of missing) {
    it(`has a launcher, and nothing is thrown: without ${name}() (${dom})`, async () => {
      const own = Object.getOwnPropertyDescriptor(prototype, name)!;
      Reflect.deleteProperty(prototype, name);
      try {
        // It settles with the element's first update, or rejects as that does.
        const all = await stage({ isOpen: false });
        expect(all.parts('launcher')).to.have.length(1);
      } finally {
        Object.defineProperty(prototype, name, own);
      }
    });
  }
});
