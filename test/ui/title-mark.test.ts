import { expect } from '@open-wc/testing';
import { stage } from '../support/stage.js';
import { until } from '../support/until.js';

/** The recipe's own lines for unread replies in the title, as somebody would copy them. */
async function recipe(): Promise<() => void> {
  const recipes = await (await fetch('/docs/recipes.md')).text();
  const [, code = ''] = /## Unread replies in the title[^]*?```js\n([^]*?)```/.exec(recipes) ?? [];
  expect(code).to.contain('document.title');
  // eslint-disable-next-line no-new-func, typescript/no-implied-eval
  return new Function(code) as () => void;
}

describe('a mark in the page’s title', () => {
  const { title } = document;
  afterEach(() => {
    document.title = title;
  });

  it('counts the replies that come while the panel is closed, and goes when it opens', async () => {
    document.title = 'Tents';
    const all = await stage();
    (await recipe())();
    await all.element.send('Seen');
    expect(document.title).to.equal('Tents');
    all.element.hide();
    await all.element.send('One');
    expect(document.title).to.equal('(1) Tents');
    await all.element.send('Two');
    await until(() => document.title === '(2) Tents');
    all.element.show();
    expect(document.title).to.equal('Tents');
  });
});
