import { aTimeout, expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { Message } from '../../src/conversation/message.js';
import type { SessionSnapshot } from '../../src/session/snapshot.js';
import type { PanelParts } from '../../src/ui/panel/panel-parts.js';
import type { Toast } from '../../src/ui/panel/conversation-tools/toast.js';
import { Judgement } from '../../src/ui/panel/judgement/judgement.js';
import { answeredStage, beginAnew } from '../support/extras.js';
import type { Stage } from '../support/stage.js';
import { StagedVoice } from '../support/staged-voice.js';
import { until } from '../support/until.js';
import { voiceStage, type VoiceStage } from './voice/voice-stage.js';

/** What the page is told, without the message. */
function watch(all: Stage): unknown[] {
  const told: unknown[] = [];
  all.element.addEventListener('autessa-feedback', ({ value, reason }) => told.push([value, reason]));
  all.element.addEventListener('autessa-rating', ({ value, reason, conversationId }) => told.push([value, reason, conversationId === '' ? '' : 'named']));
  return told;
}

const form = (all: Stage) => all.root.querySelector<HTMLFormElement>('.judgement');
const field = (all: Stage) => form(all)?.querySelector('input');

const question = (all: Stage) => form(all)?.ariaLabel;
const ratingQuestion = 'How was this conversation?';
const closeForm = (all: Stage) => form(all)!.querySelector<HTMLElement>('.icon')!.click();

const notice: Message = { id: 'ended', role: 'notice', text: '', status: 'done', at: 0, notice: 'conversation-ended' };

/** What a session says of itself is shown when this settles. */
function become({ voice }: VoiceStage, changes: Partial<SessionSnapshot>): Promise<void> {
  voice.set(changes);
  return aTimeout(0);
}

/** An open conversation that may be rated, in a session that does as it is told; what is said in it was said aloud. */
async function ratedStage(): Promise<VoiceStage & { end(): Promise<void> }> {
  const all = await voiceStage({ rating: '' });
  await until(() => all.root.querySelector('.judgement-box'), 'it can be asked');
  await become(all, { conversationId: 'conv-1' });
  const end = () => become(all, { conversationId: undefined, messages: [...all.element.messages, notice] });
  return Object.assign(all, { end });
}

describe('panel: judgement', () => {
  it('asks why a reply is bad, which nobody has to say', async () => {
    const all = await answeredStage();
    const told = watch(all);
    all.button('Bad answer').click();
    await until(() => all.root.activeElement === field(all), 'the text box has the focus');
    expect([form(all)?.role, form(all)?.ariaLabel, field(all)?.ariaLabel]).to.deep.equal(['group', 'What was wrong with it?', 'A few words, if you like']);
    field(all)!.value = `  Too long ${'x'.repeat(600)}`;
    await sendKeys({ press: 'Enter' });
    await until(() => form(all) === null, 'it is gone');
    expect(told).to.deep.equal([['down', undefined], ['down', `Too long ${'x'.repeat(491)}`]]);
    expect(all.part('toast').textContent).to.contain('Thank you');
    all.button('Bad answer').click();
    expect([form(all), told.at(-1)]).to.deep.equal([null, [null, undefined]]);
    all.button('Bad answer').click();
    await sendKeys({ press: 'Escape' });
    expect([form(all), all.element.open, all.root.activeElement === all.button('Bad answer'), told.at(-1)]).to.deep.equal([null, true, true, ['down', undefined]]);
    all.button('Bad answer').click();
    all.button('Bad answer').click();
    all.button('Good answer').click();
    expect([form(all), told.at(-1)]).to.deep.equal([null, ['up', undefined]]);
  });

  it('asks how a conversation was that was left for a new one, once, and only where the site wants it', async () => {
    const all = await answeredStage({ tokensPerSecond: 1_000 });
    const told = watch(all);
    beginAnew(all);
    await until(() => all.parts('toast').length === 1, 'left');
    expect(question(all)).to.equal(undefined);
    all.element.rating = true;
    all.say('Again');
    await until(() => all.element.messages.at(-1)?.status === 'done', 'answered');
    beginAnew(all);
    await until(() => form(all) !== null, 'asked');
    expect([form(all)?.ariaLabel, all.parts('star').map((star) => star.ariaLabel), field(all)]).to.deep.equal(['How was this conversation?', ['1 / 5', '2 / 5', '3 / 5', '4 / 5', '5 / 5'], null]);
    all.parts('star')[3]!.click();
    expect(all.parts('star').map((star) => star.ariaPressed)).to.deep.equal(['false', 'false', 'false', 'true', 'false']);
    field(all)!.value = 'Quick';
    form(all)!.requestSubmit();
    expect(told).to.deep.equal([[4, undefined, 'named'], [4, 'Quick', 'named']]);
    await until(() => form(all) === null, 'over');
    // What is said next is no part of it.
    all.say('More');
    await until(() => all.element.messages.at(-1)?.status === 'done', 'answered');
    beginAnew(all);
    await until(() => form(all) !== null, 'asked of the next one');
    all.parts('star')[2]!.focus();
    all.say('Once more');
    await until(() => form(all) === null, 'not while somebody goes on');
    expect(all.root.activeElement).to.equal(all.input);
  });

  it('asks again of one that was left, taken back and left once more; thanks wait for the way back', async () => {
    const all = await answeredStage({ tokensPerSecond: 1_000, attributes: { rating: '' } });
    beginAnew(all);
    await until(() => question(all) === ratingQuestion, 'asked');
    all.parts('star')[4]!.click();
    form(all)!.requestSubmit();
    expect([form(all), all.parts('toast').length]).to.deep.equal([null, 1]);
    all.button('Undo').click();
    await until(() => all.element.messages.length === 2, 'it is back');
    await until(() => all.parts('menu-button').length === 1);
    beginAnew(all);
    await until(() => question(all) === ratingQuestion, 'asked once more');
    const [{ conversationId } = { conversationId: '' }] = all.element.conversations;
    await all.element.deleteConversation(conversationId);
    await until(() => form(all) === null, 'there is nothing to judge any more');
  });

  it('asks how a conversation was that the page has ended, and no second time when a new one is begun', async () => {
    const all = await answeredStage({ attributes: { rating: '' } });
    const told = watch(all);
    const news = all.root.querySelector('.judgement-box [role=status]')!;
    expect(news.textContent).to.equal('');
    await all.element.endConversation();
    await until(() => form(all) !== null, 'asked');
    expect(news.textContent).to.equal(ratingQuestion);
    all.parts('star')[0]!.click();
    closeForm(all);
    expect([told, form(all)]).to.deep.equal([[[1, undefined, 'named']], null]);
    beginAnew(all);
    await until(() => all.parts('toast').length === 1, 'begun');
    expect([form(all), told.length]).to.deep.equal([null, 1]);
  });

  it('asks of a conversation that was only spoken, in the tab that is looked at, and as long as it is shown', async () => {
    const all = await ratedStage();
    const told = watch(all);
    const { messages } = all.element;
    await all.end();
    await until(() => question(all) === ratingQuestion, 'asked');
    all.parts('star')[1]!.click();
    field(all)!.value = 'Private';
    expect(told).to.deep.equal([[2, undefined, 'named']]);
    await become(all, { isConsentNeeded: true });
    expect(question(all), 'where consent is gone').to.equal(undefined);
    await become(all, { isConsentNeeded: false, conversationId: 'conv-2', messages });
    await all.end();
    await until(() => question(all), 'asked of the next one');
    await become(all, { messages: [] });
    expect(question(all), 'where the conversation is gone').to.equal(undefined);
    await become(all, { conversationId: 'conv-3', messages });
    Object.defineProperty(document, 'visibilityState', { configurable: true, value: 'hidden' });
    await all.end();
    Reflect.deleteProperty(document, 'visibilityState');
    await become(all, { hasEarlier: true });
    expect(question(all), 'in another tab').to.equal(undefined);
    await become(all, { conversationId: 'conv-4', messages });
    await all.end();
    await until(() => question(all), 'asked of that one');
    // Another person's, which had ended before.
    const next = new StagedVoice([...messages, notice]);
    all.element.session = next.session;
    await until(() => form(all) === null, 'not of another one');
    next.set({ hasEarlier: true });
    await aTimeout(0);
    expect(question(all)).to.equal(undefined);
  });

  it('asks of a conversation that the page has ended before the code for it was there, and of none from before the page', async () => {
    const all = await ratedStage();
    const [question, answer] = all.element.messages;
    const sessionEnded = (conversationId: string, at: number) => new StagedVoice([{ ...question!, conversationId }, answer!, { ...notice, at }]).session;
    all.element.session = sessionEnded('early', performance.timeOrigin - 1_000);
    await aTimeout(0);
    expect(form(all)).to.equal(null);
    const told = watch(all);
    all.element.session = sessionEnded('late', Date.now());
    await until(() => form(all), 'asked');
    all.parts('star')[3]!.click();
    expect(told).to.deep.equal([[4, undefined, 'named']]);
  });

  it('asks in one of several windows that show the same conversation', async () => {
    const windows = [await ratedStage(), await ratedStage()];
    const conversationId = `both-${Math.random()}`;
    for (const all of windows) await become(all, { conversationId });
    await Promise.all(windows.map((all) => all.end()));
    const asking = () => windows.filter((all) => form(all));
    await until(() => asking().length > 0, 'asked');
    // Whoever asks for it now, hears that somebody has it: all who asked before have had their answer.
    await navigator.locks.request(`autessa-agent:rating:${conversationId}`, { ifAvailable: true }, (lock) => expect(lock).to.equal(null));
    await until(() => asking().length === 1, 'in one');
    closeForm(asking()[0]!);
    await navigator.locks.request(`autessa-agent:rating:${conversationId}`, (lock) => expect(lock).not.to.equal(null));
    await aTimeout(0);
    expect(asking().length, 'and not in the other one then').to.equal(0);
  });

  it('keeps what is written about one reply from the next one, and lets a text be composed', async () => {
    const all = await ratedStage();
    const [, first] = all.element.messages;
    await become(all, { messages: [...all.element.messages, { ...first!, id: 'second' }] });
    const bubble = all.root.querySelector(`[data-id="${first!.id}"]`)!;
    bubble.dispatchEvent(new PointerEvent('pointerover', { pointerType: 'mouse', bubbles: true }));
    await until(() => all.root.querySelectorAll('.action.is-down').length === 2, 'the thumbs of both');
    const [one, other] = [bubble, all.root.querySelector('[data-id=second]')!].map((each) => each.querySelector<HTMLElement>('.action.is-down')!);
    one!.click();
    field(all)!.value = 'Of the first';
    expect(Number.parseFloat(getComputedStyle(field(all)!).fontSize)).to.be.at.least(16);
    field(all)!.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', isComposing: true, bubbles: true, composed: true }));
    expect(field(all)?.value).to.equal('Of the first');
    other!.click();
    expect(field(all)?.value).to.equal('');
  });

  it('puts nothing into a panel that was gone before its code was there', () => {
    expect(() => new Judgement({ signal: AbortSignal.abort() } as PanelParts, {} as Toast)).to.throw(DOMException);
  });

  it('does not bring up the keyboard of a phone, whose browser may not say what a button was pressed with', async () => {
    const all = await ratedStage();
    const { matchMedia } = window;
    window.matchMedia = (query) => Object.assign(new EventTarget(), { matches: query === '(pointer: coarse)' }) as MediaQueryList;
    try {
      all.button('Bad answer').dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true }));
    } finally {
      window.matchMedia = matchMedia;
    }
    expect([form(all) === null, all.root.activeElement === field(all)]).to.deep.equal([false, false]);
  });
});
