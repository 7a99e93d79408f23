import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { answeredStage } from '../support/extras.js';
import type { Stage } from '../support/stage.js';
import { until } from '../support/until.js';

/** What the page is told, without the message. */
function watch(all: Stage): unknown[] {
  const told: unknown[] = [];
  all.element.addEventListener('autessa-feedback', ({ value, reason }) => told.push([value, reason]));
  all.element.addEventListener('autessa-rating', ({ value, reason, conversationId }) => told.push([value, reason, conversationId === '' ? '' : 'named']));
  return told;
}

const form = (all: Stage) => all.root.querySelector<HTMLFormElement>('.judgement');
const field = (all: Stage) => form(all)?.querySelector('input');

/** By the menu, as a person does. */
function beginAnew(all: Stage): void {
  all.part('menu-button').click();
  all.parts('menu-item').find((item) => item.textContent.trim() === 'New conversation')!.click();
}

describe('panel: judgement', () => {
  it('asks why a reply is bad, which nobody has to say', async () => {
    const all = await answeredStage();
    const told = watch(all);
    all.button('Bad answer').click();
    await until(() => all.root.activeElement === field(all), 'the text box has the focus');
    expect([form(all)?.role, form(all)?.ariaLabel, field(all)?.ariaLabel]).to.deep.equal(['group', 'What was wrong with it?', 'A few words, if you like']);
    field(all)!.value = `  Too long ${'x'.repeat(600)}`;
    await sendKeys({ press: 'Enter' });
    await until(() => form(all) === null, 'it is gone');
    expect(told).to.deep.equal([['down', undefined], ['down', `Too long ${'x'.repeat(491)}`]]);
    expect(all.part('toast').textContent).to.contain('Thank you');
    all.button('Bad answer').click();
    expect([form(all), told.at(-1)]).to.deep.equal([null, [null, undefined]]);
    all.button('Bad answer').click();
    await sendKeys({ press: 'Escape' });
    expect([form(all), all.element.open, all.root.activeElement === all.button('Bad answer'), told.at(-1)]).to.deep.equal([null, true, true, ['down', undefined]]);
    all.button('Bad answer').click();
    all.button('Bad answer').click();
    all.button('Good answer').click();
    expect([form(all), told.at(-1)]).to.deep.equal([null, ['up', undefined]]);
  });

  it('asks how a conversation was that was left for a new one, once, and only where the site wants it', async () => {
    const all = await answeredStage({ tokensPerSecond: 1_000 });
    const told = watch(all);
    beginAnew(all);
    await until(() => all.parts('toast').length === 1, 'left');
    expect(form(all)).to.equal(null);
    all.element.rating = true;
    all.say('Again');
    await until(() => all.element.messages.at(-1)?.status === 'done', 'answered');
    beginAnew(all);
    await until(() => form(all) !== null, 'asked');
    expect([form(all)?.ariaLabel, all.parts('star').map((star) => star.ariaLabel), field(all)]).to.deep.equal(['How was this conversation?', ['1 / 5', '2 / 5', '3 / 5', '4 / 5', '5 / 5'], null]);
    all.parts('star')[3]!.click();
    expect(all.parts('star').map((star) => star.ariaPressed)).to.deep.equal(['false', 'false', 'false', 'true', 'false']);
    field(all)!.value = 'Quick';
    form(all)!.requestSubmit();
    expect(told).to.deep.equal([[4, undefined, 'named'], [4, 'Quick', 'named']]);
    await until(() => form(all) === null, 'over');
    // What is said next is no part of it.
    all.say('More');
    await until(() => all.element.messages.at(-1)?.status === 'done', 'answered');
    beginAnew(all);
    await until(() => form(all) !== null, 'asked of the next one');
    all.say('Once more');
    await until(() => form(all) === null, 'not while somebody goes on');
  });

  it('asks how a conversation was that has ended, where it says so', async () => {
    const all = await answeredStage({ attributes: { rating: '' } });
    const told = watch(all);
    await all.element.endConversation();
    await until(() => form(all) !== null, 'asked');
    all.parts('star')[0]!.click();
    all.button('Close').click();
    form(all)?.querySelector<HTMLElement>('.icon')?.click();
    expect(told).to.deep.equal([[1, undefined, 'named']]);
    all.element.requestUpdate();
    await all.element.updateComplete;
    expect(form(all)).to.equal(null);
  });
});
