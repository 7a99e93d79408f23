import { expect } from '@open-wc/testing';
import type { Message } from '../../src/conversation/message.js';
import { beginAnew } from '../support/extras.js';
import { settled } from '../support/fake-clock.js';
import { conversationOf } from '../support/conversation-of.js';
import { longStage } from '../support/long-conversation.js';
import { until } from '../support/until.js';
// Loaded when needed; here beforehand, so that a test need not wait for what it does not test.
import '../../src/ui/panel/conversation-tools/conversation-tools.js';

const count = 5_000;

describe('panel: a conversation of 5,000 messages', () => {
  it('shows the last ones at once, and has all of them in the document, in order', async () => {
    const all = await longStage(count);
    expect(all.parts('message').length).to.be.at.most(40);
    expect(all.logText).to.contain(`Answer ${count - 1}`);
    await until(() => all.root.querySelectorAll('[data-id]').length === count, 'all messages');
    const ids = [...all.root.querySelectorAll<HTMLElement>('[data-id]')].map(({ dataset }) => dataset['id']);
    expect(ids).to.deep.equal(all.element.messages.map(({ id }) => id));
    expect(all.logText).to.contain('Question 0: what about the weather?');
  });

  it('formats what is near alone, until somebody scrolls there', async () => {
    const all = await longStage(count);
    await until(() => all.root.querySelectorAll('.earlier-page').length > 190, 'pages');
    const pages = [...all.root.querySelectorAll<HTMLElement>('.earlier-page')];
    expect(all.root.querySelectorAll('.is-plain')).to.have.length(count - 30);
    expect(getComputedStyle(pages[0]!).contentVisibility).to.equal('auto');
    const scroller = all.root.querySelector('.scroller')!;
    scroller.dispatchEvent(new WheelEvent('wheel', { deltaY: -10 }));
    scroller.scrollTop = 0;
    await until(() => pages[0]!.querySelector('.is-plain') === null, 'the first page is formatted');
    expect(pages[0]!.querySelector('strong')?.textContent).to.equal('windy');
    expect(pages[80]!.querySelectorAll('.is-plain')).to.have.length(25);
  });

  it('leaves the call of a tool in its reply, where a page ends between them too', async () => {
    const messages = conversationOf(149);
    const tool = { toolName: 'GetWeather', invocationId: 'i', publicVars: {}, phase: 'done', progress: '', textBefore: 10 } as const;
    const call: Message = { id: 'call', role: 'tool', text: 'GetWeather', status: 'done', at: 0, turn: 'turn-24', tool };
    const all = await longStage(150, messages.toSpliced(49, 0, call));
    const reply = () => all.root.querySelector('[data-id="turn-24:reply"]');
    await until(reply, 'pages');
    const scroller = all.root.querySelector('.scroller')!;
    scroller.dispatchEvent(new WheelEvent('wheel', { deltaY: -10 }));
    reply()!.scrollIntoView();
    await until(() => reply()?.querySelector('.bubble > .tool .tool-name')?.textContent === 'Get weather', 'the call');
    expect(all.root.querySelector('[data-id="call"]')?.checkVisibility()).to.equal(false);
    expect(reply()?.querySelector('.markdown')?.textContent).to.equal('Answer 49:');
  });

  it('goes on at its end, and a token touches the last message alone', async () => {
    const all = await longStage(count);
    await until(() => all.root.querySelectorAll('[data-id]').length === count, 'all messages');
    await until(() => all.server.sockets.length > 0);
    await all.server.socket.open('conv-1', 'REVIVED');
    all.say('And now?');
    await settled();
    await all.server.socket.stream('It is ');
    await until(() => all.logText.endsWith('It is'), 'a beginning');
    const last = all.parts('message-agent').at(-1)!;
    const touched = new Set<Node>();
    const observer = new MutationObserver((records) => records.forEach(({ target }) => touched.add(target)));
    observer.observe(all.root.querySelector('.log')!, { childList: true, characterData: true, subtree: true });
    await all.server.socket.stream('calm ', 'and ', 'dry');
    await until(() => last.textContent.includes('calm and dry'), 'the rest');
    observer.disconnect();
    expect([...touched].every((node) => last.contains(node))).to.equal(true);
    expect(touched.size).to.be.greaterThan(0);
    expect(all.root.querySelectorAll('[data-id]')).to.have.length(count + 2);
  });

  it('reads no more of the messages for a token than of a short conversation', async () => {
    const reads = async (length: number): Promise<number> => {
      const all = await longStage(length);
      await until(() => all.parts('menu-button').length === 1, 'the extras');
      await until(() => all.server.sockets.length > 0);
      await all.server.socket.open('conv-1', 'REVIVED');
      all.say('And now?');
      await settled();
      await all.server.socket.stream('It is ');
      await until(() => all.logText.endsWith('It is'), 'a beginning');
      let read = 0;
      const prototype = Object.getPrototypeOf(all.session) as object;
      const original = Object.getOwnPropertyDescriptor(prototype, 'snapshot')!;
      Object.defineProperty(all.session, 'snapshot', {
        configurable: true,
        get() {
          const snapshot = original.get!.call(all.session) as { messages: readonly unknown[] };
          const messages = new Proxy(snapshot.messages, {
            get(target, key, receiver) {
              if (typeof key === 'string' && /^\d+$/.test(key)) read += 1;
              return Reflect.get(target, key, receiver) as unknown;
            },
          });
          return { ...snapshot, messages };
        },
      });
      await all.server.socket.stream('calm');
      await until(() => all.logText.endsWith('It is calm'), 'a token');
      const counted = read;
      Reflect.deleteProperty(all.session, 'snapshot');
      all.element.remove();
      return counted;
    };
    const short = await reads(50);
    const long = await reads(count);
    expect(long, `${long} of ${count}, ${short} of 50`).to.be.at.most(short);
    expect(short).to.be.greaterThan(0);
  });

  it('gives way to the next conversation', async () => {
    const all = await longStage(count);
    await until(() => all.parts('menu-button').length === 1);
    const ids = all.element.messages.map(({ id }) => id);
    beginAnew(all);
    await until(() => all.root.querySelectorAll('[data-id]').length === 0);
    all.button('Undo').click();
    await until(() => all.root.querySelectorAll('[data-id]').length === count, 'all are back');
    expect([...all.root.querySelectorAll<HTMLElement>('[data-id]')].map(({ dataset }) => dataset['id'])).to.deep.equal(ids);
  });
});
