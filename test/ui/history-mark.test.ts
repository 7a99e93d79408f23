import { expect } from '@open-wc/testing';
import { conversationOf } from '../support/conversation-of.js';
import { longStage } from '../support/long-conversation.js';
import { settled } from '../support/fake-clock.js';
import { until } from '../support/until.js';
// Loaded when needed; here beforehand, so that a test need not wait for what it does not test.
import '../../src/ui/panel/conversation-tools/conversation-tools.js';
import '../../src/ui/panel/notices/notice-views.js';
import { expectAccessible } from '../support/accessible.js';

type Stage = Awaited<ReturnType<typeof longStage>>;

/** An element with a conversation that was stored, of which the server says that it knows it no more. */
async function replaced(count: number): Promise<Stage> {
  const all = await longStage(count, conversationOf(count));
  await until(() => all.server.sockets.length > 0);
  await all.server.socket.open('conv-2', 'CREATED');
  await until(() => all.logText.includes('The agent starts afresh from here.'), 'the notice');
  await until(() => all.root.querySelector('.history-label'), 'the mark');
  return all;
}

const marked = ({ root }: Stage) => [...root.querySelectorAll<HTMLElement>('.is-history')].map(({ dataset }) => dataset['id']);

describe('panel: a conversation that the server knows no more', () => {
  it('is marked as history, to the eye and in words, up to the notice that tells why', async () => {
    const all = await replaced(4);
    expect(marked(all)).to.deep.equal(conversationOf(4).map(({ id }) => id));
    expect(all.logText).to.match(/^Earlier conversation.*Question 0.*Answer 3.*starts afresh from here\.$/);
    expect(getComputedStyle(all.root.querySelector('.is-history')!).filter).to.equal('grayscale(1)');
    await expectAccessible(all.element);
  });

  it('stays so while the next one goes on, which is not history', async () => {
    const all = await replaced(4);
    all.say('Do you know me?');
    await settled();
    await all.server.socket.finish('No.');
    await until(() => all.logText.endsWith('No.') || all.logText.includes('No.'));
    expect(marked(all)).to.have.length(4);
    expect(all.root.querySelectorAll('.history-label')).to.have.length(1);
    all.session.newConversation();
    await until(() => all.root.querySelectorAll('[data-id]').length === 0);
    expect(all.root.querySelector('.history-label')).to.equal(null);
  });

  it('is marked in a long conversation, too, whether it is formatted yet or not', async () => {
    const all = await replaced(300);
    expect(marked(all)).to.have.length(300);
    const scroller = all.root.querySelector('.scroller')!;
    scroller.dispatchEvent(new WheelEvent('wheel', { deltaY: -10 }));
    scroller.scrollTop = 0;
    await until(() => all.root.querySelector('.earlier-page .is-plain') === null || all.root.querySelector('.earlier-page')!.querySelector('.is-plain') === null, 'the first page is formatted');
    expect(marked(all)).to.have.length(300);
    expect(all.root.querySelector('.earlier')!.firstElementChild!.className).to.equal('history-label');
  });
});
