import { expect } from '@open-wc/testing';
import { tokensOf } from '../../../src/ui/markdown/code-tokens.js';
import { codeColoursStyles } from '../../../src/ui/markdown/code-colours.styles.js';
import { stage } from '../../support/stage.js';
import { until } from '../../support/until.js';
import { render } from './support.js';

const hasHighlights = 'highlights' in CSS;
const names = ['keyword', 'string', 'value', 'name', 'comment'];
/** What is painted, as text. */
const paintedAs = (kind: string): string[] =>
  [...(CSS.highlights.get(`autessa-${kind}`) ?? [])].map((each) => {
    const range = document.createRange();
    range.setStart(each.startContainer, each.startOffset);
    range.setEnd(each.endContainer, each.endOffset);
    return range.toString();
  });
const code = 'const tent = "Ridgeline"; // of two\nreturn 2;\n';

/** A block on the page, painted if it can be. */
function show(text: string, colours = true): HTMLElement {
  const host = document.createElement('div');
  const container = render(text, { colours });
  container.className = 'markdown';
  host.attachShadow({ mode: 'open' }).append(container);
  document.body.append(host);
  return container;
}

describe('markdown: colours of code', () => {
  it('know languages by what people call them, and leave all else', () => {
    for (const name of ['js', 'TypeScript', 'c++', 'C#', 'py', 'bash', 'sql', 'yml']) expect(tokensOf('"a"', name), name).not.to.have.length(0);
    for (const name of ['', 'text', 'klingon', 'constructor']) expect(tokensOf('"a"', name), name).to.have.length(0);
    const tokens = tokensOf(code, 'js');
    const said = (kind: string) => tokens.filter((each) => each.kind === kind).map(({ start, end }) => code.slice(start, end).trim());
    expect([said('keyword'), said('string').join(''), said('comment'), said('value')]).to.deep.equal([['const', 'return'], '"Ridgeline"', ['// of two'], ['2']]);
  });

  it('cost in proportion, and nothing above a size', function () {
    this.timeout(60_000);
    for (const text of ['a', '"', '([', '`', 'x = 1 / 2 ', 'a { b: c; } ']) {
      for (const name of ['js', 'html', 'css', 'python']) {
        const time = (length: number): number => {
          const all = text.repeat(length / text.length);
          const start = performance.now();
          tokensOf(all, name);
          return performance.now() - start;
        };
        time(500);
        let [quarter, whole] = [time(5_000), time(20_000)];
        // What else the machine does only adds.
        for (let attempt = 0; attempt < 30 && whole >= 100 + 10 * quarter; attempt++) [quarter, whole] = [Math.min(quarter, time(5_000)), Math.min(whole, time(20_000))];
        expect(whole, `${text} in ${name}`).to.be.below(100 + 10 * quarter);
      }
    }
    expect(tokensOf('let a;\n'.repeat(5_000), 'js')).to.have.length(0);
  });

  it('paint a finished block in sight without another element in it, and nothing that has gone', async function () {
    if (!hasHighlights) this.skip();
    // A text node holds 64 lines of it at most.
    const container = show(`\`\`\`js\n${code}${'\n'.repeat(70)}/* a\n${'b\n'.repeat(70)}*/ let last;\n\`\`\``);
    await until(() => paintedAs('keyword').length === 3);
    expect(paintedAs('keyword')).to.deep.equal(['const', 'return', 'let']);
    expect(paintedAs('comment').map((each) => each.length)).to.deep.equal([10, 4 + 140 + 3]);
    expect(container.querySelector('code')!.childElementCount).to.equal(0);
    container.remove();
    await until(() => names.every((each) => !CSS.highlights.has(`autessa-${each}`)), 'nothing is left of it');
  });

  it('are part of a reply, unless they are switched off', async function () {
    if (!hasHighlights) this.skip();
    const reply = async (features: string) => {
      const all = await stage({ behaviour: 'atlas', attributes: { 'disabled-features': features } });
      all.say('How is pack weight calculated?');
      await all.answered();
      await until(() => all.root.querySelector('.code .copy'));
      return () => names.some((kind) => [...(CSS.highlights.get(`autessa-${kind}`) ?? [])].some(({ startContainer }) => startContainer.getRootNode() === all.root));
    };
    const isPlainPainted = await reply('highlight');
    // What comes later is painted, and so would have been what came before.
    const isPainted = await reply('');
    await until(isPainted);
    expect(isPlainPainted()).to.equal(false);
  });

  it('can be read on their ground, in light and dark', () => {
    const colours = [...codeColoursStyles.matchAll(/light-dark\((#\w+), (#\w+)\)/g)].map(([, light = '', dark = '']) => [light, dark] as const);
    expect(colours).to.have.length(5);
    const luminance = (hex: string): number => {
      const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255).map((each) => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4));
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const contrast = (one: string, other: string): number => {
      const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
      return (light + 0.05) / (dark + 0.05);
    };
    // The surface with 6 % of the text's colour.
    for (const [light, dark] of colours) {
      expect(contrast(light, '#efeff0'), light).to.be.at.least(4.5);
      expect(contrast(dark, '#222227'), dark).to.be.at.least(4.5);
    }
  });
});
