import { expect } from '@open-wc/testing';
import { longMessage, random, randomPieces, render } from './support.js';

/* What stands in nothing else shares elements in a long message; it is to look as in a short one. */

const long = `\`\`\`\n${'some words and more\n'.repeat(700)}\`\`\`\n`;

/** The blocks that come after what makes a message long, as they would stand in a short one. */
function afterLong(pieces: Iterable<string>): HTMLElement {
  const container = render([long, ...pieces]);
  container.firstElementChild?.remove();
  for (const element of container.querySelectorAll('.far')) {
    if (element.matches('div:not(.code, .table)')) element.replaceWith(...element.childNodes);
    else element.classList.remove('far');
  }
  return container;
}

/** Its HTML; a list that has become loose has a class that says nothing. */
const withoutEmpty = ({ innerHTML }: HTMLElement): string => innerHTML.replaceAll(' class=""', '');

describe('In a long message', () => {
  it('texts share an element, as many as come into sight together', () => {
    const container = render(long + Array.from({ length: 40 }, (_, index) => `text ${index}\n\n`).join(''));
    const shared = [...container.querySelectorAll('.far')].map((element) => [...element.children].map(({ textContent }) => textContent));
    expect(shared.map(({ length }) => length)).to.deep.equal([16, 16, 8]);
    expect(shared.flat()).to.deep.equal(Array.from({ length: 40 }, (_, index) => `text ${index}`));
  });

  it('each text has a direction of its own', () => {
    const container = render(`${long}hello\n\nשלום\n\n123\n\n# عنوان\n`);
    const texts = [...container.querySelectorAll('.far > *')];
    expect(texts.map((text) => text.getAttribute('dir'))).to.deep.equal(['ltr', 'rtl', null, 'rtl']);
  });

  it('a paragraph that goes on in another element begins one that can be laid out by itself', () => {
    const container = render(`${long}${'word '.repeat(4_000)}`);
    const parts = [...container.querySelectorAll('.far')];
    expect(parts.map(({ className, children: { length } }) => `${className} ${length}`)).to.deep.equal(['far 1', 'more far 1', 'more far 1', 'more far 1', 'more far 1']);
  });

  for (const [name, text] of Object.entries({
    'a table, whose header was a text': 'a | b\n',
    'a heading that is told by the line below': 'Title\n---\nsome words\n',
    'a definition alone': '[a]: https://a.b\n\n',
    'quotes, items and code between texts': 'a\n\n> b\n>\n> c\n\nd\n\n- e\n- f\n\n  g\n\nh\n\n```\ni\n```\nj\n\n---\n\nk\n',
    'a link whose definition follows': '[word][a]\n\nmore\n\n[a]: https://a.b\n',
  })) {
    it(`is as in a short one: ${name}`, () => {
      const whole = name.startsWith('a table') ? `${text}-|-\n1 | 2\n\nwords\n` : text;
      const next = random(7);
      for (let attempt = 0; attempt < 10; attempt += 1) {
        expect(withoutEmpty(afterLong(randomPieces(whole, next)))).to.equal(withoutEmpty(render(whole)));
      }
    });
  }

  it('is as in a short one: a message of a model', async () => {
    const text = await longMessage();
    expect(withoutEmpty(afterLong([text]))).to.equal(withoutEmpty(render(text)));
  });
});
