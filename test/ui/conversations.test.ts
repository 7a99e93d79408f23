import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import '../../src/ui/panel/conversation-list/conversation-list.js';
import { answeredStage } from '../support/extras.js';
import { longStage } from '../support/long-conversation.js';
import { agentLog, userLog } from '../support/scripted-server.js';
import { stage, type Stage } from '../support/stage.js';
import { until } from '../support/until.js';

const labels = (all: Stage) => all.parts('menu-item').map((item) => item.textContent.trim());
const listed = (all: Stage) => all.parts('conversation').map((each) => each.querySelector('span')?.textContent);
const focused = (all: Stage) => all.root.activeElement?.querySelector('span')?.textContent ?? all.root.activeElement?.ariaLabel ?? all.root.activeElement?.getAttribute('part');

/** A stage with conversations that were left, the newest first, and one that is shown. */
async function stageWith(titles: readonly string[]): Promise<Awaited<ReturnType<typeof longStage>>> {
  const others = titles.map((title) => ({ conversationId: `conv-${title}`, title, at: 0, hasCall: title === 'Two', hasUnread: title === 'Two' }));
  const all = await longStage(2, undefined, others);
  await until(() => all.parts('menu-button').length === 1, 'the menu is there');
  return all;
}

function openList(all: Stage): void {
  all.part('menu-button').click();
  all.parts('menu-item').find((item) => item.textContent.trim() === 'Conversations')!.click();
}

describe('panel: conversations that were left', () => {
  it('are in a list with the newest first, which opens one, by keyboard too', async () => {
    const all = await stageWith(['Two', 'One']);
    all.server.logs = [userLog('One'), agentLog('It was so')];
    openList(all);
    await until(() => listed(all).join() === 'Two,One');
    expect([focused(all), all.part('conversations').ariaLabel, all.root.querySelector<HTMLElement>('.scroller')?.closest('[inert]') !== null]).to.deep.equal(['Two', 'Conversations', true]);
    expect(all.parts('conversation').map(({ textContent }) => /Voice call.*Answer not seen yet/.test(textContent))).to.deep.equal([true, false]);
    await sendKeys({ press: 'ArrowDown' });
    expect(focused(all)).to.equal('One');
    await sendKeys({ press: 'Escape' });
    expect([focused(all), all.parts('conversations').length, all.element.open]).to.deep.equal(['More', 0, true]);
    openList(all);
    await until(() => listed(all).length === 2);
    all.parts('conversation')[1]!.click();
    await until(() => all.element.messages[0]?.text === 'One', 'opened');
    expect(all.element.conversations.map(({ conversationId }) => conversationId)).to.deep.equal(['conv-1', 'conv-Two']);
    await until(() => all.parts('conversations').length === 0, 'closed');
    expect([all.root.activeElement, all.root.querySelector('[inert]')]).to.deep.equal([all.input, null]);
  });

  it('are deleted after a question, and searched where there are many', async () => {
    const all = await stageWith([5, 4, 3, 2, 1, 0].map((index) => `Question ${index}`));
    openList(all);
    await until(() => listed(all).length === 6);
    expect(focused(all)).to.equal('Search conversations');
    const search = all.root.querySelector<HTMLInputElement>('.conversation-list input')!;
    search.value = ' question 3';
    search.dispatchEvent(new InputEvent('input', { bubbles: true }));
    expect(listed(all)).to.deep.equal(['Question 3']);
    search.value = 'nowhere';
    search.dispatchEvent(new InputEvent('input', { bubbles: true }));
    expect([listed(all), all.root.querySelector('.conversation-list [role=status]')?.textContent]).to.deep.equal([[], 'Nothing found']);
    search.value = '';
    search.dispatchEvent(new InputEvent('input', { bubbles: true }));
    all.button('Delete “Question 5”').click();
    all.part('toast').querySelectorAll('button')[1]!.click();
    await until(() => all.element.conversations.length === 5);
    await until(() => focused(all) === 'Question 4');
    expect(listed(all)).to.deep.equal(['Question 4', 'Question 3', 'Question 2', 'Question 1', 'Question 0']);
  });

  it('begin where the panel’s lines do, whatever the direction of their words', async () => {
    const all = await stageWith(['שלום', 'One']);
    openList(all);
    await until(() => listed(all).length === 2);
    /** How far the words of each title are from where the line begins, in px. */
    const indents = () => all.parts('conversation').map((each) => {
      const title = each.querySelector('span')!;
      const words = document.createRange();
      words.selectNodeContents(title);
      const [line, text] = [title.getBoundingClientRect(), words.getBoundingClientRect()];
      return Math.round(all.part('panel').dir === 'rtl' ? line.right - text.right : text.left - line.left) + 0;
    });
    expect(indents()).to.deep.equal([0, 0]);
    all.part('panel').dir = 'rtl';
    expect(indents()).to.deep.equal([0, 0]);
  });

  it('can be reached where nothing has been said yet, after a reload too; and not where they are switched off', async () => {
    const all = await answeredStage({ tokensPerSecond: 1_000, attributes: { persist: 'local' } }, 'One');
    await all.element.session!.newConversation();
    await until(() => all.element.conversations.length === 1);
    all.part('menu-button').click();
    expect(labels(all)[0]).to.equal('Conversations');
    all.element.remove();
    const attributes = { persist: 'local', 'agent-id': String(all.agentId) };
    const next = await stage({ attributes });
    await until(() => next.parts('menu-button').length === 1);
    openList(next);
    await until(() => listed(next).join() === 'One');
    next.element.disabledFeatures = 'conversations';
    await next.element.updateComplete;
    next.part('menu-button').click();
    expect(labels(next)).not.to.include('Conversations');
  });
});
