import { expect } from '@open-wc/testing';
import type { AgentErrorCode } from '../../src/base/errors.js';
import { mergeStrings } from '../../src/ui/strings/english.js';
import { translation } from '../../src/ui/strings/languages/en.js';
import { errorText } from '../../src/ui/strings/strings.js';
import { backendOrigin, control, stage, type Stage } from '../support/stage.js';
import { until } from '../support/until.js';

const english = mergeStrings(translation, {});

interface Traffic {
  readonly messages: readonly unknown[];
}

const received = async (all: Stage) => (await control<Traffic>(`agents/${all.agentId}/traffic`)).messages.length;
const codes = (all: Stage) => all.errors.map(({ code }) => code);

/** The words for a code are there for the eyes, and no raw text of an exception. */
async function showsWords(all: Stage, code: AgentErrorCode): Promise<void> {
  await until(() => all.root.textContent.includes(errorText(english, code)!), `the words for ${code}, in: ${all.root.textContent}`);
}

/** An element with a wrong value warns on the console, as it should: said here, so that the noise is expected. */
function silenceWarnings(): string[] {
  const warnings: string[] = [];
  const original = console.warn;
  console.warn = (...args: unknown[]) => warnings.push(args.join(' '));
  afterEachOnce.push(() => (console.warn = original));
  return warnings;
}
const afterEachOnce: (() => void)[] = [];
afterEach(() => afterEachOnce.splice(0).forEach((undo) => undo()));

describe('<autessa-agent>: what goes wrong is told, and mended', () => {
  it('shows an error of the agent’s with its reply, and asks again on "Try again"', async () => {
    const all = await stage({ faults: [{ name: 'agent-error', times: 1 }] });
    all.say('Hello');
    await all.answered();
    expect(all.element.messages.at(-1)?.status).to.equal('failed');
    await showsWords(all, 'agent');
    expect(all.part('error').textContent).not.to.match(/undefined|Error:|\[object/);
    all.part('retry').click();
    await until(() => all.element.messages.at(-1)?.status === 'done', 'an answer');
    expect(all.element.messages.map(({ role }) => role)).to.deep.equal(['user', 'agent']);
    expect(all.parts('error')).to.have.length(0);
  });

  for (const [fault, words] of [['agent-error', errorText(english, 'agent')!], ['empty-reply', english.noAnswer!]] as const) {
    it(`says aloud what became of a reply: ${fault}`, async () => {
      const all = await stage({ faults: [{ name: fault, times: 1 }] });
      all.say('Hello');
      await until(() => all.root.querySelector('[aria-live=polite]')!.textContent.includes(words), 'the words');
    });
  }

  it('says once that a reply is on its way, also where the connection is lost meanwhile', async () => {
    const all = await stage({ faults: [{ name: 'drop-mid-reply', times: 1 }] });
    const status = all.part('status').querySelector('[role=status]')!;
    const said: string[] = [];
    const listen = (): void => void (said.at(-1) !== status.textContent && said.push(status.textContent));
    const observer = new MutationObserver(listen);
    observer.observe(status, { childList: true, characterData: true, subtree: true });
    all.say('one two three four five');
    await all.answered();
    await until(() => status.textContent === '', 'no more of it');
    observer.disconnect();
    // Where it takes long to connect again, that is told in between.
    const words = said.filter((text) => text !== '');
    expect(words).to.include(english.responding);
    expect(words.filter((text, index) => text === words[index - 1])).to.deep.equal([]);
  });

  for (const [fault, deliveries] of [['drop-before-reply', 1], ['drop-mid-reply', 1], ['lose-message', 1], ['drop-on-connect', 1]] as const) {
    it(`loses nothing and doubles nothing: ${fault}`, async () => {
      const all = await stage({ faults: [{ name: fault, times: 1 }] });
      all.say('one two three four five');
      await all.answered();
      expect(all.element.messages.map(({ role, status }) => `${role}:${status}`)).to.deep.equal(['user:sent', 'agent:done']);
      expect(all.element.messages[1]?.text).to.contain('one two three four five');
      expect(await received(all)).to.equal(deliveries);
    });
  }

  it('takes the final text where it differs from the streamed one', async () => {
    const all = await stage({ faults: [{ name: 'final-differs' }] });
    all.say('Hello');
    await all.answered();
    const { text } = all.element.messages.at(-1)!;
    expect(text).to.contain('**Corrected:**');
    expect(all.root.querySelector('.message-agent .markdown')?.textContent).to.equal('Corrected: You said: Hello');
  });

  it('survives garbage and unknown messages, and hands them on', async () => {
    const all = await stage({ faults: [{ name: 'garbage' }, { name: 'unknown-messages' }] });
    let handedOn = 0;
    all.element.addEventListener('autessa-server-message', () => (handedOn += 1));
    all.say('Hello');
    await all.answered();
    expect(all.element.messages.at(-1)?.status).to.equal('done');
    expect(handedOn).to.be.greaterThan(2);
    expect(all.errors).to.have.length(0);
  });

  it('waits and goes on by itself where there were too many requests', async () => {
    const origin = await backendOrigin();
    const all = await stage({ attributes: { 'token-endpoint': `${origin}/_simulator/token/status-429` } });
    all.say('Hello');
    await until(() => all.element.state === 'limited', 'limited');
    await until(() => /resumes in [12] s/.test(all.part('status').textContent), 'a countdown');
    expect(codes(all)).to.include('limited');
    all.element.tokenEndpoint = `${origin}/token`;
    await all.answered();
  });

  it('says "Reconnecting" only after a second', async () => {
    const all = await stage();
    all.say('Hello');
    await all.answered();
    // Where only sockets were refused, it would go on by REST.
    await control(`agents/${all.agentId}`, { faults: [{ name: 'refuse' }, { name: 'http-error' }] }, 'PUT');
    await control(`agents/${all.agentId}/drop`, {});
    await until(() => all.element.state === 'reconnecting', 'reconnecting');
    const since = performance.now();
    expect(all.part('status').textContent).not.to.contain('Reconnecting');
    await until(() => all.part('status').textContent.includes('Reconnecting'), 'the word');
    expect(performance.now() - since).to.be.greaterThan(700);
    const middleOf = (element: Element): number => element.getBoundingClientRect().top + element.getBoundingClientRect().height / 2;
    expect(middleOf(all.part('retry')), 'in one line with its button').to.be.closeTo(middleOf(all.part('status').querySelector('[role=status]')!), 1);
    await control(`agents/${all.agentId}`, { faults: [] }, 'PUT');
    all.part('retry').click();
    await until(() => all.element.state === 'ready', 'ready');
  });

  it('says once that the conversation was replaced', async () => {
    const all = await stage();
    all.say('Hello');
    await all.answered();
    await control(`agents/${all.agentId}`, { faults: [{ name: 'other-id', times: 1 }] }, 'PUT');
    await control(`agents/${all.agentId}/drop`, {});
    await until(() => all.parts('notice').length > 0, 'a notice');
    await until(() => all.part('notice').textContent === translation.conversationReplaced);
    all.say('Hello again');
    await all.answered(2);
    expect(all.parts('notice')).to.have.length(1);
  });
});

describe('<autessa-agent>: token endpoints that are wrong', () => {
  const kinds: readonly [kind: string, code: AgentErrorCode][] = [
    ['html', 'token'], ['empty', 'token'], ['not-an-object', 'token'], ['no-token', 'token'], ['wrong-token-type', 'token'],
    ['wrong-expiry', 'token'], ['expired', 'token'], ['status-403', 'auth'],
  ];
  for (const [kind, code] of kinds) {
    it(`${kind}: says so, keeps the message with a retry, and the page goes on`, async () => {
      const origin = await backendOrigin();
      const all = await stage({ attributes: { 'token-endpoint': `${origin}/_simulator/token/${kind}` } });
      all.say('Hello');
      await until(() => all.element.messages[0]?.status === 'failed', 'not delivered');
      await showsWords(all, code);
      expect(codes(all)).to.include(code);
      expect(all.logText).to.contain('Not delivered');
      expect(all.root.textContent).not.to.contain('not.a.token');
      expect(all.parts('retry').length).to.be.greaterThan(0);
      expect(all.element.state).to.equal('failed');
      const [bubble, foot] = ['.bubble', '.foot'].map((selector) => all.root.querySelector(`.message-user ${selector}`)!.getBoundingClientRect());
      expect(bubble!.width, 'the bubble is no wider than its text').to.be.lessThan(foot!.width / 2);
      expect(Math.abs(bubble!.right - foot!.right)).to.be.lessThan(1);
    });
  }

  it('one button sends again all that was not delivered, in order', async () => {
    const origin = await backendOrigin();
    const all = await stage({ attributes: { 'token-endpoint': `${origin}/_simulator/token/html` } });
    all.say('Hello');
    await until(() => all.element.messages[0]?.status === 'failed', 'not delivered');
    all.say('Again');
    await until(() => all.element.messages[1]?.status === 'failed', 'not delivered either');
    const shown = (selector: string) => [...all.root.querySelectorAll<HTMLElement>(selector)].filter((each) => each.checkVisibility());
    await until(() => shown('[part=retry]').length === 1 && shown('.is-failed').length === 2, 'one button, and both are marked');
    expect(shown('[role=alert]')).to.have.length(0);
    all.element.tokenEndpoint = `${origin}/token`;
    await all.element.updateComplete;
    shown('[part=retry]')[0]!.click();
    await all.answered(2);
    expect(all.element.messages.map(({ role, text }) => `${role}: ${text}`)).to.deep.equal(['user: Hello', 'agent: You said: Hello', 'user: Again', 'agent: You said: Again']);
    expect(await received(all)).to.equal(2);
  });

  it('says aloud that a message was not delivered', async () => {
    const origin = await backendOrigin();
    const all = await stage({ attributes: { 'token-endpoint': `${origin}/_simulator/token/html` } });
    all.say('Hello');
    await until(() => all.root.querySelector('[aria-live=polite]')!.textContent.includes('Not delivered'), 'the words');
  });

  it('status-500: says so while it goes on trying, and delivers when the endpoint is well', async () => {
    const origin = await backendOrigin();
    const all = await stage();
    all.element.tokenEndpoint = `${origin}/_simulator/token/status-500`;
    await all.element.updateComplete;
    all.say('Hello');
    await showsWords(all, 'token');
    expect(codes(all)).to.include('token');
    expect(all.element.state).to.equal('reconnecting');
    expect(all.element.messages[0]?.status).to.equal('waiting');
    await until(() => all.part('status').querySelectorAll('button').length === 1, 'one button');
    expect(all.parts('retry')).to.have.length(1);
    expect(all.root.querySelector<HTMLElement>('.is-waiting')?.checkVisibility() ?? false, 'the message says nothing of it').to.equal(false);
    all.element.tokenEndpoint = `${origin}/token`;
    await all.element.updateComplete;
    all.part('retry').click();
    await all.answered();
  });
});

describe('<autessa-agent>: attributes that are wrong', () => {
  it('goes on with the rest: a wrong variables does not keep the person from talking', async () => {
    silenceWarnings();
    const all = await stage({ attributes: { variables: 'nonsense', 'var-name': 'kept' } });
    all.say('Hello');
    await all.answered();
    expect(all.element.messages.at(-1)?.status).to.equal('done');
  });

  it('works as soon as the attribute is mended', async () => {
    silenceWarnings();
    const all = await stage({ attributes: { 'agent-id': 'x' } });
    expect(all.input.disabled).to.equal(true);
    expect(all.root.querySelectorAll('.field button:enabled').length, 'what looks as if it could be used').to.equal(0);
    all.element.setAttribute('agent-id', String(all.agentId));
    await until(() => !all.input.disabled, 'enabled');
    expect(all.parts('error')).to.have.length(0);
    all.say('Hello');
    await all.answered();
  });
});

describe('<autessa-agent>: a browser that stores nothing', () => {
  it('says so once, and works', async () => {
    const original = IDBFactory.prototype.open;
    IDBFactory.prototype.open = () => {
      throw new DOMException('not here', 'SecurityError');
    };
    afterEachOnce.push(() => (IDBFactory.prototype.open = original));
    const all = await stage({ attributes: { persist: 'local' } });
    all.say('Hello');
    await all.answered();
    all.say('Hello again');
    await all.answered(2);
    expect(codes(all)).to.deep.equal(['storage']);
    await until(() => all.part('notice').textContent === translation.notStored);
    expect(all.parts('notice')).to.have.length(1);
  });
});
