import { expect } from '@open-wc/testing';
import { stage } from '../support/stage.js';

const type = (input: HTMLTextAreaElement, text: string) => {
  input.value = text;
  input.dispatchEvent(new InputEvent('input', { bubbles: true }));
};

describe('panel: the composer', () => {
  it('grows to six lines, and scrolls then', async () => {
    const all = await stage();
    const height = () => all.root.querySelector('.grow')!.getBoundingClientRect().height;
    const one = height();
    type(all.input, 'a\n'.repeat(5));
    const six = height();
    expect(six).to.be.greaterThan(one + 100);
    type(all.input, 'a\n'.repeat(50));
    expect(height()).to.be.within(six - 1, six + 24);
    expect(all.root.querySelector('.grow')!.scrollHeight).to.be.greaterThan(height() + 500);
  });
});
