import { expect } from '@open-wc/testing';
import { embed } from '../../src/embed/embed.js';
import { until } from '../support/until.js';

/* In documents without a window, where nothing is upgraded: what is tried is where the element stands. */

const warnings: string[] = [];
const warn = console.warn;
beforeEach(() => (console.warn = (...args: unknown[]) => void warnings.push(args.join(' '))));
afterEach(() => {
  console.warn = warn;
  warnings.length = 0;
});

interface Page {
  readonly page: Document;
  readonly elements: () => Element[];
  run(attributes?: Readonly<Record<string, string>>): HTMLScriptElement;
}

function blank(): Page {
  const page = document.implementation.createHTMLDocument();
  return {
    page,
    elements: () => [...page.querySelectorAll('autessa-agent')],
    run(attributes = {}) {
      const script = page.createElement('script');
      const all = { 'data-agent-id': '5', 'data-token-endpoint': '/token', 'data-assets-base': '/nowhere', ...attributes };
      for (const [name, value] of Object.entries(all)) script.setAttribute(name, value);
      page.head.append(script);
      embed(script);
      return script;
    },
  };
}

function newBody(page: Document, html = ''): void {
  const body = page.createElement('body');
  body.innerHTML = html;
  page.body.replaceWith(body);
}

describe('embed.js', () => {
  it('places the element with the attributes of its script, and no others', () => {
    const { run, elements } = blank();
    run({ 'data-var-name': 'John', class: 'x' });
    const [element, ...others] = elements();
    expect(others).to.deep.equal([]);
    expect(Object.fromEntries([...element!.attributes].map(({ name, value }) => [name, value]))).to.deep.equal({
      'agent-id': '5', 'token-endpoint': '/token', 'assets-base': '/nowhere', 'var-name': 'John',
    });
  });

  it('takes a category of a consent manager for none of its own texts', () => {
    for (const [agentId, consent] of Object.entries({ 5: 'analytics', 6: 'marketing,statistics', 7: 'I agree.', 8: '同意します' })) {
      const { run, elements } = blank();
      run({ 'data-agent-id': agentId, 'data-consent': consent });
      expect(elements()[0]!.getAttribute('consent')).to.equal(agentId < '7' ? null : consent);
    }
  });

  it('twice on a page makes one, also beside a tag; for another agent, another one', () => {
    const { page, run, elements } = blank();
    run();
    const [first] = elements();
    run();
    expect(elements()).to.deep.equal([first]);
    run({ 'data-agent-id': '6' });
    expect(elements()).to.have.length(2);
    page.body.innerHTML = '<autessa-agent agent-id="7"></autessa-agent>';
    run({ 'data-agent-id': '7' });
    expect(elements()).to.have.length(1);
  });

  it('is the same one when a router gives the page another body, with a copy of it or without', async () => {
    const { page, run, elements } = blank();
    run();
    const [element] = elements();
    newBody(page);
    await until(() => elements().length === 1 && elements()[0] === element, 'it is there again');
    newBody(page, '<p></p><autessa-agent agent-id="5"></autessa-agent>');
    await until(() => elements().length === 1 && elements()[0] === element, 'it takes the place of its copy');
    // A script in the body runs with each visit.
    newBody(page);
    run();
    await until(() => elements().length === 1 && elements()[0] === element, 'once');
    element!.remove();
    page.dispatchEvent(new Event('turbo:render'));
    expect(elements()).to.deep.equal([element]);
  });

  for (const [name, attributes, pattern] of [
    ['a folder without the code', { 'data-assets-base': '/empty' }, /could not load .*\/empty\/autessa-agent\.js: data-assets-base/],
    ['a script of another name and folder', { 'data-assets-base': '/other/', src: '/all.js' }, /\/other\/autessa-agent\.js/],
  ] as const) {
    it(`says once what it could not load: ${name}`, async () => {
      blank().run(attributes);
      // The scripts of other tests find nothing either.
      const own = (): string[] => warnings.filter((text) => pattern.test(text));
      await until(() => own().length > 0, 'a warning');
      expect(own()).to.have.length(1);
    });
  }

  it('says what it needs where it is inlined, and where there is no agent', () => {
    const { page } = blank();
    const script = page.createElement('script');
    script.setAttribute('data-agent-id', '9');
    embed(script);
    expect(warnings.splice(0).join()).to.match(/does not know where autessa-agent.js is: data-assets-base/);
    embed(null);
    expect(warnings.splice(0).join()).to.match(/data-agent-id/);
  });
});
