import { sendKeys, setViewport } from '@web/test-runner-commands';
import { expect, nextFrame } from '@open-wc/testing';
import { beginAnew } from '../support/extras.js';
import { longStage } from '../support/long-conversation.js';
import { settled } from '../support/fake-clock.js';
import type { Scene } from '../support/session.js';
import { stage, type Stage } from '../support/stage.js';
import { until } from '../support/until.js';
import { voiceStage } from './voice/voice-stage.js';

type All = Stage & Scene;

const scroller = (all: All) => all.root.querySelector<HTMLElement>('.scroller')!;
const below = (all: All) => scroller(all).scrollHeight - scroller(all).scrollTop - scroller(all).clientHeight;
const endButton = (all: All) => all.parts('to-end')[0];
const wheelUp = (all: All) => scroller(all).dispatchEvent(new WheelEvent('wheel', { deltaY: -10, bubbles: true }));

/** A conversation of some screens, at its end, with the question sent. */
async function asked(text = 'And now?'): Promise<All> {
  const all = await longStage(20);
  await until(() => all.server.sockets.length > 0);
  await all.server.socket.open('conv-1', 'REVIVED');
  await until(() => below(all) < 2, 'the end is in sight');
  all.say(text);
  await settled();
  return all;
}

async function stream(all: All, text: string): Promise<void> {
  await all.server.socket.stream(text);
  const bare = (each: string) => each.replace(/\s/g, '');
  await until(() => bare(all.logText).endsWith(bare(text)), 'the text');
  await nextFrame();
}

/** Some browsers scroll smoothly by key. */
async function standsStill(box: HTMLElement): Promise<void> {
  for (let still = 0; still < 10; ) {
    const { scrollTop } = box;
    await nextFrame();
    still = box.scrollTop === scrollTop ? still + 1 : 0;
  }
}

describe('panel: scrolling', () => {
  it('follows the end while a reply grows', async () => {
    const all = await asked();
    for (const text of ['one\n\n', 'two\n\n', 'three']) {
      await stream(all, text);
      await until(() => below(all) < 2, 'the end is in sight');
    }
    expect(endButton(all)).to.equal(undefined);
  });

  for (const [name, up] of [
    ['one tick of the wheel', wheelUp],
    ['one key', async (all: All) => {
      scroller(all).focus();
      await sendKeys({ press: 'PageUp' });
    }],
    ['one drag of a finger', (all: All) => {
      // Where there are no touches, there is nothing to drag with.
      const touch = (type: string, clientY: number) =>
        scroller(all).dispatchEvent(Object.assign(new Event(type, { bubbles: true }), { touches: [{ clientY }] }));
      touch('touchstart', 100);
      touch('touchmove', 110);
    }],
    ['a press on the scroll bar', (all: All) => scroller(all).dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }))],
  ] as const) {
    it(`lets go at once by ${name} upwards, and says how much is new`, async () => {
      const all = await asked();
      await stream(all, 'one\n\n');
      await up(all);
      await until(() => endButton(all)?.getAttribute('aria-label') === 'Go to the end', 'the button');
      expect(endButton(all)!.textContent.trim(), 'an arrow needs no words').to.equal('');
      scroller(all).scrollTop -= 200;
      await standsStill(scroller(all));
      const { scrollTop } = scroller(all);
      await stream(all, 'two\n\nthree\n\nfour\n\nfive');
      expect(scroller(all).scrollTop).to.equal(scrollTop);
    });
  }

  it('stays where somebody reads, as the panel takes all of a window that has become small', async () => {
    const all = await asked();
    wheelUp(all);
    scroller(all).scrollTop = 300;
    await until(() => endButton(all), 'the button');
    await standsStill(scroller(all));
    try {
      await setViewport({ width: 440, height: 600 });
      await until(() => all.part('panel').getAttribute('aria-modal') === 'true', 'it takes all of the window');
      await standsStill(scroller(all));
      expect(scroller(all).scrollTop).to.be.within(150, 600);
    } finally {
      await setViewport({ width: 800, height: 600 });
    }
  });

  it('lets go where a search in the page, or the Tab key, leads up', async () => {
    const all = await asked();
    await stream(all, 'one\n\n');
    // What is rendered in the moment of the jump follows the end once more; then they search again.
    await until(() => {
      if (!endButton(all)) all.parts('message')[2]!.scrollIntoView({ block: 'center' });
      return endButton(all);
    }, 'the button');
    await standsStill(scroller(all));
    const { scrollTop } = scroller(all);
    await stream(all, 'two\n\nthree\n\nfour\n\nfive');
    expect(scroller(all).scrollTop).to.equal(scrollTop);
  });

  it('goes on following where the wheel turns downwards', async () => {
    const all = await asked();
    await stream(all, 'one\n\n');
    scroller(all).dispatchEvent(new WheelEvent('wheel', { deltaY: 10, bubbles: true }));
    await stream(all, 'two\n\nthree\n\nfour\n\nfive');
    await until(() => below(all) < 2, 'the end is in sight');
  });

  it('goes on following where what is above the end becomes shorter', async () => {
    const all = await asked();
    await stream(all, 'one\n\n');
    all.parts('message').at(-4)!.hidden = true;
    await standsStill(scroller(all));
    await stream(all, 'two\n\nthree\n\nfour\n\nfive');
    await until(() => below(all) < 2, 'the end is in sight');
  });

  it('goes on following in a low window as the greeting makes way for what is said in a call', async () => {
    await setViewport({ width: 740, height: 300 });
    try {
      const all = await voiceStage();
      const box = all.root.querySelector<HTMLElement>('.scroller')!;
      all.voice.call({}, { messages: [] });
      await all.shown();
      await standsStill(box);
      box.scrollTop = box.scrollHeight;
      await standsStill(box);
      const spoken = { id: 'spoken', role: 'user', text: 'Which tent stands in a storm? '.repeat(6), status: 'sent', at: 0, isSpoken: true, input: [] } as const;
      all.voice.set({ messages: [spoken] });
      await standsStill(box);
      all.voice.set({ messages: [spoken, { id: 'reply', role: 'agent', turn: 'spoken', text: 'The Ridge 2.\n\n'.repeat(10), status: 'streaming', at: 0 }] });
      await standsStill(box);
      expect(box.scrollHeight - box.scrollTop - box.clientHeight).to.be.lessThan(2);
    } finally {
      await setViewport({ width: 800, height: 600 });
    }
  });

  it('gets the focus from a button that goes away as it is pressed: a suggestion, the way to the end, and what tries again', async () => {
    const focused = (all: Pick<Stage, 'root'>) => all.root.activeElement?.className;
    const press = (button: HTMLElement) => {
      button.focus();
      button.click();
    };
    const begun = await stage({ attributes: { suggestions: '["One"]' }, faults: [{ name: 'agent-error', times: 1 }] });
    await until(() => begun.parts('suggestion').length === 1);
    press(begun.part('suggestion'));
    expect(focused(begun)).to.equal('scroller');
    await until(() => begun.parts('retry').length === 1, 'it failed');
    press(begun.part('retry'));
    await until(() => begun.parts('retry').length === 0);
    expect(focused(begun)).to.equal('scroller');
    const all = await asked();
    await stream(all, 'one\n\n');
    wheelUp(all);
    await until(() => endButton(all), 'the button');
    press(endButton(all)!);
    await until(() => !endButton(all), 'no button');
    expect(focused(all)).to.equal('scroller');
  });

  it('goes on following when a message is pressed', async () => {
    const all = await asked();
    await stream(all, 'one\n\n');
    all.parts('message').at(-1)!.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
    await stream(all, 'two\n\nthree\n\nfour\n\nfive');
    await until(() => below(all) < 2, 'the end is in sight');
  });

  it('keeps the end in sight when there is less room, as above a keyboard', async () => {
    const all = await asked();
    await stream(all, 'one\n\ntwo');
    // Nothing else is about to change.
    await until(() => all.parts('menu-button')[0], 'what comes late');
    await standsStill(scroller(all));
    // The element sees changes of its own attributes; but not who else makes it smaller.
    const style = document.createElement('style');
    style.textContent = 'autessa-agent { --autessa-panel-height: 320px; }';
    const { clientHeight } = scroller(all);
    document.head.append(style);
    try {
      await until(() => scroller(all).clientHeight < clientHeight - 50, 'there is less room');
      await until(() => below(all) < 2, 'the end is in sight');
    } finally {
      style.remove();
    }
  });

  it('keeps the end in sight when styles come late', async () => {
    const all = await asked();
    await stream(all, 'one');
    await until(() => all.parts('menu-button')[0], 'what comes late');
    await until(() => below(all) < 2, 'the end is in sight');
  });

  it('counts the replies that have come since, and leads to the end', async () => {
    const all = await asked();
    await stream(all, 'one\n\n');
    wheelUp(all);
    scroller(all).scrollTop -= 300;
    await until(() => endButton(all), 'the button');
    await all.server.socket.finish('one');
    for (const text of ['two', 'three']) {
      // Said by the page, not by the person: that would mean that they want to see the end.
      void all.session.send(`${text}?`).catch(() => undefined);
      await settled();
      await all.server.socket.finish(text);
    }
    await until(() => endButton(all)?.textContent.trim() === '2 new messages', 'the count');
    expect(below(all)).to.be.greaterThan(100);
    endButton(all)!.click();
    expect(below(all)).to.be.lessThan(2);
    await until(() => !endButton(all), 'no button');
  });

  it('scrolls in itself alone, wherever somebody looks for a message or for the words before it', async () => {
    const all = await asked();
    const panel = all.root.querySelector('.panel')!;
    expect(panel.scrollHeight).to.equal(panel.clientHeight);
    for (const place of [all.parts('message')[0]!, all.parts('message')[0]!.querySelector('.visually-hidden')!, all.parts('message').at(-1)!.querySelector('.visually-hidden')!]) {
      wheelUp(all);
      place.scrollIntoView();
      await until(() => {
        const [{ top, bottom }, { top: at }] = [scroller(all).getBoundingClientRect(), place.getBoundingClientRect()];
        return at >= top - 1 && at < bottom;
      }, 'it is in sight');
      expect(panel.scrollTop).to.equal(0);
    }
    panel.scrollTop = 100;
    expect(panel.scrollTop).to.equal(0);
  });

  it('brings the question to the top under which a long answer grows, and moves no more', async () => {
    const all = await asked('What is long?');
    const top = () => all.parts('message-user').at(-1)!.getBoundingClientRect().top - scroller(all).getBoundingClientRect().top;
    await stream(all, 'a line\n\n'.repeat(60));
    expect(top()).to.be.within(0, 24);
    const { scrollTop } = scroller(all);
    await stream(all, 'another line\n\n'.repeat(60));
    expect(scroller(all).scrollTop).to.equal(scrollTop);
    await until(() => endButton(all), 'the button');
    endButton(all)!.click();
    await stream(all, 'the end\n\n'.repeat(10));
    expect(below(all), 'whoever asked for the end gets it').to.be.lessThan(2);
  });

  it('follows again when the person scrolls to the end, and with the next question', async () => {
    const all = await asked();
    await stream(all, 'one\n\n');
    wheelUp(all);
    scroller(all).scrollTop -= 300;
    await standsStill(scroller(all));
    expect(endButton(all)).to.exist;
    scroller(all).scrollTop = scroller(all).scrollHeight;
    await until(() => !endButton(all), 'it follows');
    await stream(all, 'two\n\nthree\n\nfour');
    expect(below(all)).to.be.lessThan(2);
    wheelUp(all);
    scroller(all).scrollTop -= 300;
    await all.server.socket.finish('one');
    all.say('Again');
    await until(() => below(all) < 2, 'the question is in sight');
  });

  it('has no end to lead to in a conversation that has only begun', async () => {
    const all = await asked();
    await all.server.socket.finish('one');
    wheelUp(all);
    scroller(all).scrollTop -= 300;
    await until(() => endButton(all), 'the button');
    beginAnew(all);
    await until(() => all.element.messages.length === 0, 'a new one');
    await until(() => !endButton(all), 'no button');
  });

  it('keeps what is read in its place when earlier messages are formatted', async () => {
    const all = await longStage(400);
    await until(() => all.root.querySelectorAll('[data-id]').length === 400, 'all messages');
    const box = scroller(all);
    wheelUp(all);
    const [page] = [...all.root.querySelectorAll<HTMLElement>('.earlier-page')].slice(-1);
    const anchor = all.parts('message')[2]!;
    anchor.scrollIntoView({ block: 'start' });
    await until(() => page!.querySelector('.is-plain') === null, 'the page above is formatted');
    await nextFrame();
    await nextFrame();
    expect(Math.abs(anchor.getBoundingClientRect().top - box.getBoundingClientRect().top)).to.be.lessThan(40);
  });
});
