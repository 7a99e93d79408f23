import { expect, oneEvent, waitUntil } from '@open-wc/testing';
import { blockControlStyles } from '../../../src/ui/markdown/block-controls.styles.js';
import { markdownStyles } from '../../../src/ui/markdown/markdown.styles.js';
import { adoptStyles } from '../../../src/ui/adopt-styles.js';
import { messageStyles } from '../../../src/ui/panel/log/message.styles.js';
import { render, start } from './support.js';
import { expectAccessible } from '../../support/accessible.js';

/** Puts a rendered message on the page, with its looks. */
function show(container: HTMLElement, width = '20em'): HTMLElement {
  const host = document.createElement('div');
  const root = host.attachShadow({ mode: 'open' });
  adoptStyles(root, markdownStyles + blockControlStyles);
  container.className = 'markdown';
  container.style.width = width;
  root.append(container);
  document.body.append(host);
  return host;
}

function replaceClipboard(writeText: (text: string) => Promise<void>): () => void {
  Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText } });
  return () => Reflect.deleteProperty(navigator, 'clipboard');
}

describe('markdown: code blocks', () => {
  it('name their language and can be copied', async () => {
    const written: string[] = [];
    const restore = replaceClipboard(async (text) => void written.push(text));
    const container = render(`\`\`\`ts title\n${'let a;\n'.repeat(200)}\`\`\``, { strings: { copyCode: 'Kopieren', copied: 'Kopiert' } });
    await waitUntil(() => container.querySelector('button.copy'));
    const button = container.querySelector<HTMLButtonElement>('button.copy')!;
    expect(container.querySelector('.code-bar span')!.textContent).to.equal('ts');
    expect(button.textContent).to.equal('Kopieren');
    expect(button.type).to.equal('button');
    button.click();
    await waitUntil(() => button.textContent === 'Kopiert');
    expect(written).to.deep.equal(['let a;\n'.repeat(200)]);
    await waitUntil(() => button.textContent === 'Kopieren', undefined, { timeout: 5000 });
    restore();
  });

  it('have a button that can be hit, however small their text is', async () => {
    const container = render('```\na\n```');
    const host = show(container);
    host.style.fontSize = '10px';
    await waitUntil(() => container.querySelector('button.copy'));
    const button = container.querySelector<HTMLButtonElement>('button.copy')!;
    // As in the panel.
    button.style.font = 'inherit';
    expect(button.getBoundingClientRect().height).to.be.at.least(24);
    host.remove();
  });

  it('stay as they are when copying is refused', async () => {
    let refused = false;
    const restore = replaceClipboard(async () => {
      refused = true;
      throw new DOMException('', 'NotAllowedError');
    });
    const container = render('    a');
    await waitUntil(() => container.querySelector('button.copy'));
    const button = container.querySelector<HTMLButtonElement>('button.copy')!;
    button.click();
    await waitUntil(() => refused);
    expect(button.textContent).to.equal('Copy code');
    restore();
  });
});

describe('markdown: images', () => {
  const text = 'See ![a *red* dot](https://image.invalid/dot.png "Dot").';

  it('are buttons that say what they show and where it is', () => {
    const button = render(text).querySelector('button')!;
    expect(button.textContent).to.equal('Show image: a red dot (image.invalid)');
    expect(button.type).to.equal('button');
  });

  it('are fetched when asked for, without telling from where', async () => {
    const container = render(text, { strings: { showImage: '{host}: {alt}' } });
    expect(container.querySelector('button')!.textContent).to.equal('image.invalid: a red dot');
    container.querySelector('button')!.click();
    await waitUntil(() => container.querySelector('img'));
    const image = container.querySelector('img')!;
    expect(container.querySelector('button')).to.equal(null);
    expect([image.src, image.alt, image.title, image.referrerPolicy, image.loading]).to.deep.equal([
      'https://image.invalid/dot.png', 'a red dot', 'Dot', 'no-referrer', 'lazy',
    ]);
    const host = show(container);
    await oneEvent(image, 'error');
    host.remove();
  });

  it('have the focus that their buttons had', async () => {
    const container = render(text);
    const host = show(container);
    const button = container.querySelector('button')!;
    button.focus();
    button.click();
    const image = container.querySelector('img')!;
    expect(host.shadowRoot!.activeElement).to.equal(image);
    expect(image.tabIndex).to.equal(-1);
    await oneEvent(image, 'error');
    host.remove();
  });

  it('in a link stay buttons', () => {
    const container = render('[![a](https://a.example/i.png)](https://b.example/)');
    expect(container.querySelector('a button, a > button')).to.exist;
  });
});

describe('markdown: boxes that scroll', () => {
  for (const [name, text, selector, label] of [
    ['a wide table', `|${'a wide header|'.repeat(20)}\n|${'-|'.repeat(20)}`, 'div.table', 'Table'],
    ['a long line of code', `\`\`\`sh\n${'long '.repeat(100)}\n\`\`\``, 'pre', 'sh'],
  ] as const) {
    it(`${name} can be reached by keyboard, and only while it is too wide`, async () => {
      const container = render(text);
      const host = show(container);
      const box = container.querySelector<HTMLElement>(selector)!;
      await waitUntil(() => box.tabIndex === 0, 'it can be reached', { timeout: 5_000 });
      expect([box.getAttribute('role'), box.getAttribute('aria-label')]).to.deep.equal(['region', label]);
      container.style.width = '500em';
      await waitUntil(() => box.tabIndex === -1, 'it cannot', { timeout: 5_000 });
      expect(box.hasAttribute('role') || box.hasAttribute('aria-label')).to.equal(false);
      host.remove();
    });
  }
});

describe('markdown: task lists', () => {
  it('have boxes where other lists have bullets, and lines that begin alike', async () => {
    for (const [direction, word] of [['ltr', 'word '], ['rtl', 'שלום ']] as const) {
      const container = render(`- ${word.repeat(30)}\n- [ ] ${word.repeat(30)}\n- [x] b`);
      const host = show(container);
      const [plain, open] = [...container.querySelectorAll('li')].map((item) => {
        const range = document.createRange();
        range.selectNodeContents(item.querySelector('p')!.lastChild!);
        const starts = [...range.getClientRects()].filter(({ width }) => width > 0).map(({ left, right }) => Math.round(direction === 'ltr' ? left : right));
        return { starts: new Set(starts), style: getComputedStyle(item).listStyleType };
      });
      expect([plain!.style, open!.style]).to.deep.equal(['disc', 'none']);
      expect([...open!.starts]).to.deep.equal([...plain!.starts]);
      expect(plain!.starts.size).to.equal(1);
      const [text, box] = [open!, container.querySelector('input')!.getBoundingClientRect()];
      if (direction === 'ltr') expect(box.right).to.be.below([...text.starts][0]!);
      else expect(box.left).to.be.above([...text.starts][0]!);
      host.remove();
    }
  });
});

describe('markdown: the cursor of a text that is streaming', () => {
  it('stands at the end of the text, in lists, quotes, tables and code too, and takes no line of its own', () => {
    const { container, stream } = start();
    const host = show(container);
    adoptStyles(host.shadowRoot!, messageStyles);
    const message = document.createElement('div');
    container.before(message);
    message.append(container);
    const withCursor = () => [...container.querySelectorAll('*')].filter((element) => getComputedStyle(element, '::after').content === '""');
    const text = 'One *two*\n\n# Three\n\n- four\n  - five\n\n> six\n>\n> - seven\n\n| a | b |\n|---|---|\n| c | d |\n\n1. [x] e\n\n```js\nlet f;\n```\n\nend';
    for (const [index, character] of [...text].entries()) {
      stream.append(character);
      message.className = '';
      const height = container.offsetHeight;
      message.className = 'is-streaming';
      const last = [...container.querySelectorAll('p, h1, td, th, code')].at(-1);
      expect(withCursor(), `after ${text.slice(0, index + 1)}`).to.deep.equal(last ? [last] : []);
      if (last?.textContent.trim()) expect(container.offsetHeight, `after ${text.slice(0, index + 1)}`).to.equal(height);
    }
    host.remove();
  });
});

describe('markdown: directions and accessibility', () => {
  it('blocks take the direction of their text', () => {
    const container = render('Hello\n\nשלום **עולם**\n\n- مرحبا\n\n> שלום\n\n# שלום');
    const host = show(container);
    const [english, hebrew, list, quote, heading] = [...container.children] as HTMLElement[];
    expect(getComputedStyle(english!).direction).to.equal('ltr');
    for (const block of [hebrew, list, quote, heading]) expect(getComputedStyle(block!).direction).to.equal('rtl');
    expect(getComputedStyle(list!.querySelector('p')!).direction).to.equal('rtl');
    host.remove();
  });

  it('the direction is set once, from the first strong character, and a block without one goes along with the panel', () => {
    for (const [text, ...directions] of [
      ['42 שלום', 'rtl'],
      ['**[שלום](https://a.example/)**', 'rtl'],
      ['- 1\n- مرحبا\n- a', 'rtl'],
      ['|1|\n|-|\n|ש|\n\na', 'rtl', 'ltr'],
      ['![ש](https://a.example/i.png)', 'rtl'],
      ['1,000 €\n\n> 2', null, null],
      ['7\nש | a\n-|-', null, 'rtl'],
    ] as const) {
      for (const pieces of [[text], text.split('')]) {
        const container = render(pieces);
        expect([...container.children].map((block) => block.getAttribute('dir')), text).to.deep.equal(directions);
        expect(container.querySelector(':scope > * [dir]'), text).to.equal(null);
      }
    }
  });

  it('a message with everything in it is accessible', async () => {
    const container = render(
      '## Title\n\nText with `code`, [link](https://a.example/) and ![image](https://a.example/i.png).\n\n- [ ] open\n- [x] done\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```js\nconst a = 1;\n```\n\n> quote\n\n1. one\n2. two',
    );
    const host = show(container, '40em');
    for (const [name, value] of Object.entries({ text: '#111', muted: '#555', surface: '#fff', 'surface-raised': '#f4f4f4', border: '#ccc', accent: '#0b57d0' })) {
      container.style.setProperty(`--_${name}`, value);
    }
    await expectAccessible(container);
    host.remove();
  });

  it('no element has a style of its own', () => {
    const container = render('# a\n\n|a|b|\n|:-:|-:|\n|1|2|\n\n```js\nx\n```\n\n- [x] a');
    expect(container.querySelector('[style]')).to.equal(null);
  });
});
