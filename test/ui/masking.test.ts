import { expect } from '@open-wc/testing';
import { control, stage, type Stage } from '../support/stage.js';
import { until } from '../support/until.js';

const written = 'Charge 4111 1111 1111 1111 and write to ada@example.com';
const hidden = 'Charge [card number] and write to [email address]';

async function masked(mask = 'card email phone') {
  const all = await stage({ behaviour: 'echo', attributes: { mask, persist: 'session' } });
  const line = () => all.parts('masked')[0]?.querySelector('span')?.textContent;
  const write = (text: string): void => {
    all.input.value = text;
    all.input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
  };
  const heard: string[] = [];
  all.element.addEventListener('autessa-before-send', ({ input }) => heard.push(...input.map((each) => ('content' in each ? each.content : ''))));
  const said = () => all.element.messages.filter(({ role }) => role === 'user').map(({ text }) => text);
  return Object.assign(all, { line, write, heard, said });
}

/** Whether what masks is there. */
const isMasked = ({ element }: Stage): boolean => (element as { readonly extensions?: { readonly masked?: unknown } }).extensions?.masked !== undefined;

describe('Masking', () => {
  it('says what is hidden while it is written, sends marks in its place, and what was written where that is wanted after all', async () => {
    const all = await masked();
    all.write(written);
    await until(() => all.line() === 'Hidden: [card number] [email address]', 'it is told beforehand');
    expect(all.part('masked').closest('[role=status]')).not.to.equal(null);
    expect(all.input.value, 'what one writes is left alone').to.equal(written);
    all.part('send').click();
    await all.answered();
    expect([all.said(), all.heard, all.element.messages.at(-1)?.text]).to.deep.equal([[hidden], [hidden], `You said: ${hidden}`]);
    expect(all.line(), 'it can be seen, and undone').to.equal('Hidden: [card number] [email address]');
    all.part('send-as-written').click();
    await all.answered(2);
    expect([all.said(), all.parts('masked').length, all.root.activeElement]).to.deep.equal([[hidden, written], 0, all.input]);
    all.say(written);
    await all.answered(3);
    expect(all.said().at(-1), 'that was for once').to.equal(hidden);
  });

  it('sends as written before it is sent, hides no more than is asked for, and goes with the attribute', async () => {
    const all = await masked('card');
    all.write(written);
    await until(() => all.line() === 'Hidden: [card number]');
    all.part('send-as-written').click();
    await all.answered();
    expect(all.said()).to.deep.equal([written]);
    await all.element.send(written);
    expect(all.said().at(-1), 'what the page sends is masked too').to.equal('Charge [card number] and write to ada@example.com');
    all.element.removeAttribute('mask');
    await all.element.updateComplete;
    await all.element.send(written);
    expect(all.said().at(-1)).to.equal(written);
    all.element.setAttribute('mask', 'card passport');
    await until(() => all.errors.some(({ message }) => message === '<autessa-agent> mask should be any of: card, email, phone'), 'a word that means nothing is told');
  });

  it('offers what one person sent to nobody else, and in no other conversation', async () => {
    const all = await masked();
    const send = async (): Promise<void> => {
      all.say(written);
      await all.answered();
      await until(() => all.line(), 'it can be undone');
    };
    await send();
    await all.element.session!.newConversation();
    await until(() => !all.line(), 'not in another conversation');
    await send();
    const { session } = all.element;
    all.element.userKey = `b-${Math.random()}`;
    await until(() => all.element.session && all.element.session !== session && !all.input.disabled, 'another user');
    await until(() => !all.line(), 'not by somebody else');
    expect(all.said()).to.deep.equal([]);
  });

  it('sends and keeps nothing as long as its code is not there, though the session is', async () => {
    const all = await stage({ behaviour: 'echo', attributes: { persist: 'session' } });
    // Of no other test, whose storage is this one's.
    const text = written.replace('4111 1111 1111 1111', '5105 1051 0510 5100');
    const texts: string[] = [];
    await until(() => !all.input.disabled, 'a session');
    all.element.addEventListener('autessa-before-send', ({ input }) => texts.push(JSON.stringify(input)));
    // What cannot be loaded.
    Object.defineProperty(all.element, 'extensions', { get: () => undefined, configurable: true });
    all.element.setAttribute('mask', 'card email phone');
    const refused = await all.element.session!.send(text).then(() => 'sent', ({ code }) => code);
    expect([refused, all.element.messages, texts]).to.deep.equal(['aborted', [], []]);
    await all.element.updateComplete;
    all.say(text);
    expect([all.input.value, all.button('Send').disabled, all.element.messages], 'it stays in the text box').to.deep.equal([text, true, []]);
    await until(() => all.root.textContent.includes('could not be loaded'), 'it is told why');
    expect(all.errors.map(({ code }) => code)).to.include('connection');
    dispatchEvent(new PageTransitionEvent('pagehide'));
    expect(JSON.stringify({ ...sessionStorage, ...localStorage })).not.to.include('5105 1051');
    delete (all.element as { extensions?: unknown }).extensions;
    all.input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    await until(() => !all.button('Send').disabled, 'it is loaded when somebody goes on writing');
    all.part('send').click();
    await all.answered();
    expect(all.element.messages[0]!.text).to.equal(hidden);
  });

  it('is asked for again when the network is back', async () => {
    const all = await stage({ behaviour: 'echo', attributes: { persist: 'session' } });
    await until(() => !all.input.disabled, 'a session');
    // What cannot be loaded.
    Object.defineProperty(all.element, 'extensions', { get: () => undefined, configurable: true });
    all.element.setAttribute('mask', 'card email phone');
    await until(() => all.errors.some(({ code }) => code === 'connection'), 'it is not there');
    delete (all.element as { extensions?: unknown }).extensions;
    dispatchEvent(new Event('online'));
    await until(() => isMasked(all), 'it is there, and nobody had to write');
    expect(await all.element.send(written)).to.include({ text: `You said: ${hidden}` });
  });

  it('masks what is sent once more, says so, and leaves that as it is which was to be sent as written', async () => {
    const all = await masked('');
    // Its reply fails, so that both messages can be asked once more.
    const fail = () => control(`agents/${all.agentId}`, { faults: [{ name: 'agent-error', times: 1 }] }, 'PUT');
    const failed = (count: number) => until(() => all.element.messages.filter(({ status }) => status === 'failed').length === count, `${count} failed`);
    await fail();
    all.say(written);
    await failed(1);
    all.element.setAttribute('mask', 'card email phone');
    await until(() => isMasked(all), 'what masks is there');
    await all.element.updateComplete;
    await fail();
    all.write(`${written}!`);
    await until(() => all.line());
    all.part('send-as-written').click();
    await failed(2);
    const [first, second] = all.element.messages.filter(({ role }) => role === 'user');
    all.element.retry(second!.id);
    await all.answered(2);
    await until(() => all.element.messages.at(-1)?.text === `You said: ${written}!`, 'it goes as it was wanted');
    all.element.retry(first!.id);
    await until(() => all.element.messages.some(({ text }) => text === `You said: ${hidden}`), 'it is masked');
    expect(all.said()).to.deep.equal([hidden, `${written}!`]);
    await until(() => all.line() === 'Hidden: [card number] [email address]', 'it can be seen, and undone');
  });

  it('keeps no draft with what would be hidden', async () => {
    const all = await masked();
    all.write('Mine is 5555 5555 5555 4444');
    await until(() => Object.values(sessionStorage).some((value) => String(value).includes('Mine is [card number]')), 'the draft is kept');
    expect(JSON.stringify({ ...sessionStorage, ...localStorage })).not.to.include('5555 5555');
  });

  it('keeps none with the last of an element that goes for good, either', async () => {
    const all = await masked();
    all.write(written);
    await until(() => all.line(), 'what masks is there');
    const { setTimeout } = globalThis;
    let end: (() => void) | undefined;
    // It comes at once, not after the two seconds of an absence: before what was typed last is kept.
    globalThis.setTimeout = ((callback: () => void, ms?: number) => (ms === 2_000 ? ((end = callback), 0) : setTimeout(callback, ms))) as typeof setTimeout;
    try {
      all.element.remove();
      await until(() => end, 'it is away');
      all.write('Mine is 5555 5555 5555 4444');
      end!();
    } finally {
      globalThis.setTimeout = setTimeout;
    }
    const kept = [sessionStorage, localStorage].map((area) => area.getItem('autessa-agent:preference:view')).join(' ');
    expect(kept).to.include('Mine is [card number]').and.not.include('5555 5555');
  });
});
