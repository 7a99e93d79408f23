import { sendKeys, setViewport } from '@web/test-runner-commands';
import { expect, fixture, fixtureCleanup, html, nextFrame } from '@open-wc/testing';
import { AutessaAgentElement } from '../../src/ui/element.js';
import { backendOrigin, createAgent, stage, stageOf } from '../support/stage.js';
import { until } from '../support/until.js';
import { expectAccessible } from '../support/accessible.js';

describe('<autessa-agent>: launcher and panel', () => {
  it('shows a launcher, and nothing else, until it is opened', async () => {
    const all = await stage({ isOpen: false, attributes: { 'launcher-label': 'Ask us' } });
    const launcher = all.part('launcher');
    expect([launcher.tagName, launcher.ariaLabel ?? launcher.getAttribute('aria-label'), launcher.getAttribute('aria-expanded')]).to.deep.equal(['BUTTON', 'Ask us', 'false']);
    expect(all.parts('panel')).to.have.length(0);
    expect(all.element.session).to.equal(undefined);
  });

  it('opens and closes by click and by method, and reflects it', async () => {
    const all = await stage({ isOpen: false });
    all.part('launcher').click();
    await until(() => all.parts('panel').length === 1);
    expect(all.element.hasAttribute('open')).to.equal(true);
    expect(all.part('launcher').getAttribute('aria-expanded')).to.equal('true');
    await until(() => all.root.activeElement === all.input, 'the focus is in the text box');
    all.button('Close').click();
    await all.element.updateComplete;
    expect(all.part('panel').closest('[inert]')).to.exist;
    await until(() => !all.part('panel').checkVisibility(), 'it has left');
    expect(all.root.activeElement).to.equal(all.part('launcher'));
    all.element.toggle();
    await all.element.updateComplete;
    expect(all.part('panel').checkVisibility()).to.equal(true);
  });

  it('moves no focus for what was taken back at once', async () => {
    const all = await stage({ isOpen: false });
    all.element.show();
    all.element.hide();
    await all.element.updateComplete;
    all.element.open = true;
    await until(() => all.parts('panel').length === 1);
    expect(all.root.activeElement, 'nobody has opened it').to.equal(null);
    all.input.focus();
    all.element.hide();
    all.element.show();
    await all.element.updateComplete;
    all.element.open = false;
    await all.element.updateComplete;
    expect(all.root.activeElement, 'nobody has closed it').not.to.equal(all.part('launcher'));
  });

  it('lets the page prevent opening and closing', async () => {
    const all = await stage({ isOpen: false });
    const prevent = (event: Event) => event.preventDefault();
    all.element.addEventListener('autessa-show', prevent);
    all.element.show();
    expect(all.element.open).to.equal(false);
    all.element.removeEventListener('autessa-show', prevent);
    all.element.addEventListener('autessa-hide', prevent);
    all.element.show();
    all.element.hide();
    expect(all.element.open).to.equal(true);
  });

  it('is a dialog named by the heading; a region, always shown and without a launcher, when inline', async () => {
    const all = await stage({ attributes: { heading: 'Ask Atlas' } });
    const describePanel = () => [all.part('panel').getAttribute('role'), all.part('panel').getAttribute('aria-label')];
    expect(describePanel()).to.deep.equal(['dialog', 'Ask Atlas']);
    all.element.layout = 'inline';
    await all.element.updateComplete;
    await nextFrame();
    expect(describePanel()).to.deep.equal(['region', 'Ask Atlas']);
    expect(all.parts('launcher')).to.have.length(0);
    all.element.open = false;
    await all.element.updateComplete;
    expect(all.part('panel').checkVisibility()).to.equal(true);
  });

  it('has a log named "Conversation" and a text box named "Message"', async () => {
    const { root, input, button } = await stage();
    expect(root.querySelector('[role=log]')?.getAttribute('aria-label')).to.equal('Conversation');
    expect(input.getAttribute('aria-label')).to.equal('Message');
    for (const name of ['Send', 'Close']) expect(button(name)).to.exist;
  });

  it('shows texts and suggestions, and sends a suggestion', async () => {
    const attributes = { greeting: 'Hello, I am Atlas.', placeholder: 'Ask anything', suggestions: '["Compare tents","Plan a trip"]' };
    const all = await stage({ attributes });
    await until(() => all.parts('suggestion').length === 2);
    expect(all.part('panel').textContent).to.contain('Hello, I am Atlas.');
    expect(all.input.placeholder).to.equal('Ask anything');
    all.part('suggestion').click();
    await all.answered();
    expect(all.element.messages[0]?.text).to.equal('Compare tents');
    expect(all.parts('suggestion')).to.have.length(0);
    expect(JSON.stringify(all.element.messages)).not.to.contain('Hello, I am Atlas.');
  });

  it('a suggestion may send other words than it shows; what says nothing is none', async () => {
    const all = await stage({ attributes: { suggestions: '[{"label":"Tents","prompt":"Compare tents for two"},{"label":"Only this"},{"prompt":"no label"},{"label":"","prompt":"x"}]' } });
    await until(() => all.parts('suggestion').length === 2);
    expect(all.parts('suggestion').map(({ textContent }) => textContent)).to.deep.equal(['Tents', 'Only this']);
    all.part('suggestion').click();
    await all.answered();
    expect(all.element.messages[0]?.text).to.equal('Compare tents for two');
  });

  it('takes changed attributes and words at any time', async () => {
    const all = await stage();
    all.element.heading = 'Later';
    all.element.strings = { send: 'Absenden' };
    await all.element.updateComplete;
    await nextFrame();
    expect(all.part('header').textContent).to.contain('Later');
    expect(all.button('Absenden')).to.exist;
  });

  it('asks for consent first, sends nothing before, and then goes on', async () => {
    const all = await stage({ attributes: { consent: 'We keep what you write for 30 days.' } });
    await until(() => all.part('consent').textContent.includes('30 days'));
    expect(all.root.activeElement).to.equal(all.part('consent'));
    expect(all.root.querySelector('textarea')).to.equal(null);
    const refused = await all.element.send('Hello').catch((error: unknown) => error);
    expect(refused).to.have.property('code', 'aborted');
    all.button('Agree').click();
    await until(() => all.root.activeElement?.localName === 'textarea', 'the text box has the focus');
    all.say('Hello');
    await all.answered();
  });

  it('shows a consent’s links and what is behind it, closes for who does not agree, and asks again', async () => {
    const consent = 'We keep what you write.\n\nRead our [privacy policy](https://www.example.com/privacy), **please**.';
    const all = await stage({ attributes: { consent, suggestions: '["One"]', heading: 'Atlas' } });
    await until(() => all.part('consent').querySelector('a'));
    const link = all.part('consent').querySelector('a')!;
    expect([link.textContent, link.href, link.target]).to.deep.equal(['privacy policy', 'https://www.example.com/privacy', '_blank']);
    expect(all.part('consent').querySelector('strong')?.textContent).to.equal('please');
    expect(all.part('suggestion').checkVisibility()).to.equal(true);
    all.part('suggestion').focus();
    expect(all.root.activeElement, 'it is seen, and no more').not.to.equal(all.part('suggestion'));
    await expectAccessible(all.element);
    all.button('No thanks').click();
    expect(all.element.open).to.equal(false);
    all.element.show();
    await until(() => all.root.activeElement === all.part('consent'));
    all.button('Agree').click();
    await until(() => all.root.activeElement?.localName === 'textarea');
    all.part('suggestion').click();
    await all.answered();
    all.element.layout = 'inline';
    all.element.consent = 'Another text';
    await until(() => all.parts('consent')[0]?.textContent.includes('Another text'));
    expect(all.parts('decline'), 'where it cannot be left').to.have.length(0);
  });

  it('lets a consent be withdrawn before and after something was said, with all that is stored', async () => {
    const all = await stage({ attributes: { consent: 'May we?', persist: 'local', 'user-key': crypto.randomUUID() } });
    await until(() => all.parts('consent')[0]?.querySelector('button'));
    const withdraw = async () => {
      await until(() => all.parts('menu-button')[0]?.checkVisibility());
      all.part('menu-button').click();
      all.button('Withdraw consent').click();
      await until(() => all.root.querySelector('.toast.is-question'));
      [...all.part('toast').querySelectorAll('button')].at(-1)!.click();
      await until(() => all.parts('consent').length === 1 && all.root.activeElement === all.part('consent'), 'it is asked again');
      expect(all.element.messages).to.have.length(0);
      expect(all.part('menu-button').checkVisibility()).to.equal(false);
    };
    all.button('Agree').click();
    await withdraw();
    all.button('Agree').click();
    await until(() => all.root.querySelector('textarea:enabled'));
    all.say('Hello');
    await all.answered();
    await withdraw();
  });

  it('counts the replies that come while it is closed', async () => {
    const all = await stage();
    await all.pauseAfter(3);
    all.say('one two three four five six seven');
    await until(() => all.element.state === 'responding');
    all.element.hide();
    await all.goOn();
    await all.answered();
    await until(() => all.parts('badge').length === 1);
    expect(all.part('badge').textContent).to.equal('1');
    all.element.show();
    await all.element.updateComplete;
    expect(all.parts('badge')).to.have.length(0);
    expect(all.logText).to.contain('one two three');
  });
});

describe('<autessa-agent>: keyboard', () => {
  it('sends with Enter, breaks the line with Shift+Enter, closes with Escape', async () => {
    const all = await stage();
    await until(() => all.root.activeElement === all.input);
    await sendKeys({ type: 'Hi' });
    await sendKeys({ down: 'Shift' });
    await sendKeys({ press: 'Enter' });
    await sendKeys({ up: 'Shift' });
    await sendKeys({ type: 'there' });
    expect(all.input.value).to.equal('Hi\nthere');
    await sendKeys({ press: 'Enter' });
    await all.answered();
    expect(all.element.messages[0]?.text).to.equal('Hi\nthere');
    await sendKeys({ press: 'Escape' });
    await all.element.updateComplete;
    expect(all.element.open).to.equal(false);
    expect(all.root.activeElement).to.equal(all.part('launcher'));
  });

  it('does not send with the Enter that ends a composition', async () => {
    const all = await stage();
    all.input.value = 'にほん';
    all.input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    for (const composing of [{ isComposing: true }, { keyCode: 229 }]) {
      all.input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...composing }));
    }
    expect(all.element.messages).to.have.length(0);
  });

  it('does not close with the Escape that gives a composition up', async () => {
    const all = await stage();
    const escape = (composing: KeyboardEventInit) => all.input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true, ...composing }));
    for (const composing of [{ isComposing: true }, { keyCode: 229 }]) {
      escape(composing);
      expect(all.element.open).to.equal(true);
    }
    escape({});
    expect(all.element.open).to.equal(false);
  });
});

describe('<autessa-agent>: accessibility', () => {
  const settings: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    light: { theme: 'light' },
    dark: { theme: 'dark' },
    'right to left': { locale: 'ar' },
    'a page of its own': { layout: 'page' },
    'on a phone': {},
  };
  for (const [name, setting] of Object.entries(settings)) {
    it(`leaves axe nothing to say, ${name}: closed, empty, streaming, answered, failed, with tools, wrongly set up, asking for consent`, async function () {
      this.timeout(60_000);
      const isPhone = name === 'on a phone';
      if (isPhone) await setViewport({ width: 360, height: 720 }).catch(() => undefined);
      const attributes = { greeting: 'Hello!', suggestions: '["One"]', heading: 'Atlas', ...setting };
      const isReachable = (box: HTMLElement) => box.scrollWidth <= box.clientWidth || box.tabIndex === 0;
      const check = async ({ element }: { readonly element: AutessaAgentElement }) => {
        await settle(element);
        // An observer sees to that, with the next frame.
        const boxes = () => [...element.renderRoot.querySelectorAll<HTMLElement>('.table, pre')];
        await until(() => boxes().every(isReachable), 'what scrolls is reachable by keyboard');
        await expectAccessible(element);
        element.remove();
      };
      await check(await stage({ isOpen: false, attributes }));
      await check(await stage({ attributes }));
      const streaming = await stage({ attributes });
      await streaming.pauseAfter(3);
      streaming.say('one two three four five six seven eight nine ten');
      await until(() => streaming.element.messages.at(-1)?.status === 'streaming');
      await check(streaming);
      const rich = await stage({ behaviour: 'atlas', attributes });
      rich.say('Compare tents');
      await rich.answered();
      await until(() => rich.root.querySelector('.actions'), 'actions');
      const reachable = (table: Element) => table.scrollWidth <= table.clientWidth || table.hasAttribute('tabindex');
      await until(() => [...rich.root.querySelectorAll('.table')].every(reachable), 'tables that scroll can be reached');
      await check(rich);
      const failed = await stage({ faults: [{ name: 'agent-error' }], attributes });
      failed.say('Hello');
      await failed.answered();
      await check(failed);
      const tools = await stage({ behaviour: 'toolsmith', attributes });
      tools.say('Weather in Seattle?');
      await tools.answered();
      await check(tools);
      const warn = console.warn;
      console.warn = () => undefined;
      const wrong = await stage({ attributes: { ...attributes, 'agent-id': 'song' } });
      await until(() => wrong.parts('error').length > 0);
      console.warn = warn;
      await check(wrong);
      const consent = await stage({ attributes: { ...attributes, consent: 'May we?' } });
      await until(() => consent.part('consent').querySelector('button'));
      await check(consent);
      if (isPhone) await setViewport({ width: 800, height: 600 }).catch(() => undefined);
    });
  }

  it('fits a screen 320 px wide', async () => {
    // Where a window cannot be that small, it is as small as it gets.
    await setViewport({ width: 320, height: 640 }).catch(() => undefined);
    const all = await stage({ behaviour: 'atlas' });
    // What is to be written has the room of what the call’s button would say.
    expect(getComputedStyle(all.part('voice'), '::after').content === 'none').to.equal(innerWidth < 350);
    all.say('Compare tents in a table');
    await all.answered();
    const panel = all.part('panel').getBoundingClientRect();
    expect(panel.width).to.be.at.most(innerWidth);
    expect(document.documentElement.scrollWidth).to.be.at.most(innerWidth);
    await setViewport({ width: 800, height: 600 }).catch(() => undefined);
  });
});

/** Contrast is judged when nothing fades in any more. */
async function settle(element: AutessaAgentElement): Promise<void> {
  await Promise.all(element.shadowRoot!.getAnimations().filter(({ effect }) => effect?.getTiming().iterations !== Infinity).map(({ finished }) => finished));
}

describe('<autessa-agent>: in the page', () => {
  it('takes properties that were set before it was defined', async () => {
    const name = `autessa-later-${Math.random().toString(36).slice(2)}`;
    const element = document.createElement(name) as AutessaAgentElement;
    Object.assign(element, { agentId: 5, suggestions: ['One'], strings: { send: 'Go' } });
    document.body.append(element);
    customElements.define(name, class extends AutessaAgentElement {});
    element.tokenProvider = () => Promise.reject(new Error('unused'));
    await element.updateComplete;
    expect([element.agentId, element.suggestions, element.strings]).to.deep.equal([5, ['One'], { send: 'Go' }]);
    element.remove();
  });

  it('keeps the conversation when it is moved, and ends it when it is removed', async () => {
    const all = await stage();
    all.say('Hello');
    await all.answered();
    const { session } = all.element;
    const box = await fixture(html`<div></div>`);
    box.append(all.element);
    await all.element.updateComplete;
    expect(all.element.session).to.equal(session);
    expect(all.logText).to.contain('Hello');
    all.say('Still there?');
    await all.answered(2);
    all.element.remove();
    await until(() => all.element.session === undefined);
    document.body.append(all.element);
    await until(() => all.element.session !== undefined, 'a new session');
    all.element.remove();
  });

  it('switches cleanly to another user: nothing of one shows for the other', async () => {
    const all = await stage({ attributes: { persist: 'local', 'user-key': `a-${Date.now()}` } });
    all.say('my secret');
    await all.answered();
    all.input.value = 'a draft of mine';
    const first = all.element.userKey;
    all.element.userKey = `b-${Date.now()}`;
    await all.element.updateComplete;
    expect(all.element.messages).to.have.length(0);
    await until(() => !all.root.textContent.includes('my secret'));
    expect(all.input.value).to.equal('');
    await until(() => all.element.session?.snapshot.isRestored);
    expect(all.root.textContent).not.to.contain('my secret');
    all.element.userKey = first;
    await until(() => all.root.textContent.includes('my secret'), 'the first user’s conversation is back');
    await all.element.clearStoredData();
    expect(all.element.messages).to.have.length(0);
  });

  it('takes its defaults again where an attribute is removed, or a property unset', async () => {
    const attributes = { heading: 'Atlas', placeholder: 'Ask', 'disabled-features': 'restart', suggestions: '["One"]', 'version-state': 'DRAFT', variables: '{"a":1}', 'launcher-label': 'Ask us' };
    const all = await stage({ attributes });
    all.say('Hello');
    await all.answered();
    for (const name of Object.keys(attributes)) all.element.removeAttribute(name);
    Object.assign(all.element, { strings: undefined, environmentVariables: undefined, versionNumber: undefined });
    await all.element.updateComplete;
    await nextFrame();
    expect([all.part('panel').getAttribute('aria-label'), all.input.placeholder, all.part('launcher').getAttribute('aria-label')]).to.deep.equal(['Chat', 'Write a message', 'Chat']);
    // It is of those that come after the first reply.
    await until(() => all.parts('menu-button').length === 1);
    all.part('menu-button').click();
    await until(() => all.parts('menu-item').some(({ textContent }) => textContent.includes('New conversation')));
    all.part('menu-button').click();
    all.say('Hello again');
    await all.answered(2);
    expect(all.errors).to.have.length(0);
  });

  it('writes nothing outside of itself', async () => {
    fixtureCleanup();
    const names = new Set(Object.getOwnPropertyNames(globalThis));
    const head = document.head.innerHTML;
    const attributes = () => [document.documentElement, document.body].map((each) => [...each.attributes].map(({ name, value }) => `${name}=${value}`).join());
    const before = attributes();
    const { title, cookie } = document;
    const kept = Object.keys(localStorage);
    const all = await stage();
    all.say('Hello');
    await all.answered();
    expect(Object.getOwnPropertyNames(globalThis).filter((name) => !names.has(name))).to.deep.equal([]);
    expect(document.head.innerHTML).to.equal(head);
    expect(attributes()).to.deep.equal(before);
    expect([document.title, document.cookie]).to.deep.equal([title, cookie]);
    expect(all.element.children).to.have.length(0);
    // Pages of other tests leave something meanwhile, for agents of their own.
    const agentOf = (key: string): string => /",(\d+),/.exec(key)?.[1] ?? `${all.agentId}`;
    expect(Object.keys(localStorage).filter((key) => !kept.includes(key) && agentOf(key) === `${all.agentId}`)).to.deep.equal([]);
  });

  it('shows a session that the page brings', async () => {
    const origin = await backendOrigin();
    const agentId = await createAgent();
    const { AgentSession } = await import('../../src/headless.js');
    const session = new AgentSession({ agentId, tokens: `${origin}/token`, apiBase: origin, persist: 'none' });
    const element = document.createElement('autessa-agent');
    element.session = session;
    const all = stageOf(element, agentId);
    await fixture(html`${element}`);
    element.show();
    await until(() => all.root.querySelector('textarea')?.disabled === false);
    await session.send('Hello');
    await until(() => all.logText.includes('You said: Hello'));
    expect(all.errors).to.have.length(0);
    element.remove();
    expect((await session.send('Still mine')).status).to.equal('done');
    document.body.append(element);
    await until(() => all.logText.includes('Still mine'));
    element.session = undefined;
    await element.updateComplete;
    expect((await session.send('Mine after all')).status).to.equal('done');
    element.remove();
    session.dispose();
  });
});
