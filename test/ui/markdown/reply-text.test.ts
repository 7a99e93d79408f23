import { expect } from '@open-wc/testing';
import { addressPolicy } from '../../../src/ui/markdown/addresses.js';
import { allDrawn, ReplyText } from '../../../src/ui/markdown/reply-text.js';
import { english } from '../../../src/ui/strings/english.js';
import { longMessage, random, randomPieces, render } from './support.js';

function begin() {
  const container = document.createElement('div');
  return { container, reply: new ReplyText(container, { strings: english, addresses: addressPolicy() }) };
}

/** Texts without a mark, one of them long. */
const plain = [
  'Hello there!',
  'One line\nand the next.\n\nA second paragraph: 3.5 million, in all (really)?\n\n\nA third.',
  '\n\n Begins late. \n Goes on. \n \n And on, well-known.\n\n',
  'שלום עולם\n\n123 456',
  '1234\n\nمرحبا\n\nHello',
  'A sentence of some words, and no more. '.repeat(100),
];

/** Texts whose marks come late, or turn out to be such by what follows; one without any that is long enough to be parted. */
const marked = [
  'A sentence of some words, and no more. '.repeat(300),
  'A title\n===\ntext',
  'A title\n---',
  'Name | Age\n--- | ---\nJo | 12\n\nend',
  'text\nName | Age\n--- | ---\nJo | 12',
  'text\n- a\n- b\n\nend',
  'text\n\n1. a\n2. b',
  'text\n\n12) a',
  'text\n\n    code\n\nend',
  'text  \nbroken',
  'text\r\n\r\nmore',
  'see https://a.example/b, or www.b.example',
  'write to jo@a.example or to jo_ann@a.example',
  '👋 hello 👩‍🚀',
  'text\n\n> quote\n> on\n\nend',
  'text\n## heading\nmore',
  'a &amp; b \\* c ![x](https://a.example/b.png) [^1]\n\n[^1]: note',
  'שלום **עולם**\n\n123 *a*',
  'text\n\n[a]: https://a.example\n\nsee [a]',
  'text\n\n```js\ncode\n```\n\nend',
];

/** Replies whose first pieces have come before anything was loaded; the `late` ones come after that. */
function beginAll(texts: readonly string[]) {
  const next = random(11);
  return texts.flatMap((text) =>
    [[text], [...text], text.split(''), ...Array.from({ length: 10 }, () => randomPieces(text, next))].map((pieces) => {
      const { container, reply } = begin();
      const late = pieces.splice(Math.floor(pieces.length * next()));
      for (const piece of pieces) reply.append(piece);
      return { text, container, reply, late };
    }),
  );
}

describe('markdown: the text of a reply', () => {
  it('is paragraphs where nothing in it is a mark, as Markdown would have it', () => {
    const next = random(7);
    for (const text of plain) {
      for (const pieces of [[text], [...text], randomPieces(text, next)]) {
        const { container, reply } = begin();
        for (const piece of pieces) reply.append(piece);
        reply.end();
        expect(container.innerHTML).to.equal(render(text).innerHTML);
      }
    }
  });

  it('grows with each piece', () => {
    const { container, reply } = begin();
    reply.append('Hel');
    const paragraph = container.firstChild!;
    const text = paragraph.firstChild;
    reply.append('lo, ');
    reply.append('you\n');
    reply.append('there');
    expect(container.innerHTML).to.equal('<p dir="ltr">Hello, you\nthere</p>');
    expect(paragraph.firstChild).to.equal(text);
  });

  it('waits at its first mark for what reads it, goes on in the same paragraph, and is in the end as Markdown has it', async () => {
    const message = await longMessage();
    // From here on up to the first `await` nothing is loaded.
    const others = beginAll([...marked, message]);
    const { container, reply } = begin();
    reply.append('First.\n\nThis is ');
    const [first, open] = [...container.children];
    const text = open!.firstChild;
    reply.append('**bold**');
    reply.append(' and more\n\n- item');
    reply.end();
    expect(open!.textContent).to.equal('This is');
    await allDrawn();
    expect(container.innerHTML).to.equal(render('First.\n\nThis is **bold** and more\n\n- item').innerHTML);
    expect([...container.children].slice(0, 2)).to.deep.equal([first, open]);
    expect(open!.firstChild).to.equal(text);
    for (const each of others) {
      for (const piece of each.late) each.reply.append(piece);
      each.reply.end();
      expect(each.container.innerHTML, each.text.slice(0, 80)).to.equal(render(each.text).innerHTML);
    }
  });
});
