import { expect } from '@open-wc/testing';
import { ReactiveHost } from '../../src/ui/reactive-host.js';

class Sample extends ReactiveHost {
  static override properties = {
    plain: {},
    named: { attribute: 'given-name' },
    flag: { type: Boolean, reflect: true },
    list: { converter: (value: string | null) => value?.split(',') },
    inner: { state: true },
  };
  static override styles = 'p { color: rgb(1, 2, 3); }';
  plain: string | null = 'default';
  named: string | undefined;
  flag = false;
  list: readonly string[] | undefined;
  inner = 0;
  updates = 0;
  fails = false;
  #own = 'unset';
  get accessor(): string {
    return this.#own;
  }
  set accessor(value: string) {
    this.#own = value;
  }
  protected override willUpdate(): void {
    if (this.fails) throw new Error('on purpose');
  }
  protected override render(): void {
    const paragraph = document.createElement('p');
    paragraph.textContent = `${this.plain} ${this.named} ${this.inner}`;
    this.renderRoot.replaceChildren(paragraph);
  }
  protected override updated(): void {
    this.updates += 1;
  }
}
customElements.define('reactive-sample', Sample);

function make(markup = ''): Sample {
  const sample = document.createElement('reactive-sample') as Sample;
  for (const attribute of markup.split(' ').filter(Boolean)) {
    const [name = '', value = ''] = attribute.split('=');
    sample.setAttribute(name, value);
  }
  return sample;
}

describe('ReactiveHost', () => {
  afterEach(() => document.querySelectorAll('reactive-sample').forEach((each) => each.remove()));

  it('takes attributes as text, as truth values and as what a converter makes of them', () => {
    const sample = make('plain=a given-name=b flag list=1,2 inner=5');
    expect([sample.plain, sample.named, sample.flag, sample.list, sample.inner]).to.deep.equal(['a', 'b', true, ['1', '2'], 0]);
    sample.removeAttribute('plain');
    expect(sample.plain).to.equal(null);
  });

  it('renders once for all that changed at once, and only on a page', async () => {
    const sample = make();
    sample.plain = 'early';
    expect(sample.hasUpdated).to.equal(false);
    document.body.append(sample);
    sample.named = 'x';
    sample.inner = 2;
    await sample.updateComplete;
    expect([sample.renderRoot.textContent, sample.updates]).to.deep.equal(['early x 2', 1]);
    sample.inner = 2;
    await sample.updateComplete;
    expect(sample.updates).to.equal(1);
    expect(getComputedStyle(sample.renderRoot.querySelector('p')!).color).to.equal('rgb(1, 2, 3)');
  });

  it('reflects what it is asked to', async () => {
    const sample = make();
    document.body.append(sample);
    sample.flag = true;
    await sample.updateComplete;
    expect(sample.hasAttribute('flag')).to.equal(true);
    sample.flag = false;
    await sample.updateComplete;
    expect(sample.hasAttribute('flag')).to.equal(false);
    sample.setAttribute('flag', '');
    await sample.updateComplete;
    sample.removeAttribute('flag');
    expect(sample.flag).to.equal(false);
  });

  it('keeps what it has reflected itself, whoever removes it', async () => {
    const sample = make();
    document.body.append(sample);
    sample.flag = true;
    await sample.updateComplete;
    sample.removeAttribute('flag');
    await sample.updateComplete;
    expect([sample.flag, sample.hasAttribute('flag')]).to.deep.equal([true, true]);
  });

  it('takes over what was set before it was defined, declared or not', async () => {
    const late = document.createElement('reactive-late') as Sample;
    Object.assign(late, { plain: 'before', accessor: 'before', expando: 1 });
    late.setAttribute('plain', 'attribute');
    customElements.define('reactive-late', class extends Sample {});
    document.body.append(late);
    await late.updateComplete;
    expect([late.plain, late.accessor, (late as unknown as { expando: number }).expando]).to.deep.equal(['before', 'before', 1]);
    late.plain = 'after';
    await late.updateComplete;
    expect(late.renderRoot.textContent).to.contain('after');
    late.remove();
  });

  it('rejects where an update throws, and goes on with the next', async () => {
    const sample = make();
    document.body.append(sample);
    await sample.updateComplete;
    sample.fails = true;
    sample.requestUpdate();
    const thrown = await sample.updateComplete.catch((error: unknown) => error);
    expect(String(thrown)).to.contain('on purpose');
    sample.fails = false;
    sample.plain = 'well';
    await sample.updateComplete;
    expect(sample.renderRoot.textContent).to.contain('well');
  });
});
