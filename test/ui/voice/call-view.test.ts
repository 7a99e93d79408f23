import { aTimeout, expect, html, fixture, fixtureSync } from '@open-wc/testing';
import { setViewport } from '@web/test-runner-commands';
import { AgentError, type AgentErrorCode } from '../../../src/base/errors.js';
import { translation as english } from '../../../src/ui/strings/languages/en.js';
import { StagedVoice } from '../../support/staged-voice.js';
import { until } from '../../support/until.js';
import { voiceStage, type VoiceStage } from './voice-stage.js';
import { expectAccessible } from '../../support/accessible.js';

const troubles: readonly AgentErrorCode[] = [
  'mic-denied', 'mic-dismissed', 'mic-system', 'mic-policy', 'mic-missing', 'mic-busy', 'insecure-context', 'audio-blocked', 'unsupported',
];

/** Each state: how it comes about, its picture, and its words. */
const states: Readonly<Record<string, readonly [set: (all: VoiceStage) => void, picture: string, words: string]>> = {
  'starting, while its own code is loading': [({ voice }) => voice.set({ voiceState: 'starting' }), 'starting', 'Starting'],
  'starting, with progress': [({ voice }) => voice.call({ progress: 0.42, phase: 'starting', detection: 'loading' }, { voiceState: 'starting' }), 'starting', 'Starting'],
  'listening while the detector is loading': [({ voice }) => voice.call({ progress: 0.999, detection: 'loading' }), 'listening', `Listening ${english.loadingVoice}`],
  listening: [({ voice }) => voice.call(), 'listening', 'Listening'],
  'hearing the person': [({ voice }) => voice.call({ hearing: 'speech' }, { voiceState: 'hearing' }), 'hearing', 'Hearing you'],
  thinking: [({ voice }) => voice.call({}, { voiceState: 'thinking' }), 'thinking', 'Thinking'],
  speaking: [({ voice }) => voice.call({ playing: 'reply' }, { voiceState: 'speaking' }), 'speaking', 'Speaking'],
  muted: [({ voice }) => voice.call({ talk: 'muted' }, { voiceState: 'muted' }), 'muted', 'Muted'],
  blocked: [({ voice }) => voice.call({ isBlocked: true }, { voiceState: 'blocked' }), 'blocked', 'Tap to resume'],
  reconnecting: [({ voice }) => voice.call({}, { state: 'reconnecting', error: new AgentError('connection', '') }), 'reconnecting', 'Reconnecting Try again'],
  'without a network': [({ voice }) => voice.call({}, { state: 'offline', error: new AgentError('offline', '') }), 'reconnecting', `Reconnecting Try again ${english.errors.offline}`],
  'push to talk': [({ voice }) => voice.call({ talk: 'push' }), 'ready', 'Ready Hold to talk'],
  'push to talk, because nothing detects speech': [({ voice }) => voice.call({ talk: 'push', detection: 'off' }), 'ready', `Ready ${english.errors.vad} Hold to talk`],
  'a silent microphone': [({ voice }) => voice.call({ isMicrophoneSilent: true }), 'listening', `Listening ${english.microphoneSilent}`],
  'trouble that does not end it': [({ voice }) => voice.call({}, { voiceError: new AgentError('mic-missing', '') }), 'listening', `Listening ${english.errors['mic-missing']}`],
};

const finished = async (all: VoiceStage) => {
  for (const animation of all.root.getAnimations()) if (animation.effect?.getTiming().iterations !== Infinity) animation.finish();
  await aTimeout(0);
};

describe('voice: the view of a call', () => {
  for (const [name, [set, picture, words]] of Object.entries(states)) {
    it(`${name}, in words and picture; axe has nothing to say`, async () => {
      const all = await voiceStage();
      set(all);
      await until(() => all.picture === picture);
      expect(all.words).to.equal(words);
      expect(all.part('end-voice').getAttribute('aria-label')).to.equal('End voice');
      expect(all.part('voice').checkVisibility(), 'a way to start another').to.equal(false);
      await finished(all);
      await expectAccessible(all.element);
    });
  }

  it('shows by its shape, too, that it thinks: a ring that turns around dots, where else bars stand still', async () => {
    const all = await voiceStage();
    const shape = () => ['.orb-ring.is-turning', '.orb-disc svg', '.bar'].map((part) => all.root.querySelector(part) !== null);
    all.voice.call();
    await until(() => all.picture === 'listening');
    expect(shape()).to.deep.equal([false, false, true]);
    all.voice.call({}, { voiceState: 'thinking' });
    await until(() => all.picture === 'thinking');
    expect(shape()).to.deep.equal([true, true, false]);
  });

  for (const code of troubles) {
    it(`${code}: says why, and what to do`, async () => {
      const all = await voiceStage();
      all.voice.end({ voiceError: new AgentError(code, 'not for people') });
      await all.shown();
      expect(all.root.querySelector('[part=voice-view] [role=alert]')?.textContent).to.equal(english.errors[code as 'vad']);
      expect(all.words).not.to.contain('not for people');
      expect(all.part('voice').checkVisibility()).to.equal(true);
      expect(all.input.checkVisibility(), 'writing goes on').to.equal(true);
      await finished(all);
      await expectAccessible(all.element);
      const canRetry = !['mic-policy', 'insecure-context', 'unsupported'].includes(code);
      expect(all.root.querySelectorAll('[part=voice-view] [part=retry]')).to.have.length(canRetry ? 1 : 0);
      if (canRetry) all.root.querySelector<HTMLElement>('[part=voice-view] [part=retry]')!.click();
      expect(all.voice.asked).to.deep.equal(canRetry ? ['startVoice'] : []);
    });
  }

  it('puts trouble away that was read, until there is another', async () => {
    const all = await voiceStage();
    all.voice.end({ voiceError: new AgentError('mic-denied', '') });
    await all.shown();
    const close = [...all.root.querySelectorAll<HTMLElement>('.voice-ways button')].at(-1)!;
    close.focus();
    close.click();
    expect([all.words, all.focused]).to.deep.equal(['', 'voice']);
    all.voice.end({ voiceError: new AgentError('mic-denied', '') });
    await until(() => all.words.startsWith(english.errors['mic-denied']!));
  });

  it('says nothing of what the person ended', async () => {
    const all = await voiceStage();
    all.voice.call();
    await all.shown();
    all.voice.end({ voiceError: new AgentError('aborted', '') });
    await until(() => all.picture === undefined);
    expect(all.part('voice-view').hidden).to.equal(true);
  });

  it('takes a call over from another tab', async () => {
    const all = await voiceStage();
    all.voice.set({ isCallElsewhere: true });
    await all.shown();
    expect(all.words).to.equal('A voice call goes on in another tab. Continue here');
    await finished(all);
    await expectAccessible(all.element);
    all.button('Continue here').click();
    all.button('Talk').click();
    expect(all.voice.asked).to.deep.equal(['startVoice', 'startVoice']);
  });

  it('offers a call that a reload cut off, to who can begin one', async () => {
    const all = await voiceStage();
    let forgotten = 0;
    const forget = () => {
      forgotten += 1;
      all.voice.set({ interruptedCall: undefined });
    };
    const interruptedCall = { conversationId: 'here', endedBy: 'reload', forget } as const;
    all.voice.set({ conversationId: 'here', interruptedCall });
    await all.shown();
    expect(all.words).to.equal(`${english.callInterrupted} ${english.resumeCall} Close`);
    await finished(all);
    await expectAccessible(all.element);
    expect(all.voice.asked, 'nothing begins by itself').to.deep.equal([]);
    all.part('resume-voice').click();
    expect(all.voice.asked).to.deep.equal(['startVoice']);
    const close = [...all.root.querySelectorAll<HTMLElement>('[part=voice-view] button')].at(-1)!;
    close.focus();
    close.click();
    await until(() => all.words === '', 'it is put away');
    expect([forgotten, all.focused]).to.deep.equal([1, 'voice']);
    for (const none of [{ conversationId: 'another' }, { isConsentNeeded: true }]) {
      all.voice.set({ conversationId: 'here', isConsentNeeded: false, interruptedCall });
      await until(() => all.words !== '', 'it is offered');
      all.voice.set(none);
      await until(() => all.words === '', JSON.stringify(none));
    }
    all.voice.set({ isConsentNeeded: false });
    await until(() => all.words !== '', 'it is offered');
    all.element.modes = 'text';
    await until(() => all.words === '', 'text alone');
  });

  it('says that the agent has hung up, and offers to call again', async () => {
    const all = await voiceStage();
    all.voice.call();
    await all.shown();
    all.voice.end({ conversationId: 'here', interruptedCall: { conversationId: 'here', endedBy: 'agent', forget: () => undefined } });
    await until(() => all.words.includes(english.callAgain), 'it is offered');
    expect(all.words).to.equal(`${english.callEndedByAgent} ${english.callAgain} Close`);
    await finished(all);
    await expectAccessible(all.element);
    expect(all.voice.asked, 'nothing begins by itself').to.deep.equal([]);
    all.button(english.callAgain).click();
    expect(all.voice.asked).to.deep.equal(['startVoice']);
  });

  it('mutes, unmutes, resumes and ends', async () => {
    const all = await voiceStage();
    all.voice.call();
    await all.shown();
    all.button('Mute').click();
    all.voice.call({ talk: 'muted' }, { voiceState: 'muted' });
    await until(() => all.part('mute').getAttribute('aria-label') === 'Unmute');
    all.button('Unmute').click();
    all.voice.call({ talk: 'open', isBlocked: true }, { voiceState: 'blocked' });
    await until(() => all.picture === 'blocked');
    all.button('Tap to resume').click();
    all.button('End voice').click();
    expect(all.voice.asked).to.deep.equal(['mute', 'unmute', 'resume', 'stopVoice']);
  });

  it('lets the person write meanwhile', async () => {
    const all = await voiceStage();
    const sent: unknown[] = [];
    all.voice.session.send = (input) => {
      sent.push(input);
      return new Promise(() => undefined);
    };
    all.voice.call();
    await all.shown();
    all.say('And in the rain?');
    expect(sent).to.deep.equal(['And in the rain?']);
  });

  it('marks a reply that was cut short, and in one line what was said aloud until its words are known', async () => {
    const all = await voiceStage();
    const { messages } = all.voice.session.snapshot;
    const heard = { ...messages[0]!, id: 'spoken', text: '', status: 'done' as const };
    const spoken = { ...heard, input: [{ inputType: 'AUDIO' as const }] };
    const bubble = () => all.parts('message-user').at(-1)!.querySelector('.bubble')!;
    all.voice.call({}, { messages: [...messages.slice(0, 1), { ...messages[1]!, status: 'interrupted' }, spoken] });
    await until(() => bubble().querySelector('.dots'), 'dots');
    const heightOf = (element: Element) => element.getBoundingClientRect().height;
    // A font may make a line of words higher than one of dots, by a part of a pixel.
    const expectOneLine = () => expect(heightOf(bubble())).to.be.closeTo(heightOf(all.parts('message-user')[0]!.querySelector('.bubble')!), 1);
    expectOneLine();
    expect(all.logText).to.contain('Interrupted');
    expect(all.logText).not.to.contain('Voice note');
    all.voice.set({ messages: [...messages, { ...heard, text: 'How heavy is it?' }] });
    await until(() => all.logText.endsWith('How heavy is it?'));
    expect(bubble().querySelector('.dots')).to.equal(null);
    const note = { ...spoken, id: 'note', input: [{ inputType: 'AUDIO' as const, audioFormat: 'WAV' as never }] };
    all.voice.set({ messages: [...messages, note] });
    await until(() => all.logText.includes('Voice note'), 'what was recorded');
    expectOneLine();
  });

  it('shows nothing of the person’s above what the agent says first, unless the log has something', async () => {
    const all = await voiceStage();
    const { messages } = all.voice.session.snapshot;
    const nothing = { ...messages[0]!, id: 'nothing', text: '', status: 'done' as const };
    const greeting = { ...messages[1]!, id: 'greeting', turn: 'nothing', text: 'Hello, how can I help?' };
    const element = () => all.parts('message-user').at(-1)!;
    all.voice.call({}, { messages: [...messages, nothing, greeting] });
    await until(() => all.logText.includes('how can I help?') && element().hidden, 'it is told that nothing was said');
    expect(element().getBoundingClientRect().height).to.equal(0);
    all.voice.set({ messages: [...messages, { ...nothing, text: 'Anybody there?' }, greeting] });
    await until(() => all.logText.includes('Anybody there?') && !element().hidden, 'the log has it');
  });

  it('gives no room to a reply that was interrupted before anything was heard', async () => {
    const all = await voiceStage();
    const { messages } = all.voice.session.snapshot;
    const next = { ...messages[0]!, id: 'next', text: 'And in the rain?' };
    const height = async (shown: typeof messages) => {
      all.voice.set({ messages: shown });
      await until(() => all.logText.endsWith('And in the rain?'), 'the question');
      return all.root.querySelector('.log')!.getBoundingClientRect().height;
    };
    all.voice.call();
    const without = await height([messages[0]!, next]);
    expect(await height([messages[0]!, { ...messages[1]!, text: '', status: 'interrupted' }, next])).to.equal(without);
    expect(await height([messages[0]!, { ...messages[1]!, text: 'The', status: 'interrupted' }, next])).to.be.greaterThan(without);
  });

  it('is at home in a panel as narrow as 320 px', async () => {
    await setViewport({ width: 320, height: 600 });
    try {
      for (const locale of ['de', 'ar']) {
        const all = await voiceStage({ locale });
        all.voice.call({ talk: 'push', detection: 'off', isMicrophoneSilent: true, progress: 0.5 });
        await all.shown();
        all.part('voice-settings-button').click();
        await finished(all);
        const view = all.part('voice-view').getBoundingClientRect();
        for (const each of all.part('voice-view').querySelectorAll('button, select, input, p')) {
          const { left, right, height } = each.getBoundingClientRect();
          expect(left, each.className).to.be.at.least(view.left);
          expect(right, each.className).to.be.at.most(view.right);
          if (each.matches('button')) expect(height, each.className).to.be.at.least(matchMedia('(pointer: coarse)').matches ? 44 : 36);
        }
        expect(getComputedStyle(all.part('panel')).direction).to.equal(locale === 'ar' ? 'rtl' : 'ltr');
        all.element.remove();
      }
    } finally {
      await setViewport({ width: 800, height: 600 });
    }
  });
});

describe('voice: in a low window', () => {
  it('the conversation gives way, and what can be pressed can be reached', async () => {
    await setViewport({ width: 640, height: 330 });
    try {
      const all = await voiceStage();
      all.voice.call({ talk: 'push', detection: 'off', isMicrophoneSilent: true });
      await all.shown();
      all.part('voice-settings-button').click();
      const { bottom } = all.part('panel').getBoundingClientRect();
      expect(all.part('send').getBoundingClientRect().bottom).to.be.at.most(bottom);
      const view = all.part('voice-view');
      expect(view.scrollHeight).to.be.greaterThan(view.clientHeight);
      all.root.querySelector('[type=checkbox]')!.scrollIntoView();
      expect(all.root.querySelector('[type=checkbox]')!.getBoundingClientRect().bottom).to.be.at.most(view.getBoundingClientRect().bottom);
      await finished(all);
      await expectAccessible(all.element);
    } finally {
      await setViewport({ width: 800, height: 600 });
    }
  });
});

describe('voice: modes', () => {
  it('text: there is no way to start', async () => {
    const all = await voiceStage({ modes: 'text' });
    expect(all.parts('voice')).to.have.length(0);
    all.element.modes = 'text voice';
    await all.element.updateComplete;
    await until(() => all.parts('voice').length === 1);
  });

  it('voice: there is nothing to write in, and the way to start has the focus', async () => {
    const all = await voiceStage({ modes: 'voice' });
    expect(all.root.querySelector('textarea')).to.equal(null);
    expect(all.logText).to.contain('Ridge 2');
    await until(() => all.focused === 'voice');
    await all.shown();
    expect(all.part('voice').offsetWidth, 'its name can be read').to.be.greaterThan(100);
    await finished(all);
    await expectAccessible(all.element);
    all.voice.call({ talk: 'push', progress: 0.5 });
    await until(() => all.picture === 'ready');
    expect(all.part('composer').checkVisibility()).to.equal(false);
    await finished(all);
    await expectAccessible(all.element);
  });

  it('a style of the page reaches the parts', async () => {
    await fixture(html`<style>autessa-agent::part(end-voice) { letter-spacing: 3px; }</style>`);
    const all = await voiceStage();
    all.voice.call();
    await all.shown();
    expect(getComputedStyle(all.part('end-voice')).letterSpacing).to.equal('3px');
  });

  it('marks the launcher of a panel that was never opened, where the site began the call', async () => {
    const voice = new StagedVoice();
    const element = document.createElement('autessa-agent');
    element.session = voice.session;
    fixtureSync(html`${element}`);
    await element.startVoice();
    expect(voice.asked).to.deep.equal(['startVoice']);
    voice.call();
    const launcher = element.shadowRoot!.querySelector('[part=launcher]')!;
    await until(() => launcher.classList.contains('is-in-call'), 'it is marked');
    expect([launcher.getAttribute('title'), element.open]).to.deep.equal([english.voiceCall, false]);
    const mark = () => getComputedStyle(launcher, '::after').content;
    await until(() => mark() !== 'none', 'it can be seen');
    element.show();
    await until(() => element.shadowRoot!.querySelector('[part=end-voice]')?.checkVisibility(), 'the panel shows how to end it');
    expect(mark(), 'once is enough').to.equal('none');
    voice.end();
    await until(() => !launcher.classList.contains('is-in-call'), 'the mark is gone');
    expect(launcher.hasAttribute('title')).to.equal(false);
  });

  it('says a reply without a call: what it is doing, and how to stop it', async () => {
    const all = await voiceStage();
    all.voice.set({ voiceState: 'speaking' });
    await all.shown();
    await until(() => all.picture === 'speaking');
    expect(all.words).to.equal('Speaking');
    expect(all.root.querySelector('.has-call, .is-in-call, [part=mute], [part=end-voice]')).to.equal(null);
    expect(all.part('voice').checkVisibility(), 'a call can begin').to.equal(true);
    await expectAccessible(all.element);
    all.part('stop-speaking').click();
    expect(all.voice.asked).to.deep.equal(['stop']);
    all.voice.set({ voiceState: 'blocked' });
    await until(() => all.words === english.tapToResume);
    all.voice.set({ voiceState: 'off' });
    await until(() => all.root.querySelector<HTMLElement>('[part=voice-view]')!.hidden);
  });
});
