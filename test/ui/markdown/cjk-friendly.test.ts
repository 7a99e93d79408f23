import { expect } from '@open-wc/testing';
import { fixture, outline, outlineOf, render } from './support.js';

interface Example {
  readonly file: string;
  readonly markdown: string;
  readonly html: string;
}

/** Its addresses are relative, and written out. */
const admitAll = (address: string) => encodeURI(address);

/** It has single tildes strike, and a test of its own for what is written with them. */
const otherwise = ({ markdown }: Example) => /(?<!~)~(?!~)/.test(markdown);

describe('markdown: the CJK-friendly amendment to CommonMark', () => {
  it('is followed in all of its own examples, whole and one unit at a time', async () => {
    const { examples } = await fixture<{ examples: Example[] }>('cjk-friendly.json');
    expect(examples.length).to.be.at.least(100);
    const failing = examples.filter((example) => !otherwise(example)).flatMap(({ markdown, html }) => {
      const wrong = [[markdown], markdown.split('')].find((pieces) => outline(render(pieces, { addresses: admitAll })) !== outlineOf(html));
      return wrong ? [{ markdown, wanted: outlineOf(html), got: outline(render(wrong, { addresses: admitAll })) }] : [];
    });
    expect(failing).to.deep.equal([]);
  });
});
