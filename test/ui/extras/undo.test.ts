import { expect, nextFrame } from '@open-wc/testing';
import { answeredStage, beginAnew, finishAnimations } from '../../support/extras.js';
import { control } from '../../support/stage.js';
import { until } from '../../support/until.js';

describe('panel: a new conversation, and undo', () => {
  it('brings the old conversation back entire, and goes on in it', async () => {
    const all = await answeredStage();
    const { messages, conversationId } = all.element;
    beginAnew(all);
    await until(() => all.element.messages.length === 0);
    await until(async () => (await control<{ closeDate: string | null }>(`conversations/${conversationId?.split('~', 1)[0]}`)).closeDate !== null, 'closed');
    await until(() => all.parts('toast').length === 1);
    expect(all.root.activeElement).to.equal(all.input);
    all.button('Undo').click();
    await until(() => all.element.messages.length > 0);
    expect(all.element.messages.map(({ id, text }) => [id, text])).to.deep.equal(messages.map(({ id, text }) => [id, text]));
    expect(all.element.conversationId).to.equal(conversationId);
    await until(() => all.logText.includes('Hello'), 'shown');
    expect(all.parts('toast')).to.have.length(0);
    all.say('Still there?');
    await all.answered(2);
    expect(all.element.conversationId).to.equal(conversationId);
    const { logs } = await control<{ logs: { logType: string }[] }>(`conversations/${conversationId?.split('~', 1)[0]}`);
    expect(logs.filter(({ logType }) => logType === 'USER')).to.have.length(2);
  });

  it('brings a reply back that was under way', async () => {
    const all = await answeredStage();
    await all.pauseAfter(3);
    all.say('one two three four five six seven eight nine ten');
    await until(() => all.element.messages.at(-1)?.status === 'streaming', 'a reply');
    beginAnew(all);
    await until(() => all.parts('toast').length === 1);
    all.button('Undo').click();
    await all.goOn();
    await all.answered(2);
    expect(all.element.messages.at(-1)?.text).to.contain('nine ten');
    expect(all.element.messages).to.have.length(4);
  });

  it('is offered for a while, and only until something new is said', async () => {
    const all = await answeredStage();
    beginAnew(all);
    await until(() => all.parts('toast').length === 1);
    finishAnimations(all.part('toast'));
    await until(() => all.parts('toast').length === 0, 'gone by itself');
    all.say('Hello again');
    await all.answered();
    beginAnew(all);
    await until(() => all.parts('toast').length === 1);
    all.say('Something else');
    await until(() => all.parts('toast').length === 0, 'gone with the message');
    await all.answered();
    expect(all.element.messages[0]?.text).to.equal('Something else');
  });

  it('is offered for as long again where the panel was closed', async () => {
    const all = await answeredStage();
    beginAnew(all);
    await until(() => all.parts('toast').length === 1);
    all.element.hide();
    await all.element.updateComplete;
    finishAnimations(all.root.querySelector('.panel-host')!);
    await until(() => !all.part('panel').checkVisibility(), 'closed');
    finishAnimations(all.part('toast'));
    // What is over is told with the next frame.
    await nextFrame();
    await nextFrame();
    all.element.show();
    await until(() => all.part('panel').checkVisibility(), 'open');
    await nextFrame();
    await nextFrame();
    expect(all.parts('toast')).to.have.length(1);
    expect(all.part('toast').getAnimations()[0]?.playState).to.equal('running');
  });

  it('stays as long as the pointer or the focus is on it', async function () {
    // To WebKit without a window in front nothing has the focus.
    if (!document.hasFocus()) this.skip();
    const all = await answeredStage();
    beginAnew(all);
    await until(() => all.parts('toast').length === 1);
    all.button('Undo').focus();
    const [animation] = all.part('toast').getAnimations();
    await until(() => animation?.playState === 'paused');
  });

  it('brings nothing back that was cleared', async () => {
    const all = await answeredStage();
    beginAnew(all);
    await all.element.clearStoredData();
    await all.element.session?.undoNewConversation();
    expect(all.element.messages).to.have.length(0);
  });
});
