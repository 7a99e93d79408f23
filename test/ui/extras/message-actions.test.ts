import { sendKeys } from '@web/test-runner-commands';
import { expect } from '@open-wc/testing';
import type { AutessaFeedbackEvent } from '../../../src/ui/panel/judgement/feedback-event.js';
import { answeredStage, finishAnimations, replaceClipboard, watchClipboard } from '../../support/extras.js';
import { stage, type Stage } from '../../support/stage.js';
import { until } from '../../support/until.js';
import { expectAccessible } from '../../support/accessible.js';

const names = (bar: Element) => [...bar.querySelectorAll('button')].map((button) => button.getAttribute('aria-label'));
const barOf = (message: HTMLElement) => message.querySelector<HTMLElement>('[part=actions]');
const point = (message: HTMLElement, pointerType = 'mouse') =>
  message.dispatchEvent(new PointerEvent('pointerover', { bubbles: true, composed: true, pointerType }));
const tap = (message: HTMLElement) => message.dispatchEvent(new PointerEvent('click', { bubbles: true, composed: true, pointerType: 'touch' }));

describe('panel: the actions of messages', () => {
  it('are below the last reply, with its time', async () => {
    const all = await answeredStage({ attributes: { locale: 'en-GB' } });
    const bar = barOf(all.parts('message-agent').at(-1)!)!;
    expect(bar.getAttribute('role')).to.equal('toolbar');
    expect(names(bar)).to.deep.equal(['Copy', 'Good answer', 'Bad answer']);
    const { at } = all.element.messages.at(-1)!;
    expect(bar.querySelector('time')?.textContent).to.equal(new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' }).format(at));
    expect(bar.querySelector('time')?.dateTime).to.equal(new Date(at).toISOString());
    bar.querySelector('time')!.dispatchEvent(new PointerEvent('pointerenter'));
    expect(bar.querySelector('time')!.title).to.equal(new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'medium' }).format(at));
    all.say('Again');
    await all.answered(2);
    await until(() => barOf(all.parts('message-agent').at(-1)!), 'it moves on');
    expect(all.parts('actions')).to.have.length(1);
  });

  it('come to any message that is pointed at, and go with the pointer', async () => {
    const all = await answeredStage();
    const [mine] = all.parts('message-user');
    point(mine!);
    expect(names(barOf(mine!)!)).to.deep.equal(['Copy']);
    expect(all.parts('actions')).to.have.length(2);
    all.part('log').dispatchEvent(new PointerEvent('pointerleave'));
    expect(all.parts('actions')).to.have.length(1);
  });

  it('come and go with a tap, which is not meant for a link', async () => {
    const all = await answeredStage();
    const [mine] = all.parts('message-user');
    point(mine!, 'touch');
    expect(barOf(mine!)).to.equal(null);
    tap(mine!);
    expect(barOf(mine!)).to.exist;
    tap(mine!);
    expect(barOf(mine!)).to.equal(null);
    const link = document.createElement('a');
    mine!.append(link);
    tap(link);
    expect(barOf(mine!)).to.equal(null);
  });

  it('are one stop of the Tab key, and have arrows', async () => {
    const all = await answeredStage();
    const bar = barOf(all.parts('message-agent').at(-1)!)!;
    expect([...bar.querySelectorAll('button')].map(({ tabIndex }) => tabIndex)).to.deep.equal([0, -1, -1]);
    all.input.focus();
    await sendKeys({ down: 'Shift' });
    // The attachments come between.
    await sendKeys({ press: 'Tab' });
    await sendKeys({ press: 'Tab' });
    await sendKeys({ up: 'Shift' });
    const active = () => all.root.activeElement?.getAttribute('aria-label');
    expect(active()).to.equal('Copy');
    await sendKeys({ press: 'ArrowRight' });
    expect(active()).to.equal('Good answer');
    await sendKeys({ press: 'ArrowLeft' });
    await sendKeys({ press: 'ArrowUp' });
    expect(active()).to.equal('Copy');
    expect(barOf(all.parts('message-user')[0]!)?.contains(all.root.activeElement)).to.equal(true);
    await sendKeys({ press: 'ArrowDown' });
    expect(bar.contains(all.root.activeElement)).to.equal(true);
    expect(all.parts('actions')).to.have.length(1);
  });

  it('copy what was said, and say so for a while', async () => {
    const { written, restore } = watchClipboard();
    const all = await answeredStage();
    all.button('Copy').click();
    const status = barOf(all.parts('message-agent').at(-1)!)!.querySelector('[role=status]')!;
    await until(() => status.textContent === 'Copied');
    expect(written).to.deep.equal([all.element.messages.at(-1)?.text]);
    finishAnimations(barOf(all.parts('message-agent').at(-1)!)!);
    await until(() => status.textContent === '');
    replaceClipboard(() => Promise.reject(new DOMException('no', 'NotAllowedError')));
    all.button('Copy').click();
    await until(() => status.textContent.includes('did not allow'));
    expect(status.className).not.to.contain('visually-hidden');
    restore();
  });

  it('tell the page what a person thinks of a reply, and send nothing', async () => {
    const all = await answeredStage();
    const told: AutessaFeedbackEvent[] = [];
    all.element.addEventListener('autessa-feedback', (event) => told.push(event));
    const { requests } = watchRequests();
    all.button('Good answer').click();
    expect(all.button('Good answer').getAttribute('aria-pressed')).to.equal('true');
    all.button('Bad answer').click();
    expect([all.button('Good answer'), all.button('Bad answer')].map((each) => each.getAttribute('aria-pressed'))).to.deep.equal(['false', 'true']);
    all.button('Bad answer').click();
    expect(told.map(({ value }) => value)).to.deep.equal(['up', 'down', null]);
    expect(told[0]?.message).to.equal(all.element.messages.at(-1));
    expect(requests).to.deep.equal([]);
    all.element.disabledFeatures = 'feedback';
    await until(() => !names(barOf(all.parts('message-agent').at(-1)!)!).includes('Good answer'), 'no thumbs');
  });

  it('ask a reply again that was stopped', async () => {
    const all = await answeredStage();
    await all.pauseAfter(3);
    all.say('one two three four five six seven eight nine ten eleven twelve');
    await until(() => all.element.messages.at(-1)?.status === 'streaming', 'a reply');
    all.button('Stop').click();
    await all.goOn();
    await until(() => barOf(all.parts('message-agent').at(-1)!));
    barOf(all.parts('message-agent').at(-1)!)!.querySelector<HTMLElement>('[aria-label="Try again"]')!.click();
    await until(() => all.element.messages.at(-1)?.status === 'done' && all.element.messages.length === 4, 'answered');
    expect(all.element.messages.at(-1)?.text).to.contain('twelve');
  });

  it('are not on a reply that still grows', async () => {
    const all = await answeredStage();
    await all.pauseAfter(3);
    all.say('one two three four five');
    await until(() => all.element.messages.at(-1)?.status === 'streaming');
    const growing = all.parts('message-agent').at(-1)!;
    point(growing);
    expect(barOf(growing)).to.equal(null);
  });

  it('leave axe nothing to say', async () => {
    const all = await answeredStage();
    point(all.parts('message-user')[0]!);
    all.part('menu-button').click();
    await settle(all);
    await expectAccessible(all.element);
    all.parts('menu-item').at(-1)!.click();
    await settle(all);
    await expectAccessible(all.element);
  });
});

describe('panel: the last message comes back', () => {
  it('with the up arrow in the empty text box, and only there', async () => {
    const all = await answeredStage({}, 'How are you?');
    all.input.focus();
    for (const other of [{ isComposing: true }, { shiftKey: true }, { altKey: true }]) {
      all.input.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowUp', bubbles: true, cancelable: true, ...other }));
    }
    expect(all.input.value, 'an input method has its own use of it').to.equal('');
    await sendKeys({ press: 'ArrowUp' });
    expect(all.input.value).to.equal('How are you?');
    expect(all.button('Send').disabled).to.equal(false);
    await sendKeys({ type: '!' });
    await sendKeys({ press: 'ArrowUp' });
    expect(all.input.value).to.equal('How are you?!');
  });
});

describe('panel: a reply that says nothing', () => {
  it('says so, and can be asked again', async () => {
    const all = await stage({ faults: [{ name: 'empty-reply', times: 1 }] });
    all.say('Hello');
    await all.answered();
    await until(() => all.logText.includes('The agent gave no answer.'));
    all.part('retry').click();
    await until(() => all.element.messages.at(-1)?.text.includes('Hello') && all.element.messages.at(-1)?.status === 'done', 'answered');
    expect(all.element.messages).to.have.length(2);
    expect(all.logText).not.to.contain('no answer');
  });
});

async function settle(all: Stage): Promise<void> {
  await Promise.all(all.root.getAnimations().filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity).map(({ finished }) => finished.catch(() => undefined)));
}

function watchRequests(): { readonly requests: string[] } {
  const requests: string[] = [];
  const observer = new PerformanceObserver((list) => requests.push(...list.getEntries().map(({ name }) => name)));
  observer.observe({ type: 'resource' });
  return { requests };
}
