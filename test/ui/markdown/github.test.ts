import { expect } from '@open-wc/testing';
import { outline, outlineOf, render, start } from './support.js';

function expectOutline(markdown: string, html: string): void {
  expect(outline(render(markdown)), JSON.stringify(markdown)).to.equal(outlineOf(html));
  expect(outline(render(markdown.split(''))), `in pieces: ${JSON.stringify(markdown)}`).to.equal(outlineOf(html));
}

const row = (kind: string, ...cells: string[]) => {
  const elements = cells.map((text) => {
    const tag = text ? kind : 'td';
    return `<${tag}>${text}</${tag}>`;
  });
  return `<tr>${elements.join('')}</tr>`;
};
const table = (header: string[], ...rows: string[][]) =>
  `<table><thead>${row('th', ...header)}</thead>${
    rows.length ? `<tbody>${rows.map((cells) => row('td', ...cells)).join('')}</tbody>` : ''
  }</table>`;
const link = (address: string, text = address) => `<a href="${address}">${text}</a>`;

describe('markdown: tables', () => {
  const cases: readonly [string, string, string][] = [
    ['with bars at the ends', '| a | b |\n| - | - |\n| 1 | 2 |', table(['a', 'b'], ['1', '2'])],
    ['without bars at the ends', 'a | b\n--|--\n1 | 2', table(['a', 'b'], ['1', '2'])],
    ['with a header only', '| a |\n| - |', table(['a'])],
    ['with one column and no bar in the header', 'a\n|-|', table(['a'])],
    ['leave short rows short and lose nothing of long ones', '|a|b|\n|-|-|\n|1|\n|1|2|3|', table(['a', 'b'], ['1'], ['1', '2|3'])],
    ['have inline content', '| *a* | b |\n|-|-|\n| **1** | `2` |', table(['<em>a</em>', 'b'], ['<strong>1</strong>', '<code>2</code>'])],
    ['let a bar be escaped, in code too', '| a\\|b | c\\||\n|-|-|\n| `x\\|y` | 2 |', table(['a|b', 'c|'], ['<code>x|y</code>', '2'])],
    ['keep empty cells', '| | b |\n|-|-|\n|| 2 |', table(['', 'b'], ['', '2'])],
    ['break lines by `<br>`, but not in code', '|a|\n|-|\n|1<br>2<BR />`<br>`|', table(['a'], ['1<br>2<br><code>&lt;br&gt;</code>'])],
    ['end at a blank line', '|a|\n|-|\n|1|\n\n|2|', `${table(['a'], ['1'])}<p>|2|</p>`],
    ['end where another block begins', '|a|\n|-|\n|1|\n> q', `${table(['a'], ['1'])}<blockquote><p>q</p></blockquote>`],
    ['take any other line as a row', '|a|b|\n|-|-|\nplain', table(['a', 'b'], ['plain'])],
    ['need as many delimiters as header cells', '|a|b|\n|-|', '<p>|a|b| |-|</p>'],
    ['need a delimiter row', '|a|b|\n|1|2|', '<p>|a|b| |1|2|</p>'],
    ['need a bar in the delimiter row', 'a\n:-:', '<p>a :-:</p>'],
    ['take the last line of a paragraph as the header', 'text\n| a |\n| - |\n| 1 |', `<p>text</p>${table(['a'], ['1'])}`],
    ['do not take the header of a lazy line', '> |a|\n|-|', '<blockquote><p>|a| |-|</p></blockquote>'],
    ['stand in quotes', '> |a|\n> |-|\n> |1|', `<blockquote>${table(['a'], ['1'])}</blockquote>`],
    ['stand in lists', '- |a|\n  |-|\n  |1|', `<ul><li>${table(['a'], ['1'])}</li></ul>`],
    ['know definitions that come later', '|[a]|\n|-|\n|[b]|\n\n[b]: https://b.example/', table(['[a]'], [link('https://b.example/', 'b')])],
  ];
  for (const [name, markdown, html] of cases) it(name, () => expectOutline(markdown, html));

  it('have no headers that say nothing', () => {
    for (const empty of ['', '&nbsp;', '[](https://a.example/)']) {
      const { container } = start(`|${empty}|b|\n|:-|-|\n`);
      const cells = [...container.querySelectorAll('thead tr > *')];
      expect(cells.map(({ localName }) => localName), empty).to.deep.equal(['td', 'th']);
      expect(cells[0]!.className).to.equal('align-start');
    }
  });

  it('align their columns by classes', () => {
    const container = render('|a|b|c|d|\n|-|:-|:-:|-:|\n|1|2|3|4|');
    for (const tag of ['th', 'td']) {
      expect([...container.querySelectorAll(tag)].map(({ className }) => className)).to.deep.equal(['', 'align-start', 'align-center', 'align-end']);
    }
    expect(container.querySelectorAll('[style]')).to.have.length(0);
  });
});

describe('markdown: task lists', () => {
  const box = (checked: boolean) => `<input type="checkbox" ${checked ? 'checked=""' : ''} disabled="">`;
  const cases: readonly [string, string, string][] = [
    ['have boxes', '- [ ] a\n- [x] b\n- [X] c', `<ul><li>${box(false)} a</li><li>${box(true)} b</li><li>${box(true)} c</li></ul>`],
    ['may be numbered', '1. [x] a', `<ol><li>${box(true)} a</li></ol>`],
    ['may be loose', '- [ ] a\n\n- b', `<ul><li><p>${box(false)} a</p></li><li><p>b</p></li></ul>`],
    ['need a blank after the box', '- [x]a', '<ul><li>[x]a</li></ul>'],
    ['need a blank, a cross or nothing else in the box', '- [y] a\n- [] b', '<ul><li>[y] a</li><li>[] b</li></ul>'],
    ['have their box at the start', '- a [x] b', '<ul><li>a [x] b</li></ul>'],
    ['have it in the first paragraph', '- a\n\n  [x] b', '<ul><li><p>a</p><p>[x] b</p></li></ul>'],
    ['are lists', '[x] a', '<p>[x] a</p>'],
  ];
  for (const [name, markdown, html] of cases) it(name, () => expectOutline(markdown, html));

  it('say what a box means', () => {
    const boxes = render('- [ ] a\n- [x] b', { strings: { done: 'Erledigt' } }).querySelectorAll('input');
    expect([...boxes].map((each) => each.getAttribute('aria-label'))).to.deep.equal(['To do', 'Erledigt']);
    expect([...boxes].map(({ checked, disabled }) => [checked, disabled])).to.deep.equal([[false, true], [true, true]]);
  });

  it('are shown with their boxes from the first, never as something else', () => {
    const { container, stream } = start();
    for (const character of '- [ ] a\n- [x] b\n\n  1. [X] c') {
      stream.append(character);
      expect([...container.querySelectorAll('li')].every((item) => item.matches(':has(> p > input)')), container.innerHTML).to.equal(true);
    }
  });

  it('change their state in another version of the text, and nothing else changes', () => {
    const before = '- [ ] a\n- [x] b\n\n> 1) [ ] c [ ]';
    const { container, stream } = start(before);
    const html = container.innerHTML;
    const boxes = [...container.querySelectorAll('input')];
    expect(stream.renew('- [x] a\n- [ ] b\n\n> 1) [X] c [ ]')).to.equal(true);
    expect([...container.querySelectorAll('input')]).to.deep.equal(boxes);
    expect(boxes.map((box) => [box.checked, box.getAttribute('aria-label')])).to.deep.equal([[true, 'Done'], [false, 'To do'], [true, 'Done']]);
    expect(stream.renew(before)).to.equal(true);
    expect(container.innerHTML).to.equal(html);
    for (const other of ['- [x] a', `${before}.`, before.replace('c [ ]', 'c [x]'), before.replace('- [ ]', '* [ ]')]) expect(stream.renew(other), other).to.equal(false);
    const code = start('```\n- [ ] a\n```');
    expect(code.stream.renew('```\n- [x] a\n```')).to.equal(false);
  });
});

describe('markdown: strikethrough', () => {
  const cases: readonly [string, string, string][] = [
    ['with two tildes', 'a ~~b c~~ d', '<p>a <del>b c</del> d</p>'],
    ['not with one', 'a ~b~, 10~14, 11~13', '<p>a ~b~, 10~14, 11~13</p>'],
    ['around other marks', '~~a *b* c~~', '<p><del>a <em>b</em> c</del></p>'],
    ['not with three', '~a ~~~b~~~', '<p>~a ~~~b~~~</p>'],
    ['not with unequal runs', '~~a~ b', '<p>~~a~ b</p>'],
    ['not before a blank', '~~ a~~ b', '<p>~~ a~~ b</p>'],
    ['not for two amounts', 'from ~5 to ~7', '<p>from ~5 to ~7</p>'],
  ];
  for (const [name, markdown, html] of cases) it(name, () => expectOutline(markdown, html));
});

describe('markdown: bare addresses', () => {
  const a = 'https://a.example/';
  const cases: readonly [string, string, string][] = [
    ['with a scheme', 'see https://a.example/ now', `<p>see ${link(a)} now</p>`],
    ['with www', 'www.a.example/b', `<p>${link('http://www.a.example/b', 'www.a.example/b')}</p>`],
    ['without the full stop after them', 'https://a.example/. And https://a.example/b, or?', `<p>${link(a)}. And ${link('https://a.example/b')}, or?</p>`],
    ['in parentheses', '(https://a.example/)', `<p>(${link(a)})</p>`],
    ['with parentheses', 'https://a.example/b_(c)', `<p>${link('https://a.example/b_(c)')}</p>`],
    ['in parentheses with parentheses', '(https://a.example/b_(c)).', `<p>(${link('https://a.example/b_(c)')}).</p>`],
    ['without a character reference after them', 'https://a.example/?b&amp;', `<p>${link('https://a.example/?b')}&amp;</p>`],
    ['with marks in them', 'https://a.example/_b_*c*', `<p>${link('https://a.example/_b_*c')}*</p>`],
    ['in emphasis', '**https://a.example/**', `<p><strong>${link(a)}</strong></p>`],
    ['in brackets', '[https://a.example/]', `<p>[${link(a)}]</p>`],
    ['not in code', '`https://a.example/`', '<p><code>https://a.example/</code></p>'],
    ['not in a link', '[https://a.example/ b](https://b.example/)', `<p>${link('https://b.example/', 'https://a.example/ b')}</p>`],
    ['not within a word', 'xhttps://a.example/ xwww.a.example', '<p>xhttps://a.example/ xwww.a.example</p>'],
    ['of mail', 'to a.b+c@d.example.', `<p>to ${link('mailto:a.b+c@d.example', 'a.b+c@d.example')}.</p>`],
    ['not of half a mail', 'a@b and @c.example a@b_', '<p>a@b and @c.example a@b_</p>'],
    ['after Chinese', '见https://a.example/', `<p>见${link(a)}</p>`],
  ];
  for (const [name, markdown, html] of cases) it(name, () => expectOutline(markdown, html));
});
