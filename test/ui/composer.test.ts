import { expect } from '@open-wc/testing';
import { finishAnimations } from '../support/extras.js';
import { stage, type Stage } from '../support/stage.js';
import { until } from '../support/until.js';
import { expectAccessible } from '../support/accessible.js';

const type = (input: HTMLTextAreaElement, text: string) => {
  input.value = text;
  input.dispatchEvent(new InputEvent('input', { bubbles: true }));
};

describe('panel: the composer', () => {
  it('a placeholder of any length is seen whole: it wraps, and the box grows with it and back', async () => {
    const placeholder = 'Ask anything about tents, stoves, routes or sizes, and about what is in stock';
    const all = await stage({ attributes: { placeholder } });
    const box = all.root.querySelector<HTMLElement>('.grow')!;
    const line = parseFloat(getComputedStyle(all.input).lineHeight);
    await until(() => box.offsetHeight > 2 * line, 'it has more than one line');
    expect(box.scrollHeight).to.equal(box.clientHeight);
    expect(getComputedStyle(all.input, '::placeholder').whiteSpace).not.to.equal('nowrap');
    all.input.value = 'A';
    all.input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    expect(box.offsetHeight).to.be.below(2 * line);
  });

  it('grows to six lines, and scrolls then', async () => {
    const all = await stage();
    const height = () => all.root.querySelector('.grow')!.getBoundingClientRect().height;
    // A placeholder may have more than one line.
    type(all.input, 'a');
    const one = height();
    type(all.input, `a${'\na'.repeat(5)}`);
    const six = height();
    expect(six - one).to.be.closeTo(5 * parseFloat(getComputedStyle(all.input).lineHeight), 1);
    type(all.input, 'a\n'.repeat(50));
    expect(height()).to.be.closeTo(six, 1);
    expect(all.root.querySelector('.grow')!.scrollHeight).to.be.greaterThan(height() + 500);
  });
});

describe('panel: the longest message', () => {
  const limit = (all: Stage) => all.root.querySelector('#limit')!;
  const shown = (all: Stage) => limit(all).querySelector('p')?.textContent;

  it('says how much is left when that is not much, and aloud only now and then', async () => {
    const all = await stage();
    type(all.input, 'x'.repeat(7_499));
    expect(limit(all).textContent).to.equal('');
    type(all.input, 'x'.repeat(7_700));
    await until(() => shown(all) === '300 characters left');
    const status = limit(all).querySelector('[role=status]')!;
    expect(status.textContent).to.equal('500 characters left');
    type(all.input, 'x'.repeat(7_701));
    expect([shown(all), status.textContent]).to.deep.equal(['299 characters left', '500 characters left']);
    type(all.input, 'x'.repeat(7_999));
    expect([shown(all), status.textContent]).to.deep.equal(['1 character left', '10 characters left']);
    type(all.input, 'x'.repeat(8_000));
    expect(all.button('Send').disabled).to.equal(false);
    finishAnimations(all.part('panel'));
    await expectAccessible(all.element);
    type(all.input, 'Hello');
    expect(limit(all).textContent).to.equal('');
  });

  it('says how much is too much, and does not send it', async () => {
    const all = await stage();
    type(all.input, 'x'.repeat(8_001));
    await until(() => shown(all) === '1 character too many');
    expect(limit(all).querySelector('[role=alert]')!.textContent).to.contain('too long');
    expect([all.input.ariaInvalid, all.button('Send').disabled]).to.deep.equal(['true', true]);
    type(all.input, 'x'.repeat(8_034));
    expect(shown(all)).to.equal('34 characters too many');
    all.say('x'.repeat(8_034));
    expect(all.element.messages).to.have.length(0);
    expect(all.input.value).to.have.length(8_034);
    all.say('x'.repeat(8_000));
    await all.answered();
  });

  it('is told in the language of the page', async () => {
    const all = await stage({ attributes: { locale: 'pl' } });
    type(all.input, 'x'.repeat(8_003));
    await until(() => shown(all) === '3 znaki za dużo');
  });
});
