import { expect } from '@open-wc/testing';
import { fixture, outline, outlineOf, render } from './support.js';

interface Example {
  readonly number: number;
  readonly section: string;
  readonly markdown: string;
  readonly html: string;
}

/** HTML in a message is text, so whatever depends on HTML being recognised comes out otherwise. */
const RAW_HTML = new Set([
  21, 31, 201, 308, 309, 344, 475, 476, 477, 491, 494, 524, 536, 613, 614, 615, 616, 617, 623, 625, 626, 627, 628, 629,
  630, 631, 642, 643,
  ...Array.from({ length: 191 - 148 + 1 }, (_, index) => 148 + index),
]);

/** GitHub's extension makes a link of what is only text in CommonMark. */
const BARE_ADDRESSES = new Set([602, 608, 611, 612]);

/** Where the specification shows otherwise than people who write such things mean it; `docs/markdown.md` says how. */
const READER_FIRST = new Set([
  // A definition that nothing refers to is shown.
  204, 207, 208, 210, 317, 537, 538, 544, 545, 563, 567, 592,
  // Dashes below more than a title are a line across, not a heading of all that.
  95,
  // Two blanks nest under a number of any width.
  297,
  // 5*6*78 is a product.
  356,
  // Two defined labels side by side are two links.
  565, 571,
]);

// The specification links to relative addresses, which a message may not. Its examples test the syntax: here every
// address is admitted, written as the specification writes it. What is refused otherwise is in safety.test.ts.
const admitAll = (address: string) => encodeURI(address).replaceAll('%25', '%').replaceAll('%5B', '[').replaceAll('[', '%5B');

describe('markdown: the CommonMark specification 0.31.2', () => {
  let examples: readonly Example[];

  before(async () => {
    ({ examples } = await fixture<{ examples: Example[] }>('commonmark-0.31.2.json'));
  });

  const isExcluded = ({ number }: Example) => RAW_HTML.has(number) || BARE_ADDRESSES.has(number) || READER_FIRST.has(number);
  const failing = (pieces: (text: string) => Iterable<string>) =>
    examples
      .filter((example) => !isExcluded(example))
      .map(({ number, markdown, html }) => ({
        number,
        expected: outlineOf(html),
        actual: outline(render(pieces(markdown), { addresses: admitAll })),
      }))
      .filter(({ expected, actual }) => expected !== actual);

  it('is complete, and 559 of its 652 examples apply', () => {
    expect(examples).to.have.length(652);
    expect(examples.filter((example) => !isExcluded(example))).to.have.length(559);
  });

  it('is followed when the text is there at once', () => {
    expect(failing((text) => [text])).to.deep.equal([]);
  });

  it('is followed when the text comes one UTF-16 unit at a time', () => {
    expect(failing((text) => text.split(''))).to.deep.equal([]);
  });

  it('knows every name of a character, and no other', () => {
    expect(render('&ouml;&nbsp;&Afr;&NotEqualTilde;&semi; &notit; &copyx; &ouml &constructor;').textContent).to.equal('ö\u00a0𝔄≂̸; &notit; &copyx; &ouml &constructor;');
  });

  it('shows its HTML as text', () => {
    const allowed = new Set('p h1 h2 h3 h4 h5 h6 ul ol li blockquote div span pre code button hr br em strong a'.split(' '));
    for (const example of examples.filter(({ number }) => RAW_HTML.has(number))) {
      const container = render(example.markdown);
      const names = [...container.querySelectorAll('*')].map(({ localName }) => localName);
      expect(names.filter((name) => !allowed.has(name)), `example ${example.number}`).to.deep.equal([]);
    }
  });
});
