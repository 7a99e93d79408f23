import { expect, fixtureSync, html } from '@open-wc/testing';
import { Panel } from '../../src/ui/panel/panel.js';
import { TranslationLoader } from '../../src/ui/strings/translation-loader.js';
import { expectAccessible } from '../support/accessible.js';
import { answeredStage } from '../support/extras.js';
import { stage, type Stage } from '../support/stage.js';
import { until } from '../support/until.js';

const brandColours = [
  '#4f46e5', '#ffd400', '#ff0000', '#00ff00', '#0000ff', '#ff00ff', '#00ffff', '#ffffff', '#000000', '#808080', '#e4572e',
  '#17bebb', '#2e282a', '#ffc914', '#76b041', '#c2185b', 'rebeccapurple', 'hsl(24 95% 53%)', 'oklch(0.63 0.26 29)', 'rgb(118 118 118)',
  'rgb(255 255 0 / 30%)', 'rgb(0 0 80 / 50%)', 'transparent',
];

/** Relative luminance (WCAG 2), of a colour as it comes out on a screen. */
function luminance(colour: string): number {
  const context = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d')!;
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = [...context.getImageData(0, 0, 1, 1).data].map((each) => {
    const share = each / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** A person's own message, a link, and what they stand on. */
function colours(all: Stage) {
  const own = getComputedStyle(all.root.querySelector('.message-user .bubble')!);
  return {
    own: contrast(own.color, own.backgroundColor),
    link: contrast(getComputedStyle(all.root.querySelector('.markdown a')!).color, getComputedStyle(all.part('panel')).backgroundColor),
  };
}

describe('<autessa-agent>: theming', () => {
  for (const theme of ['light', 'dark']) {
    it(`keeps contrast with any of ${brandColours.length} brand colours, ${theme}`, async () => {
      const all = await stage({ attributes: { theme } });
      all.say('https://example.com/');
      await all.answered();
      await until(() => all.root.querySelector('.markdown a'));
      for (const colour of brandColours) {
        all.element.style.setProperty('--autessa-accent', colour);
        const { own, link } = colours(all);
        expect(own, `text on ${colour}`).to.be.at.least(4.5);
        expect(link, `a link in ${colour}`).to.be.at.least(4.5);
      }
      all.element.style.setProperty('--autessa-on-accent', 'rgb(1, 2, 3)');
      expect(getComputedStyle(all.part('launcher')).color).to.equal('rgb(1, 2, 3)');
    });
  }

  it('takes a brand’s own bubbles and header, with text that can be read on them unless the brand says otherwise', async () => {
    const all = await stage();
    all.say('Hello');
    await all.answered();
    const { style } = all.element;
    const looksOf = (selector: string) => getComputedStyle(all.root.querySelector(selector)!);
    for (const colour of brandColours.filter((each) => !/%\)|transparent/.test(each))) {
      style.setProperty('--autessa-user-bubble', colour);
      style.setProperty('--autessa-header', colour);
      for (const [text, ground] of [['.message-user .bubble', '.message-user .bubble'], ['.header h2', '.header'], ['.header .icon', '.header']] as const) {
        expect(contrast(looksOf(text).color, looksOf(ground).backgroundColor), `${text} on ${colour}`).to.be.at.least(4.5);
      }
    }
    style.setProperty('--autessa-on-user-bubble', 'rgb(1, 2, 3)');
    style.setProperty('--autessa-on-header', 'rgb(4, 5, 6)');
    expect([looksOf('.message-user .bubble').color, looksOf('.header h2').color]).to.deep.equal(['rgb(1, 2, 3)', 'rgb(4, 5, 6)']);
    style.setProperty('--autessa-bubble-radius', '3px');
    expect(looksOf('.message-user .bubble').borderStartStartRadius).to.equal('3px');
  });

  it('takes another size of text, another density, and a launcher of another size and shadow', async () => {
    const all = await stage({ attributes: { suggestions: '["One"]', greeting: 'Hi' } });
    await until(() => all.parts('suggestion').length === 1);
    const { style } = all.element;
    const textSizes = () => ['.header h2', '.welcome', '.suggestion'].map((each) => Number.parseFloat(getComputedStyle(all.root.querySelector(each)!).fontSize));
    const heightOf = (part: string) => all.part(part).offsetHeight;
    const [sizes, height] = [textSizes(), heightOf('header')];
    style.setProperty('--autessa-font-size', '30px');
    textSizes().forEach((size, index) => expect(size).to.be.closeTo(2 * sizes[index]!, 0.1));
    style.setProperty('--autessa-font-size', '8px');
    expect(Number.parseFloat(getComputedStyle(all.input).fontSize), 'or a phone zooms in').to.equal(16);
    style.setProperty('--autessa-density', 'compact');
    all.element.requestUpdate();
    await all.element.updateComplete;
    expect(heightOf('header')).to.be.below(height - 8);
    style.setProperty('--autessa-launcher-size', '80px');
    style.setProperty('--autessa-launcher-shadow', 'none');
    const launcher = all.part('launcher').getBoundingClientRect();
    expect([launcher.width, launcher.height, getComputedStyle(all.part('launcher')).boxShadow]).to.deep.equal([80, 80, 'none']);
    expect(all.part('panel').getBoundingClientRect().bottom, 'clear of it').to.be.at.most(launcher.top);
  });

  it('has words on its launcher, which are part of its name', async () => {
    const all = await stage({ isOpen: false, attributes: { 'launcher-text': 'Ask us' } });
    const { width, height } = all.part('launcher').getBoundingClientRect();
    expect(width).to.be.above(height + 20);
    expect(all.part('launcher').getAttribute('aria-label')).to.equal('Ask us');
    await expectAccessible(all.element);
    all.element.launcherText = undefined;
    await all.element.updateComplete;
    expect(all.part('launcher').getBoundingClientRect().width).to.equal(height);
  });

  it('is made for what points: 44 px for a finger, 36 px for a mouse', async () => {
    const all = await stage();
    const size = matchMedia('(pointer: coarse)').matches ? 44 : 36;
    for (const each of all.root.querySelectorAll<HTMLElement>('.icon')) {
      // What comes in with the panel may not have its whole size on the screen yet.
      // What begins a call says so in a word until something has been said.
      const width = each.matches('[part=voice]') ? Math.max(size, each.offsetWidth) : size;
      expect([each.offsetWidth, each.offsetHeight], each.getAttribute('aria-label') ?? '').to.deep.equal([width, size]);
    }
  });

  it('leaves room to write in a narrow box, whatever the button that begins a call is called', async () => {
    const all = await stage({ attributes: { layout: 'inline', locale: 'pl' } });
    all.element.parentElement!.style.width = '280px';
    await until(() => all.input.placeholder === 'Napisz wiadomość' && all.part('panel').offsetWidth === 280);
    expect(all.part('voice').offsetWidth).to.be.below(60);
    expect(all.input.offsetWidth).to.be.above(100);
    all.element.parentElement!.style.width = '480px';
    await until(() => all.part('voice').offsetWidth > 60, 'it is named where there is room');
    expect(all.input.offsetWidth).to.be.above(100);
  });

  it('goes along with the page where that says light or dark, with its own attribute above all', async () => {
    const all = await stage();
    const surface = () => luminance(getComputedStyle(all.part('panel')).backgroundColor);
    const around = all.element.parentElement!;
    for (const [scheme, isDark] of [['dark', true], ['light', false], ['only dark', true]] as const) {
      around.style.colorScheme = scheme;
      all.element.requestUpdate();
      await all.element.updateComplete;
      expect(surface() < 0.2, scheme).to.equal(isDark);
    }
    all.element.theme = 'light';
    await all.element.updateComplete;
    expect(surface()).to.be.greaterThan(0.9);
  });

  it('stands in its own corner, and in a box of any height', async () => {
    for (const placement of ['bottom-end', 'bottom-start', 'top-end', 'top-start']) {
      const all = await stage({ attributes: { placement } });
      const { left, right, top, bottom } = all.part('launcher').getBoundingClientRect();
      const [block, inline] = placement.split('-');
      expect(Math.round(block === 'top' ? top : innerHeight - bottom), placement).to.equal(20);
      expect(Math.round(inline === 'start' ? left : document.documentElement.clientWidth - right), placement).to.equal(20);
      const panel = all.part('panel').getBoundingClientRect();
      expect(panel.top, placement).to.be.at.least(0);
      expect(panel.bottom, placement).to.be.at.most(innerHeight);
      all.element.remove();
    }
    for (const height of ['500px', 'auto']) {
      const all = await stage({ behaviour: 'atlas', attributes: { layout: 'inline' } });
      all.element.parentElement!.style.height = height;
      all.say('Compare tents');
      await all.answered();
      expect(Math.round(all.part('panel').getBoundingClientRect().height)).to.equal(height === 'auto' ? 320 : 500);
      all.element.remove();
    }
  });

  it('fills the window as a page, with all that a conversation brings', async () => {
    const all = await answeredStage({ attributes: { layout: 'page' } });
    expect(Math.round(all.part('panel').getBoundingClientRect().height)).to.equal(window.innerHeight);
  });

  it('fills a box that has a height as a page, as below a site’s header; any other box makes it as high as the window', async () => {
    const heights: Readonly<Record<string, string>> = {
      'block-size: 500px': '500px',
      'display: flex; flex-direction: column; block-size: 500px': '500px',
      'display: grid; grid-template-rows: 60px 1fr; block-size: 500px': '440px',
      'min-height: 100px': `${innerHeight}px`,
    };
    for (const [style, height] of Object.entries(heights)) {
      const all = await answeredStage({ attributes: { layout: 'page' } });
      const box = all.element.parentElement!;
      box.style.cssText = style;
      if (style.includes('grid')) box.prepend(document.createElement('header'));
      expect(`${Math.round(all.part('panel').getBoundingClientRect().height)}px`, style).to.equal(height);
      all.element.remove();
    }
  });

  it('fills its box as well where its layout is a property, and leaves it when it floats again', async () => {
    const all = await answeredStage();
    all.element.parentElement!.style.blockSize = '500px';
    const heights: number[] = [];
    for (const layout of ['page', 'inline', 'floating']) {
      all.element.layout = layout;
      await all.element.updateComplete;
      heights.push(all.element.getBoundingClientRect().height);
    }
    expect(heights).to.deep.equal([500, 500, 0]);
  });

  it('reads as one column in a wide box', async () => {
    const all = await stage({ behaviour: 'atlas', attributes: { layout: 'page', greeting: 'Hello!' } });
    all.element.style.width = '1600px';
    all.say('Compare tents');
    await all.answered();
    const left = (selector: string) => Math.round(all.root.querySelector(selector)!.getBoundingClientRect().left);
    const lefts = ['.header .avatar', 'slot[name=empty] .message', '.log', '.field'].map(left);
    expect(new Set(lefts).size, lefts.join()).to.equal(1);
    expect(all.root.querySelector('.log')!.getBoundingClientRect().width).to.be.at.most(761);
  });
});

describe('<autessa-agent>: its style sheets', () => {
  it('do not fill the box around a floating one before it is shown', async () => {
    const all = await stage({ isOpen: false });
    const box = fixtureSync(html`<div style="height: 300px"></div>`);
    box.append(all.element);
    const panel = new Panel(all.element, all.root.querySelector<HTMLElement>('.panel-host')!, new TranslationLoader());
    expect(all.element.getBoundingClientRect().height).to.be.lessThan(300);
    panel.update(false);
    expect(all.element.getBoundingClientRect().height).to.be.lessThan(300);
    panel.dispose();
  });
});
