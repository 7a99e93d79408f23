import { expect, waitUntil } from '@open-wc/testing';
import type { Message } from '../../src/conversation/message.js';
import { addressPolicy } from '../../src/ui/markdown/addresses.js';
import { loadMarkdown } from '../../src/ui/markdown/reply-text.js';
import { MessageLog } from '../../src/ui/panel/log/message-log.js';
import type { PanelContext } from '../../src/ui/panel/panel-context.js';
import { noticeView } from '../../src/ui/panel/notices/notice-views.js';
import type { Renderers, ToolView } from '../../src/ui/renderers.js';
import { english } from '../../src/ui/strings/english.js';
import type { Strings } from '../../src/ui/strings/strings.js';
import { watchConsole } from '../support/watch-console.js';

const message = (id: string, text: string, rest: Partial<Message> = {}) => ({ id, role: 'agent', text, status: 'done', at: 0, ...rest }) as Message;
const call = (status: string, publicVars = {}) =>
  message('t', 'tool', { role: 'tool', status: status as Message['status'], tool: { toolName: 'TrackParcel', invocationId: 'i', publicVars } as unknown as NonNullable<Message['tool']> });

before(loadMarkdown);

/** A host with a log in its shadow tree. */
function stage(renderers: Renderers | undefined, disabled: readonly string[] = []) {
  const host = Object.assign(document.createElement('section'), { renderers, disabledFeatures: disabled.join(' ') });
  const box = host.attachShadow({ mode: 'open' }).appendChild(document.createElement('div'));
  document.body.append(host);
  const sent: string[] = [];
  const strings = { ...english, errors: {}, toolRunning: 'runs', toolDone: 'has run' } as Strings;
  const send = (text: string) => void sent.push(text);
  const panel = { element: host as HTMLElement, strings, addresses: addressPolicy(), language: 'en', notices: { load: async () => ({ noticeView }) }, later: (work: () => void) => void setTimeout(work), send };
  const log = new MessageLog(box, panel as object as PanelContext);
  return { host, box, log, sent, shown: () => box.innerText.trim() };
}

const node = (text: string) => Object.assign(document.createElement('b'), { textContent: text });

describe('The page’s own views: fenced blocks', () => {
  it('are shown in the page’s tree once the block is finished, and are removed with the message', async () => {
    const asked: string[][] = [];
    const { host, box, log } = stage({ fence: { card: (...given) => (asked.push(given), node('own')) } });
    log.update([message('a', 'Here:\n\n```card wide\n{"a":', { status: 'streaming' })]);
    expect(asked).to.deep.equal([]);
    expect(box.querySelector<HTMLElement>('.code')!.hidden).to.equal(true);
    log.update([message('a', 'Here:\n\n```card wide\n{"a":1}\n```\n\nAfter', { status: 'streaming' })]);
    await waitUntil(() => host.querySelector('b'));
    expect(asked).to.deep.equal([['{"a":1}\n', 'card wide']]);
    expect(box.querySelector('slot')!.assignedNodes()).to.deep.equal([host.querySelector('b')]);
    log.update([]);
    await waitUntil(() => !host.querySelector('b'));
    host.remove();
  });

  it('that throw or return nothing leave the code, and the console says so', async () => {
    const { said, stop } = watchConsole();
    const { host, box, log } = stage({ fence: { bad: () => { throw new Error('no'); }, none: () => undefined } });
    log.update([message('a', '```bad\nx\n```\n\n```none\ny\n```\n\n```js\nz\n```')]);
    await waitUntil(() => said.length === 2);
    await waitUntil(() => ![...box.querySelectorAll<HTMLElement>('.code')].some(({ hidden }) => hidden));
    stop();
    expect([...box.querySelectorAll('code')].map(({ textContent }) => textContent)).to.deep.equal(['x\n', 'y\n', 'z\n']);
    expect(said[0]).to.match(/renderers\.fence\.bad threw/);
    expect(said[1]).to.match(/renderers\.fence\.none returned no node/);
    host.remove();
  });

  it('are never asked by names that every object has', async () => {
    const { host, box, log } = stage({ fence: {} });
    log.update([message('a', '```constructor\nx\n```\n\n```toString\ny\n```')]);
    expect([...box.querySelectorAll<HTMLElement>('.code')].map(({ hidden }) => hidden)).to.deep.equal([false, false]);
    host.remove();
  });
});

describe('The page’s own views: tools', () => {
  it('are told again when a call changes', async () => {
    const calls: ToolView[] = [];
    const own = node('parcel');
    const { host, box, log } = stage({ tool: { TrackParcel: (given) => (calls.push(given), own) } });
    log.update([call('streaming')]);
    await waitUntil(() => host.contains(own));
    log.update([call('done', { city: 'Bonn' })]);
    await waitUntil(() => calls.length === 2);
    expect(calls.map(({ status, publicVars }) => [status, publicVars])).to.deep.equal([['streaming', {}], ['done', { city: 'Bonn' }]]);
    await waitUntil(() => box.querySelector('slot')?.assignedNodes()[0] === own);
    expect(box.textContent).not.to.contain('Track parcel');
    host.remove();
  });

  it('leave the usual line where they fail, or there is none', async () => {
    const { said, stop } = watchConsole();
    const { host, shown, log } = stage({ tool: { TrackParcel: () => null } });
    log.update([call('done')]);
    await waitUntil(() => shown().startsWith('Track parcel'));
    stop();
    expect(said).to.have.length(1);
    host.remove();
  });
});

describe('Views in replies: choices and cards', () => {
  const choices = '```choices\n["Yes", {"label": "No", "prompt": "No, thank you"}]\n```';

  it('choices are buttons that send themselves, once', async () => {
    const { host, box, log, sent } = stage(undefined);
    log.update([message('a', `Well?\n\n${choices}`)]);
    await waitUntil(() => box.querySelector('.choice'));
    const group = box.querySelector('.choices')!;
    expect([group.getAttribute('role'), group.getAttribute('aria-label')]).to.deep.equal(['group', english.suggestions]);
    const buttons = [...box.querySelectorAll<HTMLButtonElement>('.choice')];
    expect(buttons.map(({ textContent }) => textContent)).to.deep.equal(['Yes', 'No']);
    buttons[1]!.click();
    buttons[0]!.click();
    buttons[1]!.click();
    expect(sent).to.deep.equal(['No, thank you']);
    expect(buttons.every(({ disabled }) => disabled)).to.equal(true);
    host.remove();
  });

  it('choices that have been answered, here or before a reload, are of no use any more', async () => {
    const { host, box, log, sent } = stage(undefined);
    const asked = message('a', choices);
    const states = () => [...box.querySelectorAll<HTMLButtonElement>('.choice')].map((each) => [each.disabled, each.getAttribute('aria-pressed')]);
    log.update([asked, message('b', 'No, thank you', { role: 'user' }), message('c', choices)]);
    await waitUntil(() => box.querySelectorAll('.choice').length === 4);
    expect(states()).to.deep.equal([[true, null], [true, 'true'], [false, null], [false, null]]);
    log.update([asked, message('b', 'No, thank you', { role: 'user' }), message('c', choices), message('e', 'Neither', { role: 'user' })]);
    await waitUntil(() => states()[2]![0]);
    expect(states().slice(2)).to.deep.equal([[true, null], [true, null]]);
    for (const each of box.querySelectorAll<HTMLButtonElement>('.choice')) each.click();
    expect(sent).to.deep.equal([]);
    host.remove();
  });

  for (const text of ['{', '{}', '[]', '[1]', '["a", {"label": ""}]', JSON.stringify(Array(20).fill('x'))]) {
    it(`what is no list of choices stays code: ${text.slice(0, 20)}`, async () => {
      const { host, box, log } = stage(undefined);
      log.update([message('a', `\`\`\`choices\n${text}\n\`\`\``)]);
      await waitUntil(() => box.querySelector<HTMLElement>('.code')!.hidden === false);
      expect(box.querySelector('.choice')).to.equal(null);
      expect(box.querySelector('code')!.textContent).to.equal(`${text}\n`);
      host.remove();
    });
  }

  it('a card has a title, a text, an image behind a click, and links by our rules', async () => {
    const { host, box, log } = stage(undefined);
    const card = { title: 'Tent [2]', text: 'Light and *small*.', image: 'https://image.invalid/t.png', links: [{ label: 'Buy', url: 'https://a.example/' }, { label: 'Bad', url: 'javascript:alert(1)' }] };
    log.update([message('a', `\`\`\`card\n${JSON.stringify(card)}\n\`\`\``)]);
    await waitUntil(() => box.querySelector('.card h3'));
    const shown = box.querySelector('.card')!;
    expect(shown.getAttribute('aria-label')).to.equal('Tent [2]');
    expect(shown.querySelector('h3')!.textContent).to.equal('Tent [2]');
    expect(shown.querySelector('em')!.textContent).to.equal('small');
    expect(shown.querySelector('button.image')!.textContent).to.contain('image.invalid');
    expect([...shown.querySelectorAll('a')].map(({ href }) => href)).to.deep.equal(['https://a.example/']);
    host.remove();
  });
});

describe('Replies that are told anew', () => {
  it('keep all that is shown where only the states of tasks are other ones, and go on', () => {
    const { host, box, log } = stage(undefined);
    log.update([message('a', 'Plan:\n\n- [ ] pack\n- [ ] go', { status: 'streaming' })]);
    const [paragraph, list] = [...box.querySelector('.markdown')!.children];
    log.update([message('a', 'Plan:\n\n- [x] pack\n- [ ] go home', { status: 'streaming' })]);
    log.update([message('a', 'Plan:\n\n- [x] pack\n- [ ] go home\n\nDone.')]);
    expect([...box.querySelector('.markdown')!.children].slice(0, 2)).to.deep.equal([paragraph, list]);
    expect([...box.querySelectorAll('input')].map(({ checked }) => checked)).to.deep.equal([true, false]);
    expect(box.querySelector('.markdown')!.textContent).to.equal('Plan: pack go homeDone.');
    host.remove();
  });
});

describe('Views in replies: formulas', () => {
  const tex = 'Mass \\(m\\), $E=mc^2$ costs $5 to $10.\n\n$$\n\\frac{a}{b}\n- c\n$$\n\n\\[ x_1 \\]\n\n```math\n\\sqrt 2\n```';

  it('are MathML, and money is money', async () => {
    const { host, box, log } = stage(undefined);
    log.update([message('a', tex)]);
    await waitUntil(() => box.querySelectorAll('math').length === 5, 'five formulas', { timeout: 10_000 });
    expect(box.querySelector('p')!.textContent).to.contain('costs $5 to $10.');
    expect([...box.querySelectorAll('annotation')].map(({ textContent }) => textContent)).to.deep.equal(['m', 'E=mc^2', '\\frac{a}{b}\n- c', 'x_1', '\\sqrt 2']);
    host.remove();
  });

  it('that cannot be read are shown as written; so are all where that is switched off', async () => {
    const { host, box, log } = stage(undefined);
    log.update([message('a', '$$\n\\frac{\n$$')]);
    await waitUntil(() => box.querySelector<HTMLElement>('.code')?.hidden === false);
    host.remove();
    const off = stage(undefined, ['math']);
    off.log.update([message('a', tex)]);
    await new Promise((resolve) => setTimeout(resolve));
    expect(off.box.querySelector('.math, math')).to.equal(null);
    off.host.remove();
  });

  it('hold no link, image or script', async () => {
    const { host, box, log } = stage(undefined);
    log.update([message('a', '\\(\\href{x:y}{z}\\) \\(\\includegraphics{a}\\) $\\alpha$')]);
    await waitUntil(() => box.querySelector('math'), 'a formula', { timeout: 10_000 });
    expect(box.querySelector('a, [href], img, [src]')).to.equal(null);
    host.remove();
  });
});
