import { expect } from '@open-wc/testing';
import { Announcer } from '../../src/ui/panel/log/announcer.js';
import { english } from '../../src/ui/strings/english.js';
import { FakeClock } from '../support/fake-clock.js';
import { start } from './markdown/support.js';

/** A reply that is being written, and all that is said of it. */
function listen() {
  const clock = new FakeClock();
  const announcer = new Announcer({ strings: { ...english, errors: {} } }, clock);
  const { container, stream } = start();
  document.body.append(container);
  const said: string[] = [];
  const observer = new MutationObserver(() => {
    const text = announcer.element.textContent.trim();
    if (text) said.push(text);
  });
  observer.observe(announcer.element, { childList: true });
  return {
    announcer,
    clock,
    container,
    said,
    /** More of the reply, and then time for all that can be said of it. */
    async write(text: string, ms = 60_000) {
      stream.append(text);
      announcer.follow(container, false);
      await clock.pass(ms);
    },
    async end() {
      stream.end();
      announcer.follow(container, true);
      await clock.pass(600_000);
      container.remove();
    },
  };
}

describe('announcer', () => {
  it('is a polite region', () => {
    const { announcer } = listen();
    expect(announcer.element.ariaLive).to.equal('polite');
  });

  it('says sentences when they are finished, each once', async () => {
    const { write, end, said } = listen();
    await write('The tent is li');
    expect(said).to.deep.equal([]);
    await write('ght. It stan');
    expect(said).to.deep.equal(['The tent is light.']);
    await write('ds in any wind');
    await write('. Good');
    await end();
    expect(said).to.deep.equal(['The tent is light.', 'It stands in any wind.', 'Good']);
  });

  it('takes no number for the end of a sentence, and knows the ends of other scripts', async () => {
    const { write, end, said } = listen();
    await write('Version 2.5 of e. g. tents costs 3.20. „Good.“ It is');
    expect(said.splice(0)).to.deep.equal(['Version 2.5 of e. g. tents costs 3.20. „Good.“']);
    await write(' here.\n\n帐篷很轻。它很');
    expect(said.splice(0)).to.deep.equal(['It is here.', '帐篷很轻。']);
    await write('稳。\n\nतंबू हल्का है। यह');
    expect(said.splice(0)).to.deep.equal(['它很稳。', 'तंबू हल्का है।']);
    await end();
    expect(said).to.deep.equal(['यह']);
  });

  it('finds them without what an older Firefox does not have, and others take long to read', async () => {
    const { Segmenter } = Intl;
    Reflect.deleteProperty(Intl, 'Segmenter');
    try {
      const { write, end, said } = listen();
      await write('The tent is light. It');
      await end();
      expect(said).to.deep.equal(['The tent is light.', 'It']);
    } finally {
      Object.assign(Intl, { Segmenter });
    }
  });

  it('says marked text without its marks, item by item, and code and tables by name', async () => {
    const { write, end, said } = listen();
    await write('## Tents\n\n- one **light**\n- two\n\n```js\nlet a = 1;\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nDone.');
    await end();
    expect(said).to.deep.equal(['Tents', 'one light', 'two', 'Code', 'Table', 'Done.']);
  });

  it('says what stands before the call of a tool while the tool is at work', async () => {
    const { announcer, clock, container, write, said } = listen();
    const reply = document.createElement('div');
    container.className = 'markdown';
    container.replaceWith(reply);
    reply.append(container);
    await write('Let me look');
    expect(said).to.deep.equal([]);
    reply.append(document.createElement('div'));
    announcer.follow(reply, false);
    await clock.pass(60_000);
    expect(said).to.deep.equal(['Let me look']);
    reply.remove();
  });

  it('leaves time to hear a sentence before it says the next', async () => {
    const { announcer, clock, container, write, said } = listen();
    const long = `${'word '.repeat(40).trim()}.`;
    await write(`${long} Then this. `, 0);
    await write('\n\nAnd that.\n\nEnd', 1_000);
    expect(said).to.have.length(1);
    announcer.follow(container, true);
    await clock.pass(long.length * 60);
    expect(said.length).to.be.greaterThan(1);
    container.remove();
  });

  it('is quiet while the agent speaks, and does not repeat afterwards what was heard', async () => {
    const { announcer, write, end, said } = listen();
    announcer.isQuiet = true;
    await write('Heard already. And ');
    announcer.isQuiet = false;
    await write('this is not. ');
    await end();
    expect(said).to.deep.equal(['And this is not.']);
  });

  it('keeps no time when there is nothing left to say, when it is cleared, and when a reply has gone', async () => {
    const first = listen();
    await first.write('One. Two');
    expect(first.clock.running).to.equal(1);
    await first.end();
    expect(first.clock.running).to.equal(0);
    expect(first.announcer.element.textContent).to.equal('');
    const second = listen();
    await second.write('One. Two');
    second.announcer.clear();
    expect(second.clock.running).to.equal(0);
    const third = listen();
    await third.write('One. Two');
    third.container.remove();
    await third.clock.pass(10_000);
    expect(third.clock.running).to.equal(0);
  });
});
