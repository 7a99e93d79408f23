import { expect } from '@open-wc/testing';
import { stage } from '../support/stage.js';
import { translate, translators, untranslated } from '../support/translators.js';
import { until } from '../support/until.js';

/* A page that a browser translates while the agent speaks. */

const words = (from: number, to: number): string => Array.from({ length: to - from }, (_, index) => `word${from + index}`).join(' ');
const replies: Readonly<Record<string, readonly [text: string, tags: readonly string[]]>> = {
  'plain words': [`${words(0, 30)}\n\n${words(30, 60)}`, []],
  'marks of Markdown': [
    `${words(0, 4)} **${words(4, 10)}** ${words(10, 16)}\n\n- ${words(16, 20)}\n- *${words(20, 24)}* ${words(24, 28)}\n\n## ${words(28, 32)}\n\n| ${words(32, 33)} | ${words(33, 34)} |\n| --- | --- |\n| ${words(34, 36)} | **${words(36, 38)}** |\n\n${words(38, 44)} [${words(44, 46)}](https://example.com) ${words(46, 50)}\n\n\`\`\`js\n${words(50, 54)}\n${words(54, 56)}\n\`\`\`\n\n${words(56, 60)}`,
    ['strong', 'li', 'li', 'h2', 'table', 'strong', 'a', 'pre'],
  ],
  'a long bold text': [`${words(0, 4)} **${words(4, 40)}** ${words(40, 60)}`, ['strong']],
};

let page = new AbortController();
beforeEach(() => (page = new AbortController()));
afterEach(() => page.abort());

describe('<autessa-agent>: a translator in the browser', () => {
  for (const [name, replace] of Object.entries(translators)) {
    for (const [kind, [text, tags]] of Object.entries(replies)) {
      it(`loses no word while a reply streams: ${name}, ${kind}`, async () => {
        const all = await stage({ tokensPerSecond: 200 });
        const count = translate(all.part('log'), replace, page.signal);
        all.say(text);
        await all.answered();
        const reply = all.part('message-agent').querySelector('.bubble')!;
        const read = (): string => [...reply.textContent.matchAll(/word\d+/g)].map(([word]) => word).join(' ');
        expect(read()).to.equal(words(0, 60));
        await until(() => count() > 0 && reply.textContent.includes('«'), 'it was translated');
        expect(read()).to.equal(words(0, 60));
        // It is drawn as it would be without; code is left alone.
        expect([...reply.querySelectorAll('strong, li, h2, a, table, pre')].map(({ localName }) => localName)).to.deep.equal(tags);
        expect(reply.querySelector('pre')?.textContent ?? '').not.to.contain('«');
      });
    }

    it(`leaves no state behind that is over: ${name}`, async () => {
      const all = await stage();
      const count = translate(all.root.querySelector('.panel')!, replace, page.signal);
      await until(() => count() > 0);
      const status = (): string => untranslated(all.root.querySelector('.status')!.textContent).replaceAll(/\s+/g, ' ').trim();
      const states: string[] = [];
      for (const heading of ['One', 'Two', 'Three']) {
        all.element.heading = heading;
        await all.element.updateComplete;
        states.push(untranslated(all.root.querySelector('.header h2')!.textContent));
        await until(() => all.root.querySelector('.header h2')!.textContent.includes('«'), 'it was translated');
      }
      expect(states).to.deep.equal(['One', 'Two', 'Three']);
      all.say('Hello');
      await all.answered();
      await until(() => status() === '', `no status, not ${status()}`);
    });
  }
});
