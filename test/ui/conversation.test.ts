import { expect, oneEvent } from '@open-wc/testing';
import type { Message } from '../../src/conversation/message.js';
import type { AutessaToolEvent } from '../../src/session/tool-event.js';
import { conversationOf } from '../support/conversation-of.js';
import { beginAnew } from '../support/extras.js';
import { longStage } from '../support/long-conversation.js';
import { control, stage } from '../support/stage.js';
import { until } from '../support/until.js';

interface Traffic {
  readonly messages: readonly { readonly message: { readonly input: readonly { readonly content?: string }[]; readonly promptTemplateVariables: object } }[];
}

describe('<autessa-agent>: a conversation', () => {
  it('sends what was typed, and shows the reply', async () => {
    const all = await stage();
    const { element } = all;
    all.say('Hello there');
    await all.answered();
    expect(element.messages.map(({ role, status }) => `${role}:${status}`)).to.deep.equal(['user:sent', 'agent:done']);
    expect(element.state).to.equal('ready');
    expect(element.conversationId).to.match(/^conv_/);
  });

  it('streams the reply as markdown, without touching what is there already', async () => {
    const all = await stage({ behaviour: 'atlas', tokensPerSecond: 200 });
    all.say('Plan a weekend');
    await until(() => all.root.querySelector('.markdown h2'), 'a heading');
    const heading = all.root.querySelector('.markdown h2');
    expect(all.element.state).to.equal('responding');
    await all.answered();
    expect(all.root.querySelector('.markdown h2')).to.equal(heading);
    expect(heading?.textContent).not.to.contain('#');
    expect(all.element.messages.at(-1)?.text).to.contain('## ');
  });

  it('clears the text box, and keeps the focus in it', async () => {
    const all = await stage();
    all.input.focus();
    all.say('Hello');
    expect(all.input.value).to.equal('');
    await all.answered();
    expect(all.root.activeElement).to.equal(all.input);
  });

  it('sends nothing but space, and nothing that is too long', async () => {
    const all = await stage();
    all.say('   \n ');
    expect(all.element.messages).to.have.length(0);
    all.say('x'.repeat(8_001));
    expect(all.element.messages).to.have.length(0);
    await until(() => all.part('composer').textContent.includes('too long'), 'the words for it');
    expect(all.input.ariaInvalid ?? all.input.getAttribute('aria-invalid')).to.equal('true');
    expect(all.button('Send').disabled).to.equal(true);
  });

  it('lets what is typed during a reply wait, visibly', async () => {
    const all = await stage();
    await all.pauseAfter(3);
    all.say('the first of the messages');
    await until(() => all.element.state === 'responding');
    all.say('the second');
    await until(() => all.logText.includes('Waiting'));
    await all.goOn();
    await all.answered(2);
    const traffic = await control<Traffic>(`agents/${all.agentId}/traffic`);
    expect(traffic.messages.map(({ message }) => message.input[0]?.content)).to.deep.equal(['the first of the messages', 'the second']);
  });

  it('shows dots where a reply will stand, until it begins', async () => {
    const all = await stage();
    const hasDots = () => getComputedStyle(all.root.querySelector('.log')!, '::after').content.includes('•••');
    await all.pauseAfter(0);
    all.say('Hello');
    await until(hasDots, 'it is awaited');
    expect(all.element.messages.map(({ role }) => role)).to.deep.equal(['user']);
    await all.goOn();
    await until(() => all.element.messages.length === 2, 'it begins');
    expect(hasDots()).to.equal(false);
    await all.answered();
    expect(hasDots()).to.equal(false);
  });

  it('stops a reply at once', async () => {
    const all = await stage({ behaviour: 'atlas' });
    await all.pauseAfter(3);
    all.say('Plan a weekend');
    await until(() => all.element.messages.at(-1)?.role === 'agent', 'a reply');
    all.button('Stop').click();
    expect(all.element.messages.at(-1)?.status).to.equal('stopped');
    expect(all.element.state).to.equal('ready');
    await until(() => all.logText.includes('Stopped'));
    const { text } = all.element.messages.at(-1)!;
    await all.goOn();
    all.say('And now?');
    await all.answered(2);
    expect(all.element.messages[1]?.text).to.equal(text);
  });

  it('shows tools as lines that open to their variables, and tells of them', async () => {
    const all = await stage({ behaviour: 'toolsmith' });
    const told: AutessaToolEvent[] = [];
    all.element.addEventListener('autessa-tool', (event) => told.push(event));
    all.say('What is the weather in Seattle?');
    await all.answered();
    const tool = all.part('tool');
    await until(() => tool.querySelector('details'));
    expect(tool.querySelector('.tool-name')?.textContent).to.equal('Get weather');
    expect(tool.querySelector('details')).to.exist;
    expect(tool.querySelector('dd')?.textContent).to.match(/Seattle/i);
    expect(told.map(({ toolName, phase }) => `${toolName}:${phase}`)).to.include('GetWeather:started');
    expect(tool.compareDocumentPosition(all.parts('message-agent').at(-1)!)).to.equal(Node.DOCUMENT_POSITION_FOLLOWING);
    tool.querySelector('details')!.open = true;
    tool.querySelector('dt')!.textContent = 'Customer email address for delivery, and other news';
    const widthOf = (selector: string): number => tool.querySelector<HTMLElement>(selector)!.offsetWidth;
    expect(widthOf('dd'), 'a long name leaves room').to.be.at.least(0.45 * widthOf('dl'));
  });

  it('shows a tool that is used in the midst of a reply where it was used, also after a reload, and touches nothing before it', async () => {
    const all = await stage({ behaviour: 'toolsmith', attributes: { persist: 'local' } });
    const order = (root: ShadowRoot) =>
      [...root.querySelectorAll('.message-agent .bubble > *, .log > .tool:not([hidden])')].map((each) =>
        each.matches('.tool') ? each.querySelector('.tool-name')?.textContent : each.firstElementChild?.localName,
      );
    const expected = ['Look up order', 'p', 'Track parcel', 'div'];
    all.say('Where is my order?');
    await until(() => all.root.querySelector('.message-agent .tool'), 'the second tool');
    const before = all.root.querySelector('.message-agent p')!;
    await all.answered();
    await until(() => order(all.root).join() === expected.join(), 'all in order');
    expect(all.root.querySelector('.message-agent p')).to.equal(before);
    all.element.remove();
    const again = await stage({ attributes: { persist: 'local', 'agent-id': String(all.agentId) } });
    await until(() => order(again.root).join() === expected.join(), 'all in order again');
    expect(again.element.transcript('text')).to.contain('where it is.\n\n| Parcel');
  });

  it('ends what is written before a tool is used: a mark that was left open is text', async () => {
    const [question, answer] = conversationOf(2);
    const tool = { toolName: 'GetPrice', invocationId: 'i', publicVars: {}, phase: 'done', progress: '', textBefore: 9 } as const;
    const call: Message = { ...answer!, id: 'call', role: 'tool', text: 'GetPrice', tool };
    const all = await longStage(2, [question!, call, { ...answer!, text: 'Costs **5 or **more**.' }]);
    const paragraphs = [...all.root.querySelectorAll('.message-agent .markdown > p')];
    expect(paragraphs.map(({ textContent }) => textContent.trim())).to.deep.equal(['Costs **5', 'or more.']);
  });

  it('fills prompt template variables in, from JSON and from single attributes', async () => {
    const attributes = { variables: '{"customerName":"Jane","accountType":"Basic"}', 'var-customer-name': 'John' };
    const all = await stage({ behaviour: 'concierge', attributes });
    all.say('Who am I?');
    await all.answered();
    expect(all.element.messages.at(-1)?.text).to.contain('John');
    all.element.setAttribute('var-customer-name', 'Johanna');
    await all.element.updateComplete;
    await Promise.resolve();
    all.say('And now?');
    await all.answered(2);
    expect(all.element.messages.at(-1)?.text).to.contain('Johanna');
  });

  it('sends environment variables, and keeps them to itself', async () => {
    const all = await stage();
    all.element.environmentVariables = { USER_LOCATION: 'Seattle' };
    await all.element.updateComplete;
    all.say('env');
    await all.answered();
    expect(all.element.messages.at(-1)?.text).to.contain('USER_LOCATION');
    expect(all.element.outerHTML).not.to.contain('Seattle');
  });

  it('sends by method, without being open', async () => {
    const all = await stage({ isOpen: false });
    const reply = await all.element.send('Hello');
    expect([reply.role, reply.status]).to.deep.equal(['agent', 'done']);
    await all.element.updateComplete;
    expect(all.element.open).to.equal(false);
  });

  it('tells of each message once, when it is finished', async () => {
    const all = await stage();
    const told: string[] = [];
    all.element.addEventListener('autessa-message', (event) => told.push(event.message.role));
    all.say('Hello');
    await all.answered();
    expect(told).to.deep.equal(['user', 'agent']);
  });

  it('names the conversation', async () => {
    const all = await stage();
    setTimeout(() => all.say('Hello'));
    const { conversationId, origin } = await oneEvent(all.element, 'autessa-conversation') as unknown as { conversationId: string; origin: string };
    expect([conversationId, origin]).to.deep.equal([all.element.conversationId, 'created']);
  });

  it('begins a new conversation, and closes the old one on the server', async () => {
    const all = await stage();
    all.say('Hello');
    await all.answered();
    const { conversationId } = all.element;
    await until(() => all.parts('menu-button').length === 1);
    beginAnew(all);
    expect(all.element.messages).to.have.length(0);
    await until(async () => {
      // Behind it stands the relay's signature.
      const id = conversationId?.split('~', 1)[0];
      const { closeDate } = await control<{ closeDate: string | null }>(`conversations/${id}`);
      return closeDate !== null;
    }, 'closed');
    all.say('Hello again');
    await all.answered();
    expect(all.element.conversationId).not.to.equal(conversationId);
  });

  it('hands the conversation out as text', async () => {
    const all = await stage();
    all.say('Hello');
    await all.answered();
    expect(all.element.transcript('text')).to.match(/^You: Hello\n\nAgent: /);
    expect(JSON.parse(all.element.transcript('json'))).to.have.length(2);
  });

  it('announces a reply once, whole, when it is done', async () => {
    const all = await stage({ tokensPerSecond: 100 });
    const announcer = all.root.querySelector('[aria-live=polite]')!;
    const said: string[] = [];
    const observer = new MutationObserver(() => said.push(announcer.textContent));
    observer.observe(announcer, { childList: true, characterData: true, subtree: true });
    all.say('one two three four five six');
    await all.answered();
    await until(() => said.length > 0);
    expect(said).to.have.length(1);
    expect(said[0]).to.contain('one two three four five six');
    expect(all.root.querySelector('[role=log]')?.getAttribute('aria-live')).to.equal('off');
    observer.disconnect();
  });
});
