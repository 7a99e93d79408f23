import { expect } from '@open-wc/testing';
import '../../src/ui/panel/conversation-tools/conversation-tools.js';
import { answeredStage } from '../support/extras.js';
import { stage } from '../support/stage.js';
import { until } from '../support/until.js';

/** What the document hears of some events, as text. */
function watch(...types: (keyof GlobalEventHandlersEventMap)[]): string[] {
  const told: string[] = [];
  for (const type of types) {
    document.addEventListener(type, (event) => {
      const { fields } = event as unknown as { readonly fields: object };
      told.push(`${type} ${JSON.stringify(fields)}`);
    });
  }
  return told;
}

describe('What a page can count', () => {
  it('is what opened the panel, and which suggestion was used', async () => {
    const all = await stage({ isOpen: false, attributes: { suggestions: '["One",{"label":"Tents","prompt":"Compare tents"}]' } });
    const told = watch('autessa-show', 'autessa-suggestion');
    all.part('launcher').click();
    await until(() => all.parts('suggestion').length === 2);
    all.element.hide();
    all.element.toggle();
    all.parts('suggestion')[1]!.click();
    await all.answered();
    expect(told).to.deep.equal(['autessa-show {"from":"launcher"}', 'autessa-show {"from":"page"}', 'autessa-suggestion {"prompt":"Compare tents"}']);
  });

  it('is which link of a reply is followed, by the middle button too; the page can prevent it', async () => {
    const all = await answeredStage({ behaviour: 'echo', tokensPerSecond: 1_000 }, 'See [tents](https://example.com/tents?for=2)');
    const told = watch('autessa-link');
    await until(() => all.root.querySelector('.message-agent a'), 'a link');
    const prevented: boolean[] = [];
    const follow = (link: Element | null, type = 'click', button = 0): void => {
      const event = new MouseEvent(type, { bubbles: true, composed: true, cancelable: true, button });
      link!.dispatchEvent(event);
      prevented.push(event.defaultPrevented);
    };
    const link = all.root.querySelector('.message-agent a[href^="https"]');
    all.element.addEventListener('autessa-link', (event) => event.preventDefault());
    follow(link);
    follow(link, 'auxclick', 1);
    // The menu of the right button follows nothing.
    follow(link, 'auxclick', 2);
    expect(told).to.deep.equal(Array.from({ length: 2 }, () => 'autessa-link {"href":"https://example.com/tents?for=2"}'));
    expect(prevented).to.deep.equal([true, true, false]);
  });
});
