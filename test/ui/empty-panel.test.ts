import { expect } from '@open-wc/testing';
import { stage, type Stage } from '../support/stage.js';
import { until } from '../support/until.js';

const welcome = (all: Stage) => all.root.querySelector<HTMLElement>('.welcome');
const initialsOf = (all: Stage) => [...all.root.querySelectorAll<HTMLElement>('.avatar')].map(({ dataset }) => dataset['initial']);

describe('<autessa-agent>: an empty panel', () => {
  it('greets in its language, or as it is told, or not at all', async () => {
    const said = async (attributes: Readonly<Record<string, string>>) => {
      const all = await stage({ attributes: { suggestions: '["One"]', ...attributes } });
      await until(() => all.parts('suggestion').length === 1);
      return welcome(all)?.textContent.trim();
    };
    expect(await said({})).to.equal('Hello! How can I help?');
    expect(await said({ locale: 'de' })).to.equal('Hallo! Wie kann ich helfen?');
    expect(await said({ greeting: 'What are you planning?' })).to.equal('What are you planning?');
    expect(await said({ greeting: '' })).to.equal(undefined);
  });

  it('has its greeting in the middle, below a large picture and close above the suggestions', async () => {
    for (const locale of ['en', 'ar']) {
      const all = await stage({ attributes: { locale, suggestions: '["One","Two"]' } });
      await until(() => all.parts('suggestion').length === 2);
      const boxOf = (selector: string) => all.root.querySelector(selector)!.getBoundingClientRect();
      const [log, avatar, greeting, suggestions] = ['.scroller', '.welcome .avatar', '.welcome .bubble', '.suggestions'].map(boxOf) as [DOMRect, DOMRect, DOMRect, DOMRect];
      expect(avatar.width).to.be.at.least(1.5 * boxOf('.header .avatar').width);
      expect(avatar.bottom).to.be.at.most(greeting.top);
      expect(suggestions.top - greeting.bottom, 'the hole between them').to.be.within(0, 24);
      // The log has 24 px more room below than above; and a part of a pixel.
      expect(avatar.top - log.top - (log.bottom - suggestions.bottom), 'off the middle').to.be.within(-25, 25);
      for (const { left, right } of [avatar, greeting]) expect(left + right - log.left - log.right).to.be.within(-2, 2);
    }
  });

  it('has what the page shows in place of a greeting as high as it is, close above the suggestions at the end', async () => {
    const all = await stage({ attributes: { greeting: '', suggestions: '["One","Two"]' } });
    await until(() => all.parts('suggestion').length === 2);
    const own = Object.assign(document.createElement('div'), { slot: 'empty' });
    own.style.padding = '20px 0';
    all.element.append(own);
    await until(() => own.checkVisibility() && own.offsetHeight === 40, 'it is seen');
    const [log, suggestions] = ['.scroller', '.suggestions'].map((selector) => all.root.querySelector(selector)!.getBoundingClientRect()) as [DOMRect, DOMRect];
    expect(suggestions.top - own.getBoundingClientRect().bottom, 'the hole between them').to.be.within(0, 24);
    expect(log.bottom - suggestions.bottom, 'below them').to.be.within(0, 48);
  });

  it('becomes a conversation that begins with the greeting', async () => {
    const all = await stage({ attributes: { greeting: 'Hello, I am Atlas.' } });
    await until(() => welcome(all));
    all.say('Hello');
    await all.answered();
    await until(() => !welcome(all));
    expect(all.root.querySelector('slot[name=empty] .message')!.textContent.trim()).to.equal('Hello, I am Atlas.');
  });

  it('shows a picture that can be loaded; else the first letter of the heading, or dots where there is none', async () => {
    const pixel = 'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>';
    const all = await stage({ attributes: { heading: '“Ångström” & co', avatar: 'data:,' } });
    const pictures = () => [...all.root.querySelectorAll<HTMLImageElement>('.avatar img')];
    const areShown = (isShown: boolean) => pictures().length === 2 && pictures().every((each) => each.complete && each.checkVisibility() === isShown);
    await until(() => areShown(false), 'no torn picture');
    expect(initialsOf(all)).to.deep.equal(['Å', 'Å']);
    all.element.avatar = pixel;
    await until(() => areShown(true), 'another one is tried');
    all.element.avatar = 'data:,';
    await until(() => areShown(false), 'and given up');
    const unnamed = await stage();
    expect(initialsOf(unnamed)[0]).to.equal('•••');
  });
});
