import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { AgentError } from '../../../src/base/errors.js';
import { translation as english } from '../../../src/ui/strings/languages/en.js';
import { until } from '../../support/until.js';
import { voiceStage } from './voice-stage.js';
import { expectAccessible } from '../../support/accessible.js';

describe('voice: the focus', () => {
  it('goes on from the button that starts to its successor, and back in the end', async () => {
    const all = await voiceStage();
    all.part('voice').focus();
    all.voice.set({ voiceState: 'starting' });
    await until(() => all.focused === 'mute');
    all.voice.call({}, { voiceState: 'listening' });
    await until(() => all.picture === 'listening');
    expect(all.focused).to.equal('mute');
    all.part('end-voice').focus();
    all.voice.end();
    await until(() => all.focused === 'voice');
  });

  it('stays where it is otherwise', async () => {
    const all = await voiceStage();
    all.input.focus();
    all.voice.call();
    await until(() => all.picture === 'listening');
    expect(all.root.activeElement).to.equal(all.input);
    all.voice.end();
    await until(() => all.picture === undefined);
    expect(all.root.activeElement).to.equal(all.input);
  });

  it('moves on from a button that goes while the call lasts', async () => {
    const all = await voiceStage();
    all.voice.call({ talk: 'push' });
    await until(() => all.parts('talk').length === 1);
    all.part('talk').focus();
    all.voice.call({ talk: 'open' });
    await until(() => all.focused === 'mute');
  });

  it('goes to the button that starts, where a call ends with trouble', async () => {
    const all = await voiceStage();
    all.voice.set({ voiceState: 'starting' });
    await until(() => all.parts('mute').length === 1);
    all.part('mute').focus();
    all.voice.end({ voiceError: new AgentError('mic-denied', '') });
    await until(() => all.focused === 'voice');
    all.root.querySelector<HTMLElement>('[part=voice-view] [part=retry]')!.focus();
    all.voice.set({ voiceState: 'starting', voiceError: undefined });
    await until(() => all.focused === 'mute');
  });
});

describe('voice: what is said to people who do not see it', () => {
  it('is each state once, and no turn of the conversation', async () => {
    const all = await voiceStage();
    const heard: string[] = [];
    all.voice.set({ voiceState: 'starting' });
    await until(() => all.parts('voice-view').length === 1);
    const region = all.part('voice-view').querySelector(':scope > [role=status]')!;
    heard.push(region.textContent);
    const observer = new MutationObserver(() => heard.push(region.textContent));
    observer.observe(region, { childList: true, characterData: true, subtree: true });
    const pass = async (picture: string | undefined, change: () => void) => {
      change();
      await until(() => all.picture === picture);
    };
    await pass('listening', () => all.voice.call({ progress: 0.3 }, { voiceState: 'listening' }));
    await pass('hearing', () => all.voice.call({ progress: 0.6 }, { voiceState: 'hearing' }));
    await pass('thinking', () => all.voice.call({}, { voiceState: 'thinking' }));
    await pass('speaking', () => all.voice.call({}, { voiceState: 'speaking' }));
    await pass('listening', () => all.voice.call({}, { voiceState: 'listening' }));
    await pass('muted', () => all.voice.call({}, { voiceState: 'muted' }));
    await pass('reconnecting', () => all.voice.call({}, { voiceState: 'listening', state: 'reconnecting' }));
    await pass('listening', () => all.voice.call({}, { state: 'ready' }));
    await pass('blocked', () => all.voice.call({}, { voiceState: 'blocked' }));
    await pass(undefined, () => all.voice.end());
    observer.disconnect();
    expect(heard).to.deep.equal(['Starting', 'Listening', 'Muted', 'Reconnecting', 'Listening', 'Tap to resume', 'The voice call has ended.']);
  });

  it('is why there is no call, and not that one has ended', async () => {
    const all = await voiceStage();
    all.voice.set({ voiceState: 'starting' });
    await until(() => all.picture === 'starting');
    all.voice.end({ voiceError: new AgentError('mic-denied', '') });
    await until(() => all.picture === undefined);
    expect([all.news, all.root.querySelector('[part=voice-view] [role=alert]')?.textContent]).to.deep.equal(['', english.errors['mic-denied']]);
  });

  it('is nothing that can be heard: while the agent speaks, its words are not read out', async () => {
    const all = await voiceStage();
    const { messages } = all.voice.session.snapshot;
    const streamed = (text: string) => [...messages, { id: 'next', role: 'agent' as const, text, status: 'streaming' as const, at: 0 }];
    all.voice.call({ playing: 'next' }, { voiceState: 'speaking' });
    await until(() => all.picture === 'speaking');
    const live = all.root.querySelector('.panel > [aria-live=polite]')!;
    const spoken: string[] = [];
    new MutationObserver(() => spoken.push(live.textContent)).observe(live, { childList: true });
    all.voice.set({ messages: streamed('It is heard. It is seen. It is') });
    await until(() => all.logText.includes('It is seen.'));
    expect(spoken.join('')).to.equal('');
    all.voice.end();
    await until(() => all.picture === undefined);
    all.voice.set({ messages: streamed('It is heard. It is seen. It is over. And now it is read out. Or') });
    await until(() => live.textContent.includes('And now it is read out.'));
    expect(spoken.join('')).not.to.contain('It is heard.');
  });
});

describe('voice: the button to talk', () => {
  const pushing = async () => {
    const all = await voiceStage();
    all.voice.call({ talk: 'push' });
    await until(() => all.parts('talk').length === 1);
    return { all, talk: all.part('talk') };
  };

  it('is held by a pointer, until it is let go or lost', async () => {
    const { all, talk } = await pushing();
    const pointer = (type: string, button = 0) => talk.dispatchEvent(new PointerEvent(type, { button, bubbles: true, cancelable: true }));
    pointer('pointerdown', 2);
    expect(all.voice.asked).to.deep.equal([]);
    for (const end of ['pointerup', 'pointercancel']) {
      pointer('pointerdown');
      all.voice.call({ isHeld: true });
      await until(() => talk.ariaPressed === 'true' || talk.getAttribute('aria-pressed') === 'true');
      pointer(end);
      all.voice.call({ isHeld: false });
      await until(() => talk.getAttribute('aria-pressed') === 'false');
    }
    talk.dispatchEvent(new MouseEvent('click', { detail: 1, bubbles: true }));
    expect(all.voice.asked).to.deep.equal(['holdToTalk true', 'holdToTalk false', 'holdToTalk true', 'holdToTalk false']);
    expect(talk.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true })), 'a long press opens a menu').to.equal(false);
  });

  for (const key of [' ', 'Enter']) {
    it(`is held by ${key === ' ' ? 'Space' : key}, until it is let go, or the focus goes`, async () => {
      const { all, talk } = await pushing();
      talk.focus();
      await sendKeys({ down: key });
      await until(() => all.voice.asked.length === 1);
      await sendKeys({ up: key });
      await until(() => all.voice.asked.length === 2);
      await sendKeys({ down: key });
      talk.blur();
      await sendKeys({ up: key });
      expect(all.voice.asked).to.deep.equal(['holdToTalk true', 'holdToTalk false', 'holdToTalk true', 'holdToTalk false']);
    });
  }

  it('is pressed once to begin and once to end by who cannot hold it', async () => {
    const { all, talk } = await pushing();
    talk.click();
    all.voice.call({ isHeld: true });
    await until(() => talk.getAttribute('aria-pressed') === 'true');
    talk.click();
    expect(all.voice.asked).to.deep.equal(['holdToTalk true', 'holdToTalk false']);
  });
});

describe('voice: devices', () => {
  const opened = async () => {
    const all = await voiceStage();
    all.voice.call();
    await until(() => all.picture === 'listening');
    all.part('voice-settings-button').focus();
    await sendKeys({ press: 'Enter' });
    const field = (label: string) =>
      [...all.part('voice-settings').querySelectorAll('label')].find((each) => each.textContent.includes(label))!.querySelector<HTMLInputElement & HTMLSelectElement>('select, input')!;
    return { all, field };
  };
  const change = (input: HTMLElement, type = 'change') => input.dispatchEvent(new Event(type, { bubbles: true }));

  it('are chosen by name; the system’s own choice is the first', async () => {
    const { all, field } = await opened();
    const microphones = field('Microphone');
    expect([...microphones.options].map(({ label }) => label)).to.deep.equal(['System default', 'Desk microphone', 'Headset']);
    expect(microphones.value).to.equal('');
    microphones.value = 'head';
    change(microphones);
    all.voice.call({ microphoneId: 'head' });
    await until(() => field('Microphone').value === 'head');
    microphones.value = '';
    change(microphones);
    const speakers = field('Speaker');
    speakers.value = 'loud';
    change(speakers);
    expect(all.voice.asked).to.deep.equal(['chooseMicrophone head', 'chooseMicrophone ', 'chooseSpeaker loud']);
  });

  it('come and go; one without a name has a number', async () => {
    const { all, field } = await opened();
    all.voice.call({ microphones: [{ id: 'a', label: '' }], speakers: [] });
    await until(() => field('Microphone').options.length === 2);
    expect(field('Microphone').options[1]!.label).to.equal('Microphone 1');
    expect(all.part('voice-settings').textContent).not.to.contain('Speaker');
  });

  it('have a volume, and a way to talk', async () => {
    const { all, field } = await opened();
    const volume = field('Volume');
    expect([volume.value, volume.getAttribute('aria-valuetext')]).to.deep.equal(['1', '100%']);
    volume.value = '0.5';
    change(volume, 'input');
    const push = field('Hold a button to talk');
    push.click();
    all.voice.call({ talk: 'push', detection: 'off', volume: 0.5 });
    await until(() => push.disabled);
    expect([push.checked, volume.getAttribute('aria-valuetext')]).to.deep.equal([true, '50%']);
    expect(all.voice.asked).to.deep.equal(['setVolume 0.5', 'setPushToTalk true']);
  });

  it('are put away by Escape, which leaves the panel open', async () => {
    const { all } = await opened();
    expect(all.part('voice-settings-button').getAttribute('aria-expanded')).to.equal('true');
    await sendKeys({ press: 'Tab' });
    await sendKeys({ press: 'Escape' });
    expect([all.parts('voice-settings').length, all.focused, all.element.open]).to.deep.equal([0, 'voice-settings-button', true]);
    await sendKeys({ press: 'Escape' });
    expect(all.element.open).to.equal(false);
  });

  it('leave axe nothing to say', async () => {
    const { all } = await opened();
    await Promise.all(all.root.getAnimations().map(({ finished }) => finished.catch(() => undefined)));
    await expectAccessible(all.element);
  });
});
