import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { AutessaCallEvent } from '../../src/session/voice/voice-events.js';
import '../../src/ui/panel/conversation-tools/conversation-tools.js';
import { answeredStage } from '../support/extras.js';
import { stage } from '../support/stage.js';
import { until } from '../support/until.js';

/** What the document hears of some events, as text. */
function watch(signal: AbortSignal, ...types: (keyof GlobalEventHandlersEventMap)[]): string[] {
  const told: string[] = [];
  for (const type of types) {
    document.addEventListener(type, (event) => {
      const { fields } = event as unknown as { readonly fields: object };
      told.push(`${type} ${JSON.stringify(fields)}`);
    }, { signal });
  }
  return told;
}

describe('What a page can count', () => {
  let lifetime: AbortController;
  beforeEach(() => (lifetime = new AbortController()));
  afterEach(() => lifetime.abort());

  it('is what opened the panel, and which suggestion was used', async () => {
    const all = await stage({ isOpen: false, attributes: { suggestions: '["One",{"label":"Tents","prompt":"Compare tents"}]' } });
    const told = watch(lifetime.signal, 'autessa-show', 'autessa-suggestion');
    all.part('launcher').click();
    await until(() => all.parts('suggestion').length === 2);
    all.element.hide();
    // As where a button calls it in a template.
    (all.element as unknown as Record<'toggle', (event: Event) => void>).toggle(new MouseEvent('click'));
    all.parts('suggestion')[1]!.click();
    await all.answered();
    expect(told).to.deep.equal(['autessa-show {"from":"launcher"}', 'autessa-show {"from":"page"}', 'autessa-suggestion {"prompt":"Compare tents"}']);
  });

  it('is which link of a reply is followed, by the middle button too; the page can prevent it', async () => {
    const all = await answeredStage({ behaviour: 'echo', tokensPerSecond: 1_000 }, 'See [tents](https://example.com/tents?for=2)');
    const told = watch(lifetime.signal, 'autessa-link');
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
    link!.closest('a')!.focus();
    await sendKeys({ press: 'Enter' });
    // What the page has decided already.
    const log = all.root.querySelector('.log')!;
    link!.addEventListener('click', (event) => event.preventDefault(), { once: true });
    follow(link);
    // What the page shows in a slot is its own.
    const slot = document.createElement('slot');
    slot.name = 'own';
    log.append(slot);
    const own = Object.assign(document.createElement('a'), { slot: 'own', target: '_blank', href: 'https://example.com/own' });
    document.addEventListener('click', (event) => event.preventDefault(), { signal: lifetime.signal });
    all.element.append(own);
    follow(own);
    expect(told).to.deep.equal(Array.from({ length: 3 }, () => 'autessa-link {"href":"https://example.com/tents?for=2"}'));
    expect(prevented).to.deep.equal([true, true, false, true, true]);
  });

  it('is the end of a call whose session ends because of another user', async () => {
    const all = await answeredStage();
    const told = watch(lifetime.signal, 'autessa-call');
    const session = all.element.session!;
    const dispose = session.dispose.bind(session);
    session.dispose = () => {
      session.dispatchEvent(new AutessaCallEvent({ phase: 'ended', durationMs: 7 }));
      dispose();
    };
    all.element.userKey = 'another';
    await until(() => all.element.session !== session, 'another session');
    session.dispatchEvent(new AutessaCallEvent({ phase: 'ended', durationMs: 8 }));
    expect(told).to.deep.equal(['autessa-call {"phase":"ended","durationMs":7}']);
  });
});
