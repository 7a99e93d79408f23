import { expect } from '@open-wc/testing';
import { until } from '../support/until.js';
import { device } from './fake-devices.js';
import { realCalls } from './real-call.js';
import { rootMeanSquare, signalToNoise, tone } from './signals.js';
import { pcm16 } from './wav.js';

describe('A call', () => {
  const all = realCalls();
  /** Frames that were under way have come; no others do. */
  const quiet = async () => {
    await new Promise((resolve) => setTimeout(resolve, 100));
    const before = all().frames.length;
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(all().frames.length).to.equal(before);
  };

  it('opens one microphone, with echo cancellation and without automatic gain', async () => {
    all().open();
    expect(all().call.snapshot.phase).to.equal('starting');
    await all().live();
    expect(all().devices.opened.length).to.equal(1);
    const { constraints } = all().devices.current;
    expect(constraints).to.include({ echoCancellation: true, noiseSuppression: true, autoGainControl: false });
    expect(constraints).not.to.have.any.keys('sampleRate', 'deviceId');
    expect(all().call.snapshot).to.include({ progress: 1, talk: 'push', detection: 'off', microphoneId: 'one' });
    await until(() => all().call.snapshot.microphones.length === 2, 'devices are listed');
    expect(all().call.snapshot.microphones).to.deep.equal([{ id: 'one', label: 'The one' }, { id: 'two', label: 'The two' }]);
  });

  it('sends frames only while the button is held', async () => {
    await all().begin();
    await quiet();
    expect(all().frames.length).to.equal(0);
    all().call.holdToTalk(true);
    expect(all().call.snapshot).to.include({ isHeld: true, hearing: 'speech' });
    await all().moreFrames(20);
    // Between contexts a browser may drop a moment, so each frame stands for itself.
    const clean = all().frames.filter(({ samples }) => signalToNoise(samples, 440, 16_000) > 60);
    expect(clean.length).to.be.above(all().frames.length / 2);
    expect(all().call.levels().input).to.be.closeTo(rootMeanSquare(all().frames.at(-1)!.samples), 0.02);
    all().call.holdToTalk(false);
    const silenceAtEnd = () => all().frames.length - 1 - all().frames.findLastIndex(({ samples }) => rootMeanSquare(samples) > 0);
    // Two seconds of silence end a turn; whatever the microphone hears meanwhile.
    await until(() => silenceAtEnd() >= 62, 'silence follows');
    await quiet();
    expect(all().speech).to.deep.equal(['confirmed', 'end']);
    // The frame that was under way may be of a moment that the browser has dropped: then it is let go once more.
    for (let again = 0; silenceAtEnd() === 63 && again < 3; again += 1) {
      all().call.holdToTalk(true);
      await all().moreFrames(20);
      all().call.holdToTalk(false);
      await until(() => silenceAtEnd() >= 62, 'silence follows again');
      await quiet();
    }
    expect(silenceAtEnd()).to.equal(62);
    expect(all().frames.map(({ index }) => index)).to.deep.equal(all().frames.map((_, index) => index));
    expect(all().frames.every((frame) => frame.samples.length === 512)).to.be.true;
  });

  it('muted it sends nothing and lets go of the microphone', async () => {
    await all().begin();
    all().call.holdToTalk(true);
    await all().moreFrames();
    const { track } = all().devices.current;
    all().call.mute();
    const before = all().frames.length;
    expect(track.readyState).to.equal('ended');
    expect(all().call.levels().input).to.equal(0);
    await quiet();
    expect(all().frames.length).to.equal(before);
    expect(all().speech).to.deep.equal(['confirmed', 'end']);
    all().call.unmute();
    await until(() => all().devices.opened.length === 2, 'it is opened again');
    all().call.holdToTalk(true);
    await all().moreFrames();
    expect(all().frames.map(({ index }) => index)).to.deep.equal(all().frames.map((_, index) => index));
  });

  it('opens the microphone where the button is held while muted', async () => {
    await all().begin();
    all().call.mute();
    all().call.holdToTalk(true);
    await all().moreFrames();
    expect(all().call.snapshot).to.include({ talk: 'push', isHeld: true });
  });

  it('plays a reply, tells how much was heard, and is interrupted by the button', async () => {
    all().open();
    const sound = pcm16(tone(440, 16_000, 48_000));
    // Before it is live.
    expect(all().call.play('a', { audio: sound, sampleRate: 16_000 })).to.deep.equal({ startMs: 0, endMs: 3000 });
    await all().live();
    const heard = () => all().events.filter((event) => event.type === 'played').at(-1)?.heardMs ?? 0;
    await until(() => heard() > 300, 'it is heard');
    expect(all().call.snapshot.playing).to.equal('a');
    expect(all().call.levels().output).to.be.above(0.2);
    all().call.holdToTalk(true);
    await until(() => all().events.some(({ type }) => type === 'interruption'), 'it is interrupted');
    const [{ replyId, heardMs } = { replyId: '', heardMs: 0 }] = all().events.filter((event) => event.type === 'interruption');
    expect(replyId).to.equal('a');
    expect(heardMs).to.be.within(heard() - 50, heard() + 100);
    expect(all().call.play('a', { audio: sound })).to.be.undefined;
    await until(() => all().call.snapshot.playing === undefined, 'nothing is heard');
  });

  const refusals: readonly (readonly [name: string, message: string, code: string])[] = [
    ['NotAllowedError', 'Permission denied', 'mic-denied'],
    ['NotAllowedError', 'Permission dismissed', 'mic-dismissed'],
    ['NotAllowedError', 'Permission denied by system', 'mic-system'],
    ['NotAllowedError', 'The request is not allowed by the user agent or the platform in the current all().context.', 'mic-denied'],
    ['SecurityError', '', 'mic-policy'],
    ['NotFoundError', 'Requested device not found', 'mic-missing'],
    ['NotReadableError', 'Could not start audio source', 'mic-busy'],
    ['AbortError', 'Starting audioinput failed', 'mic-busy'],
    ['TypeError', '', 'unsupported'],
  ];
  for (const [name, message, code] of refusals) {
    it(`tells why there is no microphone: ${name} ${message}`, async () => {
      all().devices.error = new DOMException(message, name);
      all().open();
      await until(() => all().call.snapshot.phase === 'closed', 'it is over');
      expect(all().troubles).to.deep.equal([[code, true]]);
    });
  }

  it('closed while the person is asked, it does not keep the microphone', async () => {
    let allow = () => undefined as void;
    all().devices.delay = new Promise<void>((resolve) => (allow = resolve));
    all().open();
    await all().call.close();
    allow();
    await until(() => all().devices.opened.length === 1, 'it was allowed');
    expect(all().call.snapshot.phase).to.equal('closed');
    expect(all().troubles).to.deep.equal([]);
  });

  it('ends with its signal, and is silent from then on', async () => {
    const abort = new AbortController();
    await all().begin({ signal: abort.signal });
    all().call.holdToTalk(true);
    await all().moreFrames();
    abort.abort();
    await until(() => all().context.state === 'closed', 'it is closed');
    const before = all().events.length;
    all().call.play('a', { audio: new Uint8Array(100) });
    all().call.holdToTalk(false);
    all().call.mute();
    all().call.unmute();
    await all().call.chooseMicrophone('two');
    all().devices.plug(device('audioinput', 'four'));
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(all().events.length).to.equal(before);
    expect(all().devices.opened.length).to.equal(1);
  });

  it('tells the detector later what is rendered, where the loudspeaker is late', async function () {
    // What Firefox says there is not asked for.
    if (/Linux.*Firefox/.test(navigator.userAgent)) this.skip();
    const { context } = all();
    const told: unknown[] = [];
    let latency = 0.45;
    Object.defineProperty(context, 'outputLatency', { get: () => latency });
    const { postMessage } = MessagePort.prototype;
    MessagePort.prototype.postMessage = function (this: MessagePort, message: { readonly type?: unknown; readonly ms?: number }, ...rest: readonly never[]) {
      if (message?.type === 'delay') told.push(Math.round(message.ms!));
      return postMessage.call(this, message, ...rest);
    } as typeof postMessage;
    try {
      await all().begin();
      const play = () => all().call.play('reply', { audio: pcm16(tone(440, 16_000, 1_600)) });
      play();
      latency = 0.47;
      play();
      expect(told).to.deep.equal([200]);
      latency = 0.02;
      play();
      expect(told).to.deep.equal([200, 0]);
    } finally {
      MessagePort.prototype.postMessage = postMessage;
    }
  });

  it('keeps the volume within bounds', async () => {
    await all().begin({ volume: 0.4 });
    expect(all().call.snapshot.volume).to.equal(0.4);
    for (const [given, kept] of [[7, 1], [-1, 0], [0.25, 0.25]] as const) {
      all().call.setVolume(given);
      expect(all().call.snapshot.volume).to.equal(kept);
    }
  });
});
