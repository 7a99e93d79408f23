import { expect } from '@open-wc/testing';
import { render, start } from './support.js';

/** The counts are the same in every engine, and the largest trees take the others a long time to lay out. */
const describeOnce = 'userAgentData' in navigator ? describe : describe.skip;

interface Work {
  readonly added: number;
  readonly removed: number;
  /** Characters of text nodes that were written anew instead of being added to. */
  readonly rewritten: number;
}

/** What a text's next pieces do to the tree, once it has grown to some length. */
function workAfter(before: string, pieces: readonly string[]): Work {
  const { container, stream } = start(before);
  const observer = new MutationObserver(() => {});
  observer.observe(container, { childList: true, characterData: true, characterDataOldValue: true, subtree: true });
  let added = 0;
  let removed = 0;
  let rewritten = 0;
  for (const piece of pieces) {
    stream.append(piece);
    for (const record of observer.takeRecords()) {
      added += record.addedNodes.length;
      removed += record.removedNodes.length;
      if (record.type === 'characterData' && !(record.target as Text).data.startsWith(record.oldValue!)) rewritten += record.oldValue!.length;
    }
  }
  return { added, removed, rewritten };
}

/** How often a piece makes the parser look for a pattern. */
function searchesPerPiece(before: string, unit: string): number {
  const { stream } = start(before);
  const original = RegExp.prototype.exec;
  let searches = 0;
  RegExp.prototype.exec = function (this: RegExp, text: string) {
    searches++;
    return original.call(this, text);
  };
  try {
    for (let i = 0; i < 100; i++) stream.append(unit);
  } finally {
    RegExp.prototype.exec = original;
  }
  return searches / 100;
}

const units: Readonly<Record<string, [first: string, unit: string]>> = {
  'a paragraph': ['', 'some *more* words and `code` '],
  'a paragraph of many lines': ['', 'some **more** words\n'],
  'a code block': ['```\n', 'const a = 1;\n'],
  'a line of code': ['```\n', 'const a = 1; '],
  'indented code': ['    a\n', '    const a = 1;\n'],
  'a list': ['', '- item with *words*\n'],
  'a loose list': ['', '- item\n\n'],
  'a table': ['|a|b|\n|-|-|\n', '| 1 | **2** |\n'],
  'a quote': ['', '> words and\n'],
  'many paragraphs': ['', 'a paragraph\n\n'],
};

describeOnce('markdown: work per piece does not grow with the message', () => {
  for (const [name, [first, unit]] of Object.entries(units)) {
    it(`in ${name}`, function () {
      // Filling a tree with 10,000 blocks takes some engines a while; what is measured is no time.
      this.timeout(60_000);
      const pieces = Array.from({ length: 100 }, () => unit);
      // Of blocks a message may have but so many, see `limits.ts`; of words any number.
      const counts = [100, 500];
      const [short, long] = counts.map((count) => workAfter(first + unit.repeat(count), pieces)) as [Work, Work];
      // Code begins a new text node every so many lines, and in a long message a list and a table go on in another one;
      // these need not fall in the measured stretch alike.
      expect(Math.abs(long.added - short.added)).to.be.at.most(6);
      expect(long.removed).to.equal(short.removed);
      expect(long.rewritten).to.be.at.most(short.rewritten + 100);
      const searches = counts.map((count) => searchesPerPiece(first + unit.repeat(count), unit)) as [number, number];
      expect(searches[1]).to.be.at.most(searches[0] * 1.1 + 1);
    });
  }

  for (const [name, unit] of [
    ['an open bracket', 'word '],
    ['open emphasis', '*a '],
    ['open code', 'a `` b '],
  ] as const) {
    // What does not settle is read again only now and then: the pieces between cost almost nothing.
    it(`after ${name}`, () => {
      const opening = name === 'an open bracket' ? '[' : '';
      const [short, long] = [400, 8_000].map((count) => searchesPerPiece(opening + unit.repeat(count), unit)) as [number, number];
      expect(long).to.be.at.most(short * 4 + 10);
    });
  }

  it('a code block of 10,000 lines adds to text nodes and removes nothing', () => {
    const { added, removed, rewritten } = workAfter('```\n', 'a line of code\n'.repeat(10_000).match(/[^]{4}/g)!);
    expect(added).to.be.at.most(10_000 / 64 + 1);
    expect(removed + rewritten).to.equal(0);
  });

  it('text without marks only ever adds to its node', () => {
    const { added, removed, rewritten } = workAfter('', 'words and words '.repeat(250).match(/[^]{3}/g)!);
    expect({ added, removed, rewritten }).to.deep.equal({ added: 2, removed: 0, rewritten: 0 });
  });
});

describeOnce('markdown: worst cases end', () => {
  const size = 10_000;
  const fill = (text: string) => text.repeat(Math.ceil(size / text.length)).slice(0, size);
  const cases: Readonly<Record<string, string>> = {
    'opening brackets': fill('['),
    'closing brackets': fill(']'),
    'images in images': fill('!['),
    'brackets and parentheses': fill('[a]('),
    'unclosed destinations': fill('[a](<b'),
    'unclosed titles': fill('[a](b "c'),
    'nested links': `${'['.repeat(size / 2)}a${'](https://a.b)'.repeat(size / 20)}`,
    'emphasis that opens': fill('*a '),
    'strong emphasis that opens': fill('**a '),
    'emphasis that closes': fill('a* '),
    'emphasis of both kinds': fill('*a _b '),
    'emphasis in emphasis': `${'*a **b '.repeat(size / 14)}${'c** d* '.repeat(size / 14)}`,
    'emphasis in words': fill('a*b_c~'),
    'a run of asterisks': fill('*'),
    'a run of tildes': fill('~'),
    'a run of backticks': fill('`'),
    'runs of backticks of all lengths': Array.from({ length: 140 }, (_, length) => '`'.repeat(length)).join('a'),
    'backticks that never close': fill('a `` b ` c '),
    'nested quotes': fill('>'),
    'nested quotes with blanks': fill('> '),
    'nested lists': fill('- '),
    'nested numbered lists': fill('1. '),
    'lists nested by indentation': Array.from({ length: 140 }, (_, depth) => `${'  '.repeat(depth)}- a\n`).join(''),
    'nested quotes, line by line': Array.from({ length: 140 }, (_, depth) => `${'>'.repeat(depth)} a\n`).join(''),
    'blanks': fill(' '),
    'tabs': fill('\t'),
    'a line of blanks and a letter': `${fill(' ')}a`,
    'blank lines': fill('\n'),
    'hashes': fill('#'),
    'hashes at the end of a heading': `# ${fill('a # ')}`,
    'underlines': fill('a\n=\n'),
    'backslashes': fill('\\'),
    'ampersands': fill('&'),
    'angle brackets': fill('<'),
    'angle addresses': fill('<a:'),
    'bars': fill('|'),
    'rows without a delimiter row': fill('|a|b\n'),
    'delimiter rows': fill('|-|\n'),
    'delimiter rows that do not fit': fill('|-|-|\n|-|\n'),
    'a row of many cells': `|a|\n|-|\n${fill('|a')}`,
    'definitions': fill('[a]: /b\n'),
    'an unclosed definition': `[a]: b "${fill('c\n')}`,
    'labels': fill('[a][b] '),
    'bare addresses': fill('www.a.b '),
    'a bare address with parentheses': `https://a.b/${fill(')')}`,
    'a bare address with references': `https://a.b/${fill('&a;')}`,
    'half mail addresses': fill('a@'),
    'half mail addresses with dots': fill('a.'),
    'one long word': fill('a'),
  };
  for (const [name, text] of Object.entries(cases)) {
    it(name, function () {
      // The longest takes half a second, on a busy machine several; one that knows no end takes forever.
      this.timeout(30_000);
      const whole = render(text);
      expect(render(text.match(/[^]{1,5}/g)!).isEqualNode(whole)).to.equal(true);
      let depth = 0;
      for (let node: Element | null = whole; node; node = node.firstElementChild) depth++;
      expect(depth).to.be.at.most(150);
    });
  }
});

describe('markdown: a character with more marks than any language has', () => {
  it('is parted where a line may break, in pieces of 64, and stays the same text', () => {
    const text = `Zoë e${'\u0301'.repeat(1000)} ถึงที่นี่ and ค${'\u0e49'.repeat(200)}.`;
    for (const pieces of [[text], [...text]]) {
      const container = render(pieces);
      expect(container.textContent).to.equal(text);
      expect(container.querySelectorAll('wbr')).to.have.length(17);
      for (const { data } of container.querySelector('p')!.childNodes as NodeListOf<Text>) expect((data ?? '').match(/\p{M}{129}/u)).to.equal(null);
    }
    expect(render('Zoë ถึงที่นี่ tiếng Việt नमस्ते'.repeat(50)).querySelector('wbr')).to.equal(null);
  });
});
