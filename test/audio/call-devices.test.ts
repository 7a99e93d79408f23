import { expect } from '@open-wc/testing';
import { until } from '../support/until.js';
import { device } from './fake-devices.js';
import { realCalls } from './real-call.js';
import { signalToNoise, tone } from './signals.js';
import { pcm16 } from './wav.js';

describe('A call whose devices change', () => {
  const all = realCalls();

  it('opens another microphone where the one in use goes away', async () => {
    await all().begin();
    all().call.holdToTalk(true);
    await all().moreFrames();
    all().devices.plug(device('audioinput', 'two'));
    await until(() => all().devices.current.id === 'two', 'another one is opened');
    await all().moreFrames();
    expect(all().call.snapshot.microphoneId).to.equal('two');
    await until(() => all().call.snapshot.microphones.length === 1, 'the list is new');
    expect(all().troubles).to.deep.equal([]);
  });

  it('goes on without a microphone, and takes the next one', async () => {
    await all().begin();
    all().devices.plug();
    await until(() => all().troubles.length > 0, 'it is told');
    expect(all().troubles).to.deep.equal([['mic-missing', false]]);
    expect(all().call.snapshot.phase).to.equal('live');
    await until(() => all().call.snapshot.microphones.length === 0, 'the list is new');
    all().devices.plug(device('audioinput', 'three'));
    await until(() => all().call.snapshot.microphoneId === 'three', 'it is taken');
    all().call.holdToTalk(true);
    await all().moreFrames();
  });

  it('changes the microphone: the old one is let go first', async () => {
    await all().begin({ microphoneId: 'one' });
    all().devices.journal.length = 0;
    await all().call.chooseMicrophone('two');
    expect(all().devices.journal).to.deep.equal(['stop one', 'open two']);
    expect(all().call.snapshot.microphoneId).to.equal('two');
    await all().call.chooseMicrophone('gone');
    expect(all().call.snapshot.microphoneId).to.equal('one');
    expect(all().troubles).to.deep.equal([]);
  });

  it('follows the system to another microphone', async () => {
    all().devices.plugged = [device('audioinput', 'default', 'A'), device('audioinput', 'one', 'A'), device('audioinput', 'two', 'B')];
    await all().begin();
    await until(() => all().call.snapshot.microphones.length === 2, 'devices are listed');
    all().devices.plug(device('audioinput', 'default', 'B'), device('audioinput', 'one', 'A'), device('audioinput', 'two', 'B'));
    await until(() => all().devices.opened.length === 2, 'it is opened anew');
  });

  it('stays with its loudspeaker where the one that was chosen is not there', async () => {
    await all().begin();
    await all().call.chooseSpeaker('not there');
    expect(all().call.snapshot.speakerId).to.be.undefined;
    await all().call.chooseSpeaker(undefined);
    all().call.play('a', { audio: pcm16(tone(440, 16_000, 4800)), isFinal: true });
    await until(() => all().events.some((event) => event.type === 'played' && event.isFinished), 'it is heard');
    expect(all().troubles).to.deep.equal([]);
  });

  it('resumes a context that something has suspended', async () => {
    await all().begin();
    await all().context.suspend();
    await until(() => all().context.state === 'running', 'it runs');
    expect(all().call.snapshot.isBlocked).to.be.false;
  });

  it('says that the browser holds the sound back, until the person taps', async () => {
    const { context, devices } = all();
    const call = await all().begin();
    const resume = context.resume.bind(context);
    context.resume = () => Promise.reject(new DOMException('No gesture', 'NotAllowedError'));
    await context.suspend();
    await until(() => call.snapshot.isBlocked, 'it is held back');
    expect([all().troubles, call.snapshot.phase]).to.deep.equal([[['audio-blocked', false]], 'live']);
    context.resume = resume;
    window.dispatchEvent(new PointerEvent('pointerdown'));
    await until(() => context.state === 'running' && !call.snapshot.isBlocked, 'it goes on');
    call.holdToTalk(true);
    await all().moreFrames();
    expect(devices.opened.length).to.equal(1);
  });

  it('goes on with a headset that changes the rate of all devices', async () => {
    const { context, contexts, devices } = all();
    const call = await all().begin();
    const heard = (replyId: string) => all().events.some((event) => event.type === 'played' && event.replyId === replyId && event.isFinished);
    call.play('a', { audio: pcm16(tone(440, 16_000, 64_000)) });
    await until(() => call.snapshot.playing === 'a', 'it is heard');
    call.holdToTalk(true);
    // As Bluetooth does when its microphone is used.
    all().nextContext = { sampleRate: 16_000 };
    Object.defineProperty(context, 'sampleRate', { value: 16_000 });
    await until(() => contexts.length === 2 && devices.opened.length === 2, 'there is another one');
    await until(() => contexts[1]?.state === 'running' && context.state === 'closed', 'it takes the place of the first');
    const before = all().frames.length;
    await all().moreFrames(20);
    const clean = all().frames.slice(before).filter(({ samples }) => samples.length === 512 && signalToNoise(samples, 440, 16_000) > 60);
    expect(clean.length).to.be.above(10);
    call.holdToTalk(false);
    call.play('b', { audio: pcm16(tone(440, 16_000, 4_800)), isFinal: true });
    await until(() => heard('b'), 'it plays on');
    expect(all().troubles).to.deep.equal([]);
  });

  it('stays with the loudspeaker that was chosen, in another context, too', async () => {
    const { contexts, context } = all();
    const plain = Object.getOwnPropertyDescriptor(AudioContext.prototype, 'setSinkId');
    const chosen: [context: number, id: string][] = [];
    const setSinkId = function (this: AudioContext, id: string) {
      chosen.push([contexts.indexOf(this), id]);
      return Promise.resolve();
    };
    Object.defineProperty(AudioContext.prototype, 'setSinkId', { value: setSinkId, configurable: true });
    try {
      const call = await all().begin();
      await until(() => call.snapshot.speakers.length === 1, 'devices are listed');
      await call.chooseSpeaker('loud');
      await context.close();
      await until(() => chosen.length > 1, 'it is chosen again');
      expect([chosen, call.snapshot.speakerId]).to.deep.equal([[[0, 'loud'], [1, 'loud']], 'loud']);
    } finally {
      if (plain) Object.defineProperty(AudioContext.prototype, 'setSinkId', plain);
      else Reflect.deleteProperty(AudioContext.prototype, 'setSinkId');
    }
  });

  it('takes the microphone again that the system took from a page that was hidden', async () => {
    const { contexts, devices } = all();
    const call = await all().begin();
    const { track } = devices.current;
    devices.error = new DOMException('Could not start audio source', 'NotReadableError');
    track.stop();
    track.dispatchEvent(new Event('ended'));
    await until(() => all().troubles.length === 1, 'it is told');
    expect([all().troubles, call.snapshot.microphoneId]).to.deep.equal([[['mic-busy', false]], undefined]);
    devices.error = undefined;
    document.dispatchEvent(new Event('visibilitychange'));
    await until(() => call.snapshot.microphoneId === 'one', 'it is there again');
    call.holdToTalk(true);
    await all().moreFrames();
    // Seen again with its microphone, it has nothing to do.
    document.dispatchEvent(new Event('visibilitychange'));
    call.holdToTalk(false);
    call.mute();
    document.dispatchEvent(new Event('visibilitychange'));
    await all().call.chooseMicrophone('two');
    // Where a busy machine's sound stands still, there is another context, with a microphone of its own.
    expect(devices.opened.length).to.equal(1 + contexts.length);
  });

  it('goes on in another context where the first is of no use any more', async () => {
    await all().begin();
    all().call.play('a', { audio: pcm16(tone(440, 16_000, 32_000)), isFinal: true });
    const heard = () => all().events.filter((event) => event.type === 'played').at(-1)?.heardMs ?? 0;
    await until(() => heard() > 300, 'it is heard');
    await all().context.close();
    await until(() => all().contexts.length === 2 && all().devices.opened.length === 2, 'there is another one');
    all().call.holdToTalk(true);
    await all().moreFrames();
    all().call.holdToTalk(false);
    all().call.play('b', { audio: pcm16(tone(440, 16_000, 8000)), isFinal: true });
    await until(() => all().events.some((event) => event.type === 'played' && event.replyId === 'b' && event.isFinished), 'it plays on');
  });

  it('says when nothing comes from the microphone', async () => {
    all().devices.loudness = 0;
    await all().begin();
    all().call.holdToTalk(true);
    await until(() => all().call.snapshot.isMicrophoneSilent, 'it is told');
    all().devices.loudness = 0.3;
    await all().call.chooseMicrophone('two');
    await until(() => !all().call.snapshot.isMicrophoneSilent, 'another one is heard');
    all().call.holdToTalk(false);
    all().call.mute();
    all().devices.loudness = 0;
    all().call.unmute();
    await until(() => all().devices.opened.length === 3, 'it is opened again');
    all().call.holdToTalk(true);
    await all().moreFrames();
    const { track } = all().devices.current;
    for (const isMuted of [true, false, true]) {
      Object.defineProperty(track, 'muted', { value: isMuted, configurable: true });
      track.dispatchEvent(new Event(isMuted ? 'mute' : 'unmute'));
      expect(all().call.snapshot.isMicrophoneSilent).to.equal(isMuted);
    }
    // What is switched off sends zeros, of which the first are no sound, either.
    await all().moreFrames();
    expect(all().call.snapshot.isMicrophoneSilent).to.be.true;
  });
});
