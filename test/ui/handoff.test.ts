import { expect } from '@open-wc/testing';
import type { WidgetElement } from '../../src/ui/widget-element.js';
import { answeredStage, watchClipboard } from '../support/extras.js';
import { stage } from '../support/stage.js';
import { until } from '../support/until.js';

describe('Handing over', () => {
  it('is an entry of the menu: an event with the transcript, and what nobody prevents is followed and copied', async () => {
    const all = await answeredStage({ attributes: { handoff: 'help@shop.example' } });
    const told: unknown[] = [];
    all.element.addEventListener('autessa-handoff', ({ reason, address, transcript }) => told.push([reason, address, transcript]));
    // A click that leads away would end the test's page.
    const followed: string[] = [];
    const { click } = HTMLAnchorElement.prototype;
    HTMLAnchorElement.prototype.click = function () {
      followed.push(`${this.href} ${this.target}`);
    };
    const clipboard = watchClipboard();
    try {
      const choose = async (): Promise<void> => {
        all.part('menu-button').click();
        await until(() => all.parts('menu-item').some((item) => item.textContent.includes('Talk to a person')), 'the entry is there');
        all.button('Talk to a person').click();
      };
      await choose();
      await until(() => all.parts('handoff').length === 1, 'it is told that it was copied');
      const transcript = clipboard.written[0] ?? '';
      expect(transcript).to.contain('Hello');
      expect([told, followed]).to.deep.equal([[['menu', 'mailto:help@shop.example', transcript]], ['mailto:help@shop.example ']]);
      all.element.addEventListener('autessa-handoff', (event) => event.preventDefault(), { once: true });
      await choose();
      expect([told.length, followed.length, clipboard.written.length]).to.deep.equal([2, 1, 1]);
    } finally {
      HTMLAnchorElement.prototype.click = click;
      clipboard.restore();
    }
  });

  it('is offered when the agent calls the tool, can be declined, and is an event alone where no address is given', async () => {
    const all = await answeredStage({ behaviour: 'toolsmith', tokensPerSecond: 1_000, attributes: { handoff: '', 'handoff-tool': 'AddToCart' } });
    const told: string[] = [];
    all.element.addEventListener('autessa-handoff', ({ reason, address }) => told.push(`${reason} ${address}`));
    all.say('Put 2 tents into my cart');
    await until(() => all.parts('handoff').length === 1, 'it is offered');
    expect(all.part('handoff').closest('[role=status]')).not.to.equal(null);
    all.part('decline-handoff').click();
    expect([all.parts('handoff').length, all.root.activeElement, told]).to.deep.equal([0, all.input, []]);
    await all.answered(2);
    all.say('Put a stove into my cart');
    await until(() => all.parts('hand-over').length === 1, 'it is offered again');
    all.part('hand-over').click();
    expect([all.parts('handoff').length, told]).to.deep.equal([0, ['tool undefined']]);
  });

  it('is offered where the agent has called the tool before the code for it is there', async () => {
    const all = await stage({ behaviour: 'toolsmith', tokensPerSecond: 1_000, attributes: { 'handoff-tool': 'AddToCart' } });
    all.say('Put 2 tents into my cart');
    await all.answered();
    all.element.setAttribute('handoff', '');
    await until(() => all.parts('handoff').length === 1, 'it is offered');
  });

  it('is not offered for failures that are past: not with a good reply since, nor in another conversation', async () => {
    const all = await stage({ faults: [{ name: 'agent-error', times: 2 }] });
    const failing = await stage({ faults: [{ name: 'agent-error' }], attributes: { handoff: '' } });
    const offers = (): number => all.parts('handoff').length + failing.parts('handoff').length;
    const say = async (one: typeof all, count: number): Promise<void> => {
      one.say('Hello?');
      await one.answered(count);
    };
    for (const count of [1, 2, 3]) await say(all, count);
    all.element.setAttribute('handoff', '');
    await until(() => (all.element as WidgetElement).extensions?.menuItems.length === 1, 'it is there');
    expect(offers()).to.equal(0);

    await say(failing, 1);
    failing.element.newConversation();
    await until(() => failing.element.messages.length === 0, 'a new one');
    await say(failing, 1);
    expect(offers(), 'one each').to.equal(0);
    await say(failing, 2);
    await until(() => offers() === 1, 'two in a row');
    failing.element.newConversation();
    await until(() => offers() === 0, 'it goes with the conversation');
  });

  it('keeps no session waiting for its code', async () => {
    const all = await stage({ isOpen: false });
    // Its code is on its way for ever.
    Object.defineProperty(all.element, 'extensions', { get: () => ({ ports: {}, menuItems: [], masked: undefined, follow: () => new Promise(() => undefined) }) });
    all.element.handoff = '';
    all.element.show();
    await until(() => all.element.session, 'there is a session');
    expect((await all.element.send('Hi')).status).to.equal('done');
  });

  it('takes the offer back with the next good reply', async () => {
    const all = await stage({ faults: [{ name: 'agent-error', times: 2 }], attributes: { handoff: '' } });
    all.say('Hello?');
    await all.answered();
    all.say('Is anybody there?');
    await until(() => all.parts('handoff').length === 1, 'it is offered');
    all.say('And now?');
    await until(() => all.parts('handoff').length === 0, 'it is not any more');
    expect(all.element.messages.at(-1)?.status).to.equal('done');
  });

  it('is offered after two replies that failed; an address that is not safe is told to the developer alone', async () => {
    const all = await stage({ faults: [{ name: 'agent-error' }], attributes: { handoff: '/contact' } });
    all.say('Hello?');
    await all.answered();
    all.say('Is anybody there?');
    await until(() => all.parts('hand-over').length === 1, 'it is offered');
    all.element.setAttribute('handoff', 'javascript:alert(1)');
    await until(() => all.errors.some(({ message }) => message.startsWith('<autessa-agent> handoff should be')), 'it is told');
    expect(all.parts('handoff').length).to.equal(0);
  });
});
