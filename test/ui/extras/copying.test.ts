import { sendKeys } from '@web/test-runner-commands';
import { expect } from '@open-wc/testing';
import { copiedPart, plainTextOf } from '../../../src/ui/panel/conversation-tools/copied-part.js';
import { answeredStage } from '../../support/extras.js';
import type { Stage } from '../../support/stage.js';
import { until } from '../../support/until.js';
import { render } from '../markdown/support.js';

interface Copied {
  readonly text: string;
  readonly html: string;
}

/** Copies what is selected by the keyboard, as a person does, and looks at what goes to the clipboard. */
async function copy(): Promise<Copied> {
  const told = new Promise<Copied>((resolve) =>
    document.addEventListener('copy', ({ clipboardData: data }) => resolve({ text: data!.getData('text/plain'), html: data!.getData('text/html') }), { once: true }),
  );
  await sendKeys({ down: 'Control' });
  await sendKeys({ press: 'c' });
  await sendKeys({ up: 'Control' });
  return told;
}

const select = (start: Node, from: number, end: Node, to: number) => getSelection()!.setBaseAndExtent(start, from, end, to);

/** What the echo says after its own words. */
async function replyOf(text: string): Promise<{ all: Stage; markdown: HTMLElement }> {
  const all = await answeredStage({}, `Here:\n\n${text}`);
  const markdown = all.parts('message-agent')[0]!.querySelector<HTMLElement>('.markdown')!;
  all.part('log').closest<HTMLElement>('.scroller')!.focus();
  return { all, markdown };
}

describe('panel: copying a selection', () => {
  it('a table is cells', async () => {
    const { markdown } = await replyOf('| Item | Price |\n|---|--:|\n| Tent | 120 |\n| **Stove**, new | 45 |\n\nEnd');
    select(markdown, 0, markdown, markdown.childNodes.length);
    const { text, html } = await copy();
    expect(text).to.equal('You said: Here:\n\nItem\tPrice\nTent\t120\nStove, new\t45\n\nEnd');
    const [table] = new DOMParser().parseFromString(html, 'text/html').querySelectorAll('table');
    expect([...table!.rows].map((row) => [...row.cells].map(({ textContent }) => textContent))).to.deep.equal([['Item', 'Price'], ['Tent', '120'], ['Stove, new', '45']]);
    expect(html).not.to.match(/class=|style=/);
  });

  it('a part of a list keeps its numbers', async () => {
    const { markdown } = await replyOf('1. one\n3. three\n   - deep\n7. seven\n8. eight');
    const items = [...markdown.querySelectorAll('ol > li > p')].map((item) => item.firstChild!);
    select(items[1]!, 2, items[2]!, 3);
    const { text, html } = await copy();
    expect(text).to.equal('3. ree\n   - deep\n7. sev');
    expect([...new DOMParser().parseFromString(html, 'text/html').querySelectorAll('ol > li')].map((item) => item.getAttribute('value'))).to.deep.equal(['3', '7']);
  });

  it('neither what buttons nor what labels say is copied', async () => {
    const { markdown } = await replyOf('```js\nlet a;\n```\n\n- [x] done\n- [ ] to do\n\nA claim[^1], ![a dot](https://image.invalid/dot.png).\n\n[^1]: Smith');
    await until(() => markdown.querySelector('.copy'), 'the button is there');
    markdown.querySelector('.copy')!.textContent = 'Copied';
    select(markdown, 0, markdown, markdown.childNodes.length);
    const { text, html } = await copy();
    expect(text).to.equal('You said: Here:\n\nlet a;\n\n- [x] done\n- [ ] to do\n\nA claim[1], a dot.');
    expect(html).to.contain('<pre dir="ltr"><code>let a;\n</code></pre>').and.not.match(/button|Copied|Copy code|>js/);
  });

  it('messages are told apart, and what they were said by is said', async () => {
    const { all } = await replyOf('1. one');
    const log = all.part('log');
    select(log, 0, log, log.childNodes.length);
    const { text } = await copy();
    expect(text).to.equal('You:\n\nHere:\n\n1. one\n\nAgent:\n\nYou said: Here:\n\n1. one');
  });

  it('within a paragraph it is left to the browser', async () => {
    const { markdown } = await replyOf('1. one two');
    const text = markdown.querySelector('li > p')!.firstChild!;
    select(text, 4, text, 7);
    const data = await copy();
    expect(data).to.deep.equal({ text: '', html: '' });
  });
});

describe('what is copied of replies', () => {
  const copied = (text: string) => copiedPart(render(text));

  for (const [name, text, plain] of [
    ['paragraphs and line breaks', 'a\nb<br>c\n\n**d** `e` [f](https://a.example/)', 'a\nb\nc\n\nd e f'],
    ['headings, lines and quotes', '# A\n\n---\n\n> b\n> c\n>\n> d', 'A\n\n---\n\n> b\n> c\n> \n> d'],
    ['lists in lists', '2. a\n\n   b\n   - c\n     - d\n3. e', '2. a\n   b\n   - c\n     - d\n3. e'],
    ['code with blank lines', '```\na\n\n  b\n```\n\nend', 'a\n\n  b\n\nend'],
    ['a table with an empty cell', '|a|b|\n|-|-|\n||`1|2`|', 'a\tb\n\t1|2'],
  ] as const) {
    it(`as plain text: ${name}`, () => expect(plainTextOf(copied(text))).to.equal(plain));
  }

  it('as elements: structure, links and directions alone', () => {
    expect(copied('# ا\n\n[a](https://a.example/ "t") **b**\nc').innerHTML).to.equal('<h1 dir="rtl">ا</h1><p dir="ltr"><a href="https://a.example/">a</a> <strong>b</strong><br>c</p>');
  });
});
