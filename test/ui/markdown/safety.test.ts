import { expect } from '@open-wc/testing';
import { addressPolicy } from '../../../src/ui/markdown/addresses.js';
import { hostileTexts, refusedAddresses } from '../../support/hostile-texts.js';
import { pick, random, render } from './support.js';

const TAGS = new Set('p h1 h2 h3 h4 h5 h6 ul ol li blockquote pre code div span button hr br em strong del a input table thead tbody tr th td'.split(' '));
const ATTRIBUTES = new Set('dir translate class start href rel target title type disabled checked aria-label aria-live scope tabindex role data-source data-alt data-title'.split(' '));
const SCHEMES = new Set(['http:', 'https:', 'mailto:', 'tel:']);

/** Every element and attribute must be one of ours, and every address one that may be followed. */
function expectHarmless(container: Element, text: string): void {
  for (const element of container.querySelectorAll('*')) {
    expect(TAGS, `${element.localName} from ${text}`).to.include(element.localName);
    for (const name of element.getAttributeNames()) expect(ATTRIBUTES, `${name} from ${text}`).to.include(name);
    if (element instanceof HTMLAnchorElement) {
      expect(SCHEMES, text).to.include(element.protocol);
      expect(element.rel).to.equal('noopener noreferrer nofollow');
      expect(element.target).to.equal('_blank');
    }
    if (element instanceof HTMLElement && element.dataset['source']) expect(element.dataset['source'], text).to.match(/^https?:\/\//);
  }
}

/** What the page was made to do meanwhile: scripts, dialogs, requests. */
async function watched(run: () => void): Promise<string[]> {
  const happened: string[] = [];
  const original = globalThis.alert;
  globalThis.alert = () => happened.push('alert');
  const observer = new PerformanceObserver((list) => happened.push(...list.getEntries().map(({ name }) => name)));
  observer.observe({ type: 'resource' });
  run();
  // A resource of our own marks the end: what was asked for before it has been reported by then.
  await fetch(`${import.meta.url}?end`).then((response) => response.text());
  await new Promise<void>((resolve) => requestAnimationFrame(() => resolve()));
  happened.push(...observer.takeRecords().map(({ name }) => name));
  observer.disconnect();
  globalThis.alert = original;
  // Browsers ask for a page's icon by themselves, some of them late.
  const icon = new URL('/favicon.ico', location.href).href;
  return happened.filter((name) => name !== icon && !name.endsWith('?end'));
}

describe('markdown: hostile texts', () => {
  it(`none of ${refusedAddresses.length} addresses is followed, in any syntax`, () => {
    for (const address of refusedAddresses) {
      for (const text of [`[x](${address})`, `[x](<${address}>)`, `![x](${address})`, `![x](<${address}>)`, `[a]: <${address}>\n\n[a] ![a]`]) {
        const container = render(text);
        expectHarmless(container, text);
        // The address is refused as a whole; a part of it that is an address itself may be linked as such.
        for (const link of container.querySelectorAll('a')) expect(link.textContent, text).to.match(/^(?:https?:\/\/|www\.|tel:\d|\S+@)/);
        expect(container.querySelector('button.image'), text).to.equal(null);
      }
    }
  });

  it('the policy refuses them decoded, too', () => {
    const policy = addressPolicy();
    const decoded = ['java\tscript:alert(1)', 'java\nscript:alert(1)', '\u0001javascript:alert(1)', ' https://a.example/', 'https://a.example/\u0000', '\u00a0https://a.example', 'https://a.example/ ', 'ht\ttps://a.example'];
    for (const address of [...refusedAddresses.filter((each) => !each.includes('&')), ...decoded]) {
      expect(policy(address, 'link'), address).to.equal(null);
      expect(policy(address, 'image'), address).to.equal(null);
    }
  });

  it('the policy admits what people need', () => {
    const policy = addressPolicy();
    for (const address of ['https://a.example/', 'http://a.example/b?c=d#e', 'HTTPS://A.EXAMPLE/', 'https://a.example:8443/', 'mailto:a@b.example?subject=x', 'tel:+49123', 'https://bücher.example/ä', 'https://a.example/a@b']) {
      expect(policy(address, 'link'), address).to.equal(new URL(address).href);
    }
    expect(policy('mailto:a@b.example', 'image')).to.equal(null);
    expect(policy('tel:1', 'image')).to.equal(null);
  });

  it('origins can be limited', () => {
    const text = '[a](https://a.example/x) [b](https://b.example/) [m](mailto:a@b.example) ![i](https://b.example/i.png) https://a.example.evil.example/ http://a.example/';
    const container = render(text, { addresses: addressPolicy(['https://a.example']) });
    expect([...container.querySelectorAll('a')].map(({ href }) => href)).to.deep.equal(['https://a.example/x', 'mailto:a@b.example']);
    expect(container.querySelector('button')).to.equal(null);
    expect(container.textContent).to.contain('https://a.example.evil.example/');
  });

  it(`${hostileTexts.length} texts run nothing and fetch nothing, whole or in pieces`, async () => {
    const page = document.createElement('section');
    const happened = await watched(() => {
      document.body.append(page);
      for (const text of [...hostileTexts, ...refusedAddresses.map((address) => `[x](${address}) ![x](${address}) <${address}>`)]) {
        for (const pieces of [[text], text.split('')]) {
          const container = render(pieces);
          page.append(container);
          expectHarmless(container, text);
        }
      }
      page.append(render('![x](https://evil.example/leak.png) ![y](https://evil.example/leak.png "t")'));
    });
    expect(happened).to.deep.equal([]);
    page.remove();
  });

  it('random mixtures of them are harmless at every piece', () => {
    const parts = [...hostileTexts, ...refusedAddresses, '[', '](', ')', '<', '>', '`', '\n', '**', '![x](', '[x]: ', '"', '|', '\n|-|\n'];
    for (let seed = 1; seed <= 300; seed++) {
      const next = random(seed);
      const text = Array.from({ length: 6 }, () => pick(parts, next)).join('');
      expectHarmless(render(text.match(/[^]{1,3}/g)!), `seed ${seed}: ${text}`);
    }
  });

  it('a title and an alternative text are only that', () => {
    const container = render('[x](https://a.example/ "\\" onclick=alert(1)") ![a "b" <c>](https://a.example/i.png)');
    expect(container.querySelector('a')!.title).to.equal('" onclick=alert(1)');
    expect(container.querySelector('button')!.dataset['alt']).to.equal('a "b" <c>');
  });
});

describe('markdown: Trusted Types', () => {
  it('no sink is given text: only what Lit’s policy has let through', function () {
    if (!('trustedTypes' in globalThis)) this.skip();
    const sinks: [object, string][] = [[Element.prototype, 'innerHTML'], [Element.prototype, 'outerHTML'], [Element.prototype, 'insertAdjacentHTML'], [Document.prototype, 'write'], [DOMParser.prototype, 'parseFromString'], [Range.prototype, 'createContextualFragment']];
    const originals = sinks.map(([owner, name]) => Object.getOwnPropertyDescriptor(owner, name)!);
    let used = 0;
    sinks.forEach(([owner, name], index) =>
      Object.defineProperty(owner, name, {
        configurable: true,
        get: () => void (used += 1),
        set(value) {
          if (typeof value === 'string') used += 1;
          else originals[index]!.set!.call(this, value);
        },
      }),
    );
    try {
      for (const text of hostileTexts) render(text);
    } finally {
      sinks.forEach(([owner, name], index) => Object.defineProperty(owner, name, originals[index]!));
    }
    expect(used).to.equal(0);
  });
});
