import { expect } from '@open-wc/testing';
import type { Message } from '../../src/conversation/message.js';
import { addressPolicy } from '../../src/ui/markdown/addresses.js';
import { loadMarkdown } from '../../src/ui/markdown/reply-text.js';
import { MessageLog } from '../../src/ui/panel/log/message-log.js';
import type { PanelContext } from '../../src/ui/panel/panel-context.js';
import { english } from '../../src/ui/strings/english.js';
import type { Strings } from '../../src/ui/strings/strings.js';

/** What the console is told meanwhile. */
function told(run: () => void): unknown[] {
  const original = console.error;
  const said: unknown[] = [];
  console.error = (...values: unknown[]) => void said.push(values[0]);
  try {
    run();
  } finally {
    console.error = original;
  }
  return said;
}

before(loadMarkdown);

function log() {
  const box = document.createElement('div');
  const panel = { element: box as HTMLElement, strings: english as Strings, addresses: addressPolicy(), language: 'en', notices: { load: () => Promise.reject(new Error('not here')) }, later: (work: () => void) => void setTimeout(work) };
  const view = new MessageLog(box, panel as object as PanelContext);
  return { box, view };
}

const reply = (id: string, text: string, rest: Partial<Message> = {}) => ({ id, role: 'agent', text, status: 'done', at: 0, ...rest }) as Message;

describe('A message that cannot be drawn', () => {
  it('shows its text, tells the console, and stops no other', () => {
    const { box, view } = log();
    const broken = Object.defineProperty(reply('b', 'two'), 'error', { get: () => { throw new Error('no'); } });
    Object.defineProperty(broken, 'status', { value: 'failed' });
    const said = told(() => view.update([reply('a', '*one*'), broken, reply('c', '*three*')]));
    expect([...box.children].map((each) => each.textContent.replace('Agent: ', ''))).to.deep.equal(['one', 'two', 'three']);
    expect(said).to.have.length(1);
    expect(said[0]).to.match(/could not draw a message/);
  });

  it('or whose text cannot be read as Markdown, shows that as it is, to its end', () => {
    const { box, view } = log();
    const original = document.createElement;
    const said = told(() => {
      document.createElement = (tag: string) => {
        if (tag === 'em') throw new Error('no');
        return original.call(document, tag);
      };
      try {
        view.update([reply('a', 'a *b', { status: 'streaming' }), reply('c', 'three')]);
        view.update([reply('a', 'a *b* c', { status: 'done' }), reply('c', 'three')]);
      } finally {
        document.createElement = original;
      }
    });
    expect([...box.querySelectorAll('.markdown')].map(({ textContent }) => textContent)).to.deep.equal(['a *b* c', 'three']);
    expect(said).to.have.length(1);
    expect(said[0]).to.match(/could not draw a reply/);
  });

  it('a run of 100,000 backticks is shown', () => {
    const { box, view } = log();
    view.update([reply('a', `${'`'.repeat(100_000)} a`), reply('b', 'after')]);
    expect(box.textContent).to.contain('after');
  });
});
