import { expect } from '@open-wc/testing';
import { setViewport } from '@web/test-runner-commands';
import '../../src/ui/invitation/invitation.js';
import { stage, type StageOptions } from '../support/stage.js';
import { until } from '../support/until.js';

const text = 'Need a hand choosing?';

async function invited(attributes: StageOptions['attributes'] = {}) {
  const all = await stage({ isOpen: false, attributes: { invite: text, ...attributes } });
  const told: string[] = [];
  all.element.addEventListener('autessa-invite', ({ phase }) => told.push(phase));
  const isThere = () => all.parts('invitation').length === 1;
  return Object.assign(all, { told, isThere });
}

const box = (element: Element) => element.getBoundingClientRect();

describe('Invitation', () => {
  it('comes when it is time, as text that is announced, with no session; pressed, it opens the panel', async () => {
    const all = await invited({ 'invite-when': '10ms', invite: '<b>Need</b> a hand?' });
    await until(all.isThere, 'it is shown');
    expect(all.part('invitation').closest('[role=status]')).not.to.equal(null);
    expect([all.part('invitation-text').textContent, all.part('invitation-close').ariaLabel]).to.deep.equal(['<b>Need</b> a hand?', 'Close']);
    expect([all.element.session, all.root.activeElement]).to.deep.equal([undefined, null]);
    const opened: unknown[] = [];
    all.element.addEventListener('autessa-show', ({ from }) => opened.push(from));
    all.part('invitation-text').click();
    await until(() => all.root.activeElement?.matches('textarea'), 'the focus is where one writes');
    expect([all.told, opened, all.element.open, all.isThere()]).to.deep.equal([['shown', 'taken'], ['invitation'], true, false]);
  });

  it('is closed by its button and by Escape, gives the focus to the launcher, and is kept in mind', async () => {
    const all = await invited({ persist: 'local', locale: 'de' });
    expect(await all.element.invite()).to.equal(true);
    await until(all.isThere);
    expect(all.part('invitation-close').ariaLabel).to.equal('Schließen');
    all.part('invitation-close').focus();
    all.part('invitation-close').dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }));
    expect([all.isThere(), all.root.activeElement, all.told]).to.deep.equal([false, all.part('launcher'), ['shown', 'dismissed']]);
    expect(localStorage.getItem(`autessa-agent:preference:invitation:${all.agentId}`)).to.match(/^\d+$/);
    expect(await all.element.invite('Again?')).to.equal(false);
    await all.element.clearStoredData();
    expect(localStorage.getItem(`autessa-agent:preference:invitation:${all.agentId}`)).to.equal(null);
  });

  it('is not shown where a listener prevents it, while or after the panel is open, nor before the consent', async () => {
    const prevented = await invited();
    prevented.element.addEventListener('autessa-invite', (event) => event.preventDefault(), { once: true });
    expect(await prevented.element.invite()).to.equal(false);
    expect(await prevented.element.invite(), 'that one was never shown').to.equal(true);
    prevented.element.open = true;
    await until(() => !prevented.isThere(), 'the panel was opened meanwhile');

    const closed = await invited();
    closed.element.open = true;
    await closed.element.updateComplete;
    closed.element.open = false;
    expect(await closed.element.invite()).to.equal(false);

    for (const persist of ['session', 'local']) {
      const consent = await invited({ consent: 'Do you agree?', persist });
      expect(await consent.element.invite()).to.equal(false);
      consent.element.show();
      await until(() => consent.root.querySelector('.consent .is-primary'));
      consent.button('Agree').click();
      await until(() => consent.root.querySelector('textarea'));
      const sameAgent = await invited({ consent: 'Do you agree?', persist, 'agent-id': String(consent.agentId) });
      // The consent may still be on its way to where it is kept.
      await until(() => sameAgent.element.invite(), `shown, as there is a consent (${persist})`);
      const changed = await invited({ consent: 'And to this?', persist, 'agent-id': String(consent.agentId) });
      expect(await changed.element.invite()).to.equal(false);
    }
  });

  it('goes with its attribute, and waits again when that comes back', async () => {
    const shown = await invited({ 'invite-when': '1ms' });
    await until(shown.isThere, 'it is shown');
    shown.element.removeAttribute('invite');
    await until(() => !shown.isThere(), 'it goes');

    const waiting = await invited({ 'invite-when': 'exit' });
    const leave = (): unknown => document.dispatchEvent(new MouseEvent('mouseout', { clientY: -1 }));
    waiting.element.removeAttribute('invite');
    await waiting.element.updateComplete;
    leave();
    waiting.element.setAttribute('invite', text);
    await until(() => leave() && waiting.isThere(), 'it waits for the same again');
  });

  it('is not shown by the page once the panel has been open, whether or not anything invited before', async () => {
    const all = await invited({ invite: null });
    all.element.open = true;
    await all.element.updateComplete;
    all.element.open = false;
    await all.element.updateComplete;
    expect(await all.element.invite('Shall I compare them for you?')).to.equal(false);
    all.element.setAttribute('invite-when', '0s');
    all.element.setAttribute('invite', text);
    await all.element.updateComplete;
    expect(await all.element.invite()).to.equal(false);
  });

  it('of 2,000 characters is cut and told, as is a time that is none; removed, it leaves nothing', async () => {
    const all = await invited({ invite: 'Need a hand? '.repeat(154), 'invite-when': 'soon', 'invite-every': 'weekly' });
    await until(() => all.errors.length === 3, 'three warnings');
    expect(all.errors.map(({ message }) => message.split(' ')[1])).to.deep.equal(['invite-when', 'invite-every', 'invite']);
    expect(await all.element.invite()).to.equal(true);
    await until(all.isThere);
    expect(all.part('invitation-text').textContent).to.have.length.below(161).and.match(/hand\?…$|Need a…$/);
    const { root } = all;
    all.element.remove();
    await until(() => !root.querySelector('.invitation-box'), 'it is gone');
    expect(await all.element.invite('Still there?')).to.equal(false);
  });

  it('stands beside the launcher in each corner, in both directions, within a small window', async () => {
    await setViewport({ width: 390, height: 700 });
    for (const placement of ['bottom-end', 'bottom-start', 'top-end', 'top-start']) {
      for (const direction of ['ltr', 'rtl']) {
        document.documentElement.dir = direction;
        const all = await invited({ placement, invite: 'A long one that takes more than a line '.repeat(4).trim() });
        expect(await all.element.invite()).to.equal(true);
        await until(all.isThere);
        const [bubble, launcher] = [box(all.part('invitation')), box(all.part('launcher'))];
        const isApart = placement.startsWith('top') ? bubble.top > launcher.bottom : bubble.bottom < launcher.top;
        expect([isApart, bubble.left >= 0, bubble.right <= innerWidth, bubble.top >= 0, bubble.bottom <= innerHeight], `${placement} ${direction}`).to.deep.equal([true, true, true, true, true]);
        const isLeft = placement.endsWith('start') === (direction === 'ltr');
        expect(Math.round(isLeft ? bubble.left - launcher.left : bubble.right - launcher.right), `${placement} ${direction}`).to.equal(0);
        all.element.remove();
      }
    }
    document.documentElement.removeAttribute('dir');
    await setViewport({ width: 800, height: 600 });
  });
});
