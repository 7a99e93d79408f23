import { nextFrame, expect } from '@open-wc/testing';
import type { AgentLog } from '../../src/protocol/logs.js';
import { conversationOf } from '../support/conversation-of.js';
import { longStage } from '../support/long-conversation.js';
import { agentLog, userLog } from '../support/scripted-server.js';
import { until } from '../support/until.js';
// Loaded when needed; here beforehand, so that a test need not wait for what it does not test.
import '../../src/session/earlier.js';
import '../../src/ui/panel/conversation-tools/conversation-tools.js';

const total = 700;
const kept = 200;
const messages = conversationOf(total);
const logs: AgentLog[] = messages.map(({ role, text }) => (role === 'user' ? userLog(text) : agentLog(text)));

type Stage = Awaited<ReturnType<typeof longStage>>;

/** An element in a browser that kept the newest messages alone, of a conversation that the server knows. */
async function staged(known: readonly AgentLog[] = logs): Promise<Stage> {
  const all = await longStage(kept, messages.slice(-kept));
  all.server.logs = [...known];
  await until(() => all.root.querySelectorAll('[data-id]').length === kept, 'what was kept');
  return all;
}

const shownIds = ({ root }: Stage) => [...root.querySelectorAll<HTMLElement>('[data-id]')].map(({ dataset }) => dataset['id']);
const scrollerOf = ({ root }: Stage) => root.querySelector('.scroller')!;

/** As a person does: a wheel, then the position. */
async function scrollUp(all: Stage): Promise<void> {
  const scroller = scrollerOf(all);
  scroller.dispatchEvent(new WheelEvent('wheel', { deltaY: -10 }));
  for (let top = scroller.scrollTop; top > 0; top = scroller.scrollTop) {
    scroller.scrollTop = Math.max(0, top - 4_000);
    await nextFrame();
  }
}

describe('panel: messages that this browser did not keep', () => {
  it('are fetched when somebody scrolls to where they belong, in their order', async () => {
    const all = await staged();
    expect(all.server.count('conversation')).to.equal(0);
    await scrollUp(all);
    await until(() => shownIds(all).length === total, 'all messages');
    expect(shownIds(all)).to.deep.equal(all.element.messages.map(({ id }) => id));
    expect(all.element.messages.map(({ text }) => text)).to.deep.equal(messages.map(({ text }) => text));
    expect([all.server.count('conversation'), all.root.querySelector('.fetch-earlier button')]).to.deep.equal([1, null]);
  });

  it('do not move what somebody reads, nor take the focus away', async () => {
    const all = await staged();
    all.server.answer('conversation', { status: 503 });
    await scrollUp(all);
    await until(() => all.root.querySelector('.fetch-earlier [role=alert]'), 'what went wrong is said');
    const button = all.button('Show earlier messages');
    const read = all.root.querySelector<HTMLElement>('.earlier-page [data-id]')!;
    await until(() => button.ariaDisabled === 'false');
    await frames(5);
    button.focus();
    const before = read.getBoundingClientRect().top;
    button.click();
    await until(() => shownIds(all).length === total, 'all messages');
    await frames(5);
    const current = all.root.querySelector<HTMLElement>(`[data-id="${read.dataset['id']}"]`)!;
    expect(Math.abs(current.getBoundingClientRect().top - before)).to.be.at.most(2);
    expect(all.root.activeElement === scrollerOf(all), 'the focus stays near').to.equal(true);
  });

  it('are not there where the server has none', async () => {
    const all = await staged(logs.slice(-kept));
    await scrollUp(all);
    await until(() => !all.session.snapshot.hasEarlier);
    expect(shownIds(all)).to.have.length(kept);
    await until(() => all.root.querySelector('.fetch-earlier button') === null);
  });
});

async function frames(count: number): Promise<void> {
  for (let frame = 0; frame < count; frame += 1) await nextFrame();
}
