import { expect } from '@open-wc/testing';
import { fixture, longMessage, pick, random, randomPieces, render, start, visibleText } from './support.js';

describe('markdown: what is shown while a text streams', () => {
  const cases: readonly [string, string, string][] = [
    ['open strong emphasis', 'a **bo', '<p>a <strong>bo</strong></p>'],
    ['half of its end', 'a **bo*', '<p>a <strong>bo</strong></p>'],
    ['open emphasis', 'a *bo', '<p>a <em>bo</em></p>'],
    ['both', '***bo', '<p><em><strong>bo</strong></em></p>'],
    ['open strikethrough', 'a ~~bo', '<p>a <del>bo</del></p>'],
    ['marks with nothing after them', 'a **', '<p>a </p>'],
    ['a product', '2*3', '<p>2*3</p>'],
    ['an amount', 'about ~5', '<p>about ~5</p>'],
    ['open code', 'run `npm i', '<p>run <code>npm i</code></p>'],
    ['half of its end', 'run ``npm `', '<p>run <code>npm </code></p>'],
    ['the text of a link', 'see [the te', '<p>see the te</p>'],
    ['a link without its address', 'see [text]', '<p>see text</p>'],
    ['a link with half an address', 'see [text](htt', '<p>see text</p>'],
    ['a link with half a title', 'see [text](https://a.example "tit', '<p>see text</p>'],
    ['a link with half a label', 'see [text][lab', '<p>see text</p>'],
    ['an image without its address', 'see ![alt](htt', '<p>see alt</p>'],
    ['half an address in angle brackets', 'see <https://a.ex', '<p>see </p>'],
    ['half a character reference', 'a &am', '<p>a </p>'],
    ['a backslash', 'a \\', '<p>a </p>'],
    ['what may be a heading', '##', ''],
    ['what may be an item', '-', ''],
    ['what may be a numbered item', '12.', ''],
    ['what may be a rule', '**', ''],
    ['what may underline a heading', 'a\n--', '<p>a</p>'],
    ['what may close a heading', '# a #', '<h1>a</h1>'],
    ['what may be a fence', '``', ''],
    ['what may be a box', '- [ ', ''],
    ['what may be a box, or a footnote', '- [', ''],
    ['what may be a footnote', 'a\n\n[^1', '<p>a</p>'],
    ['a table that may come', 'text\n| a | b', '<p>text</p>'],
    ['a table that may still come', '| a | b |\n|--', ''],
    ['a definition', '[a]: https://a.ex', ''],
  ];
  for (const [name, markdown, html] of cases) {
    it(`${name}: ${JSON.stringify(markdown)}`, () => {
      const { container } = start(markdown);
      for (const element of container.querySelectorAll('*')) for (const attribute of ['dir', 'class']) element.removeAttribute(attribute);
      expect(container.innerHTML).to.equal(html);
    });
  }

  it('an open fence is a code block from its first line', () => {
    const { container, stream } = start('```js\n');
    expect(container.querySelector('pre > code.language-js')).to.exist;
    stream.append('const a = `');
    expect(container.querySelector('pre')!.textContent).to.equal('const a = `');
  });

  it('a table grows row by row', () => {
    const { container, stream } = start('| a |\n|---|\n');
    expect(container.querySelectorAll('tr')).to.have.length(1);
    stream.append('| 1 |\n| 2');
    expect(container.querySelectorAll('tr')).to.have.length(2);
    stream.append(' |\n');
    expect(container.querySelectorAll('tr')).to.have.length(3);
  });

  it('no prefix of a long message shows a mark, takes text back or fails', async () => {
    const text = await longMessage();
    const final = visibleText(render(text));
    const { container, stream } = start();
    for (let end = 1; end <= text.length; end++) {
      stream.append(text[end - 1]!);
      // The label of a definition looks like the text of a link at the start of a paragraph, until its colon.
      if (/(?:^|\n)\[[^\]]*\]?$/.test(text.slice(0, end))) continue;
      const shown = visibleText(container);
      expect(final.startsWith(shown), `after ${JSON.stringify(text.slice(Math.max(0, end - 40), end))}: …${shown.slice(-60)}`).to.equal(true);
    }
  });
});

describe('markdown: what has been shown stays', () => {
  it('finished blocks keep their nodes, and every node in them', async () => {
    const text = await longMessage();
    const { container, stream } = start();
    const finished: { block: Element; nodes: Node[]; html: string }[] = [];
    const allNodes = (root: Node) => {
      const nodes: Node[] = [];
      const walker = document.createTreeWalker(root);
      while (walker.nextNode()) nodes.push(walker.currentNode);
      return nodes;
    };
    for (const piece of randomPieces(text, random(1))) {
      stream.append(piece);
      while (finished.length < container.children.length - 1) {
        const block = container.children[finished.length]!;
        finished.push({ block, nodes: allNodes(block), html: block.outerHTML });
      }
    }
    stream.end();
    expect(finished.length).to.be.greaterThan(12);
    finished.forEach(({ block, nodes, html }, index) => {
      expect(container.children[index]).to.equal(block);
      expect(block.outerHTML).to.equal(html);
      expect(allNodes(block).every((node, at) => node === nodes[at])).to.equal(true);
    });
  });

  it('settled text of an open paragraph keeps its nodes', () => {
    const { container, stream } = start('One **two** three, ');
    const paragraph = container.firstElementChild!;
    const nodes = [...paragraph.childNodes];
    stream.append('four and *five');
    stream.append('* [six](https://six.example/)');
    stream.end();
    nodes.forEach((node, index) => expect(paragraph.childNodes[index]).to.equal(node));
  });

  it('elements that were guessed are kept when the guess was right', () => {
    const { container, stream } = start('a **bo');
    const strong = container.querySelector('strong')!;
    const text = strong.firstChild;
    for (const piece of ['ld and ', 'more', '*', '* end']) stream.append(piece);
    expect(container.querySelector('strong')).to.equal(strong);
    expect(strong.firstChild).to.equal(text);
    expect(strong.textContent).to.equal('bold and more');
  });

  it('a selection in a finished block and in the open paragraph survives', () => {
    const { container, stream } = start('First paragraph.\n\nSecond one, with words ');
    document.body.append(container);
    const selection = getSelection()!;
    selection.setBaseAndExtent(container.children[0]!.firstChild!, 6, container.children[1]!.firstChild!, 10);
    const selected = selection.toString();
    for (const piece of ['and *more', '* of\nit', '\n\n- a\n- b\n']) stream.append(piece);
    stream.end();
    expect(selection.toString()).to.equal(selected);
    expect(selected).to.contain('paragraph.').and.to.contain('Second one');
    container.remove();
  });

  it('a list that becomes loose keeps its nodes', () => {
    const { container, stream } = start('- a\n- b\n');
    const list = container.querySelector('ul')!;
    const items = [...list.querySelectorAll('*')];
    expect(list.className).to.equal('tight');
    stream.append('\n- c');
    expect(list.className).to.equal('');
    expect([...list.querySelectorAll('*')].slice(0, items.length)).to.deep.equal(items);
  });

  it('a paragraph that becomes a heading keeps its content', () => {
    const { container, stream } = start('A *title* ');
    const nodes = [...container.firstElementChild!.childNodes];
    stream.append('\n---\n');
    expect([...container.querySelector('h2')!.childNodes]).to.deep.equal(nodes);
  });

  it('only the paragraphs that name a late definition are read again, at the end', () => {
    const { container, stream } = start('See [one] here.\n\nAnd [two] there.\n\nPlain.\n\n[one]: https://one.example/\n');
    const [first, second, third] = [...container.children].map((block) => block.firstChild);
    expect(container.querySelector('a')).to.equal(null);
    stream.end();
    expect(container.querySelector('a')!.getAttribute('href')).to.equal('https://one.example/');
    expect(container.children[0]!.firstChild).to.equal(first);
    expect(container.children[1]!.firstChild).to.equal(second);
    expect(container.children[2]!.firstChild).to.equal(third);
  });

  it('ending twice changes nothing', () => {
    const { container, stream } = start('a **b');
    stream.end();
    const html = container.innerHTML;
    stream.append('');
    stream.end();
    expect(container.innerHTML).to.equal(html);
    expect(html).to.contain('a **b');
  });
});

describe('markdown: how a text is cut does not matter', () => {
  const same = (text: string, pieces: readonly string[], name: string) => {
    expect(render(pieces).isEqualNode(render(text)), `${name}: ${JSON.stringify(text)}`).to.equal(true);
  };

  it('for a long message, in two at every place', async () => {
    const text = await longMessage();
    const whole = render(text);
    for (let at = 0; at <= text.length; at++) {
      expect(render([text.slice(0, at), text.slice(at)]).isEqualNode(whole), `cut at ${at}`).to.equal(true);
    }
    // Thousands of times a whole message: as long as it takes.
  }).timeout(120_000);

  it('for a long message, at random', async () => {
    const text = await longMessage();
    for (let seed = 1; seed <= 40; seed++) same(text, randomPieces(text, random(seed), 1 + (seed % 20)), `seed ${seed}`);
  });

  it('for the examples of CommonMark, joined at random', async () => {
    const { examples } = await fixture<{ examples: { markdown: string }[] }>('commonmark-0.31.2.json');
    for (let seed = 1; seed <= 250; seed++) {
      const next = random(seed);
      const text = Array.from({ length: 5 }, () => pick(examples, next).markdown).join(next() < 0.5 ? '\n' : '');
      same(text, randomPieces(text, next), `seed ${seed}`);
    }
  });

  it('for marks in any order', () => {
    const marks = ['*', '**', '_', '`', '``', '[', ']', '(', ')', '![', '<', '>', '\n', '\n\n', '- ', '1. ', '# ', '|', '\n|-|\n', 'a', 'b ', '    ', '\t', '~~', '&amp;', '\\', 'www.a.b', 'https://x.y', '"', '\n---', '\n===\n', '\n```\n', ':', '\n> ', '[x]', '\n[x]: https://x.y\n', '\r\n', '[^1]', '\n[^1]: ', '<br>', '5*3', '**。', '##', '1. a\n  - ', 'é', '😀', '- [ ] '];
    for (let seed = 1; seed <= 1500; seed++) {
      const next = random(seed);
      const text = Array.from({ length: 2 + Math.floor(next() * 24) }, () => pick(marks, next)).join('');
      same(text, randomPieces(text, next, 4), `seed ${seed}`);
      same(text, text.split(''), `units, seed ${seed}`);
    }
  });

  it('for pairs of units that belong together', () => {
    same('a\r\nb\r\n\r\nc\rd', ['a\r', '\nb\r', '\n\r\n', 'c\r', 'd'], 'line ends');
    expect(render(['a\r', '\n\r', '\nb']).children).to.have.length(2);
    const { container, stream } = start('a \ud83d');
    expect(container.textContent).to.equal('a');
    stream.append('\ude00');
    expect(container.textContent).to.equal('a 😀');
  });
});
