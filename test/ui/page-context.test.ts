import { expect, nextFrame } from '@open-wc/testing';
import { sendKeys, sendMouse, setViewport } from '@web/test-runner-commands';
import type { PageContextSource } from '../../src/ui/page-context.js';
import { stage, type Stage, type StageOptions } from '../support/stage.js';
import { until } from '../support/until.js';

const paragraph = document.createElement('p');
paragraph.textContent = 'These are words of the page.';

/** By then, what a selection brings has come. */
async function frames(): Promise<void> {
  for (let count = 0; count < 3; count += 1) await nextFrame();
}

function select(): void {
  getSelection()!.selectAllChildren(paragraph);
}

async function contextual(context: PageContextSource | null, options: StageOptions = {}) {
  const { attributes, ...more } = options;
  const all = await stage({ ...more, attributes: { ...attributes, context: typeof context === 'string' ? context : null } });
  if (typeof context === 'function') all.element.context = context;
  const chips = () => all.parts('context-chip').map((chip) => chip.querySelector('bdi')?.textContent);
  const sent = () => all.element.messages.filter(({ role }) => role === 'user').map(({ context: along }) => along);
  return Object.assign(all, { chips, sent });
}

/** What a screen reader says of the text box: for it, `aria-describedby` counts before all else. */
const described = ({ input, root }: Stage): (string | null | undefined)[] => input.getAttribute('aria-describedby')!.split(' ').map((id) => root.getElementById(id)?.textContent.trim());

const address = location.href.slice(0, 2_000);

describe('Page context', () => {
  beforeEach(() => {
    document.title = 'A page';
    document.body.append(paragraph);
  });
  afterEach(() => {
    getSelection()!.removeAllRanges();
    paragraph.remove();
  });

  it('shows what goes along, sends it, and lets each piece be taken off by keyboard', async () => {
    const all = await contextual('title url', { attributes: { variables: '{"pageTitle":"none","name":"Ada"}' } });
    await until(() => all.chips().length === 2, 'there are chips');
    expect(all.chips()[0]).to.equal('A page');
    const group = all.part('page-context');
    expect([group.role ?? group.getAttribute('role'), group.getAttribute('aria-label')]).to.deep.equal(['group', 'Sent along with your message']);
    expect(described(all)).to.deep.equal(['', `Sent along with your message: A page, ${address.replace('http://', '')}`]);
    const heard: unknown[] = [];
    all.element.addEventListener('autessa-before-send', ({ draft: { variables, context } }) => heard.push(variables, context));
    all.say('one');
    await all.answered();
    expect(heard).to.deep.equal([{ pageTitle: 'none', name: 'Ada' }, { pageTitle: 'A page', pageUrl: address }]);
    const [first, second] = group.querySelectorAll('button');
    first!.focus();
    await sendKeys({ press: 'Enter' });
    await until(() => all.chips().length === 1);
    expect(all.root.activeElement?.getAttribute('aria-label'), 'the focus goes on to the next one').to.equal(second!.getAttribute('aria-label'));
    await sendKeys({ press: 'Enter' });
    await until(() => all.parts('page-context').length === 0);
    expect([all.root.activeElement, described(all)]).to.deep.equal([all.input, ['']]);
    all.say('two');
    await all.answered(2);
    expect(all.sent()).to.deep.equal([{ pageTitle: 'A page', pageUrl: address }, undefined]);
    expect(JSON.parse(all.element.transcript('json'))[0].context).to.deep.equal({ pageTitle: 'A page', pageUrl: address });
  });

  it('takes the selection before the focus moves into the panel, and another one when there is one', async () => {
    select();
    const all = await contextual('selection', { isOpen: false });
    const { x, y, width, height } = all.part('launcher').getBoundingClientRect();
    await sendMouse({ type: 'click', position: [Math.round(x + width / 2), Math.round(y + height / 2)] });
    await until(() => all.root.activeElement === all.input, 'the focus is in the text box');
    await until(() => all.chips().length === 1);
    expect(all.chips()).to.deep.equal(['These are words of the page.']);
    await sendKeys({ type: 'Hi' });
    expect(all.chips(), 'to write is not to select').to.have.length(1);
    all.part('context-chip').querySelector('button')!.click();
    await until(() => all.chips().length === 0);
    // As somebody who presses beside the panel and drags.
    paragraph.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, composed: true }));
    all.input.blur();
    getSelection()!.setBaseAndExtent(paragraph.firstChild!, 0, paragraph.firstChild!, 5);
    await until(() => all.chips()[0] === 'These', 'another selection is offered again');
    all.input.focus();
    all.say('Why?');
    await all.answered();
    expect(all.sent()).to.deep.equal([{ pageSelection: 'These' }]);
  });

  for (const layout of [null, 'inline']) {
    it(`keeps it where the page itself puts the focus into the panel, and asks a function then (${layout ?? 'floating'})`, async () => {
      const all = await contextual('selection', { attributes: { layout } });
      const button = document.createElement('button');
      document.body.append(button);
      button.focus();
      select();
      await until(() => all.chips().length === 1);
      all.input.focus();
      await frames();
      expect([all.root.activeElement, all.chips()]).to.deep.equal([all.input, ['These are words of the page.']]);
      let calls = 0;
      all.element.context = () => ({ calls: (calls += 1) });
      await until(() => all.chips()[0] === 'calls: 1');
      button.focus();
      all.input.focus();
      expect(all.chips()).to.deep.equal(['calls: 2']);
      button.remove();
    });
  }

  it('takes what the page selects in the moment in which it opens the panel', async () => {
    const all = await contextual('selection');
    all.element.hide();
    await until(() => all.root.activeElement === all.part('launcher'));
    select();
    all.element.show();
    await until(() => all.root.activeElement === all.input);
    await frames();
    expect(all.chips()).to.deep.equal(['These are words of the page.']);
  });

  it('leaves what is selected in a text box of the page alone, be it in a component', async () => {
    const hosts = (['open', 'closed'] as const).map((mode) => {
      const host = document.createElement('div');
      return { host, root: host.attachShadow({ mode }) };
    });
    document.body.append(...hosts.map(({ host }) => host));
    const all = await contextual('selection title');
    for (const place of [document.body, ...hosts.map(({ root }) => root)]) {
      const box = document.createElement('textarea');
      box.value = 'a secret';
      place.append(box);
      box.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, composed: true }));
      box.focus();
      box.select();
      await frames();
      expect(all.chips()).to.deep.equal(['A page']);
      box.remove();
    }
    for (const { host } of hosts) host.remove();
  });

  it('sends what the chips show, and nothing where none are in sight', async () => {
    const all = await contextual('title');
    await until(() => all.chips()[0] === 'A page');
    // After all that could have shown it.
    addEventListener('autessa-before-send', () => (document.title = 'Another page'), { capture: true, once: true });
    await all.element.send('one');
    all.input.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, composed: true }));
    expect(all.chips(), 'who reaches for the panel sees what is').to.deep.equal(['Another page']);
    await all.element.send('two');
    all.element.hide();
    await all.element.send('three');
    expect(all.sent()).to.deep.equal([{ pageTitle: 'A page' }, { pageTitle: 'Another page' }, undefined]);
  });

  it('shows nothing where nobody can write', async () => {
    const all = await contextual('title', { isOpen: false, attributes: { modes: 'voice' } });
    all.element.show();
    await until(() => all.parts('voice').length > 0, 'the panel is there');
    await frames();
    expect(all.chips()).to.deep.equal([]);
  });

  it('keeps nothing of one visitor for the next', async () => {
    const all = await contextual(() => ({ cart: 'Ada’s', name: 'Ada' }));
    await until(() => all.chips().length === 2);
    all.part('context-chip').querySelector('button')!.click();
    await until(() => all.chips().length === 1);
    let resolve: ((values: object) => void) | undefined;
    all.element.context = () => new Promise<object>((settle) => (resolve = settle)) as Promise<Record<string, unknown>>;
    await until(() => resolve);
    expect(all.chips(), 'of the same one it stays until there is something else').to.deep.equal(['name: Ada']);
    all.element.userKey = 'bob';
    await until(() => all.chips().length === 0);
    resolve!({ cart: 'Bob’s' });
    await until(() => all.chips()[0] === 'cart: Bob’s', 'what was taken off is offered again');
  });

  it('sends nothing of what is selected in a frame of another origin, which nobody here can read', async () => {
    const frame = document.createElement('iframe');
    // An origin of its own, which no other page shares.
    frame.sandbox.add('allow-scripts');
    frame.srcdoc = '<p>These are words of a frame.</p><script>getSelection().selectAllChildren(document.querySelector("p")); focus(); parent.postMessage(String(getSelection()), "*")</script>';
    const selected = new Promise<unknown>((resolve) => addEventListener('message', ({ source, data }) => source === frame.contentWindow && resolve(data)));
    document.body.append(frame);
    try {
      const all = await contextual('selection title', { isOpen: false });
      expect(await selected).to.equal('These are words of a frame.');
      expect(frame.contentDocument, 'it cannot be read').to.equal(null);
      all.element.show();
      await until(() => all.chips().length > 0);
      await all.element.send('Why?');
      expect([all.chips(), all.sent(), all.errors]).to.deep.equal([['A page'], [{ pageTitle: 'A page' }], []]);
    } finally {
      frame.remove();
    }
  });

  it('takes one line, however many there are, in which each can be reached', async () => {
    await setViewport({ width: 360, height: 640 });
    for (const direction of ['ltr', 'rtl'] as const) {
      document.documentElement.dir = direction;
      const all = await contextual(() => Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`value${at}`, 'some words of it'])));
      await until(() => all.chips().length === 20);
      const line = all.part('page-context');
      const chips = all.parts('context-chip').map((chip) => chip.getBoundingClientRect());
      expect(new Set(chips.map(({ top }) => top)).size, direction).to.equal(1);
      expect([line.clientWidth <= all.part('panel').clientWidth, all.part('panel').scrollWidth <= all.part('panel').clientWidth], direction).to.deep.equal([true, true]);
      const last = [...line.querySelectorAll('button')].at(-1)!;
      last.focus();
      await until(() => {
        const [button, box] = [last.getBoundingClientRect(), line.getBoundingClientRect()];
        return button.left >= box.left && button.right <= box.right;
      }, `${direction}: what has the focus is seen`);
      all.element.remove();
    }
    document.documentElement.removeAttribute('dir');
    await setViewport({ width: 800, height: 600 });
  });

  it('asks a function, which may promise; a message does not wait for it', async () => {
    let count = 0;
    const promises: ((values: object) => void)[] = [];
    const all = await contextual(() => ({ count: (count += 1), card: '4111 1111 1111 1111' }), { attributes: { mask: 'card' } });
    await until(() => all.chips().length === 2);
    all.say('one');
    await all.answered();
    expect(all.sent(), 'masked as what is typed').to.deep.equal([{ count: String(count), card: '[card number]' }]);
    all.element.context = () => new Promise((resolve) => promises.push(resolve as (values: object) => void));
    await until(() => promises.length > 0);
    const before = all.chips();
    all.say('two');
    await all.answered(2);
    expect(all.sent()[1], 'what was there before').to.deep.equal({ count: before[0]!.replace('count: ', ''), card: '[card number]' });
    promises.at(-1)!({ late: { a: 1 } });
    await until(() => all.chips()[0] === 'late: {"a":1}');
  });

  it('looks at nothing before consent', async () => {
    let calls = 0;
    const all = await contextual(() => ({ calls: (calls += 1) }), { attributes: { consent: 'May we?' } });
    await all.element.updateComplete;
    expect([calls, all.chips()]).to.deep.equal([0, []]);
    all.button('Agree').click();
    await until(() => all.chips().length === 1, 'it is shown as soon as it may be sent');
  });

  it('listens to the page only while it is asked for, and says which words it knows', async () => {
    const listening = new Set<string>();
    const { addEventListener } = document;
    document.addEventListener = function (this: Document, type: string, listener: EventListener, options?: AddEventListenerOptions) {
      if (type === 'selectionchange' && options?.signal) {
        listening.add(type);
        options.signal.addEventListener('abort', () => listening.delete(type));
      }
      addEventListener.call(this, type, listener, options);
    } as typeof document.addEventListener;
    try {
      const all = await contextual('selection cookies');
      await until(() => listening.size === 1);
      await until(() => all.errors.some(({ message }) => message === '<autessa-agent> context should be any of: url, title, selection, or a function'));
      all.element.removeAttribute('context');
      await until(() => listening.size === 0, 'nothing listens');
      all.element.context = 'selection';
      await until(() => listening.size === 1);
      all.element.remove();
      await until(() => listening.size === 0, 'nothing is left behind');
    } finally {
      document.addEventListener = addEventListener;
    }
  });
});
