import { expect } from '@open-wc/testing';
import type { Call, CallEvent, CallOptions } from '../../src/audio/call.js';
import { openCall } from '../../src/audio/open-call.js';
import { until } from '../support/until.js';
import { device, FakeDevices } from './fake-devices.js';
import { rootMeanSquare, signalToNoise, tone } from './signals.js';
import { pcm16 } from './wav.js';

/** Headless browsers without a sound card have contexts that never run. */
async function canPlay(): Promise<boolean> {
  const context = new AudioContext();
  void context.resume();
  const deadline = Date.now() + 2000;
  while (context.state !== 'running' && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
  const { state } = context;
  await context.close();
  return state === 'running';
}

describe('A call', () => {
  let devices: FakeDevices;
  let context: AudioContext;
  let contexts: AudioContext[];
  let call: Call;
  let events: CallEvent[];
  let isPossible: boolean;

  before(async () => {
    isPossible = await canPlay();
  });

  beforeEach(function () {
    if (!isPossible) this.skip();
    devices = new FakeDevices();
    context = new AudioContext();
    contexts = [context];
    events = [];
  });

  afterEach(async () => {
    if (!isPossible) return;
    await call.close();
    await devices.close();
    expect(contexts.map(({ state }) => state), 'contexts are closed').to.deep.equal(contexts.map(() => 'closed'));
    expect(devices.opened.map(({ track }) => track.readyState)).to.deep.equal(devices.opened.map(() => 'ended'));
  });

  function open(options: Partial<CallOptions> = {}): void {
    call = openCall(
      { context, isPushToTalk: true, onEvent: (event) => events.push(event), ...options },
      {
        mediaDevices: devices.mediaDevices,
        createContext() {
          const created = new AudioContext();
          contexts.push(created);
          return created;
        },
      },
    );
  }

  const live = () => until(() => call.snapshot.phase === 'live', 'it is live');
  const frames = () => events.filter((event) => event.type === 'frame');
  const troubles = () => events.filter((event) => event.type === 'trouble').map(({ error, isFatal }) => [error.code, isFatal]);
  const speech = () => events.filter((event) => event.type === 'speech').map(({ phase }) => phase);
  const moreFrames = async (count = 5) => {
    const wanted = frames().length + count;
    await until(() => frames().length >= wanted, 'frames come');
  };
  const silent = () => frames().filter(({ samples }) => samples.every((sample) => sample === 0)).length;
  /** Frames that were under way have come; no others do. */
  const quiet = async () => {
    await new Promise((resolve) => setTimeout(resolve, 100));
    const before = frames().length;
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(frames().length).to.equal(before);
  };

  it('opens one microphone, with echo cancellation and without automatic gain', async () => {
    open();
    expect(call.snapshot.phase).to.equal('starting');
    await live();
    expect(devices.opened.length).to.equal(1);
    const { constraints } = devices.current;
    expect(constraints).to.include({ echoCancellation: true, noiseSuppression: true, autoGainControl: false });
    expect(constraints).not.to.have.any.keys('sampleRate', 'deviceId');
    expect(call.snapshot).to.include({ progress: 1, talk: 'push', detection: 'off', microphoneId: 'one' });
    await until(() => call.snapshot.microphones.length === 2, 'devices are listed');
    expect(call.snapshot.microphones).to.deep.equal([{ id: 'one', label: 'The one' }, { id: 'two', label: 'The two' }]);
  });

  it('sends frames only while the button is held', async () => {
    open();
    await live();
    await quiet();
    expect(frames().length).to.equal(0);
    call.holdToTalk(true);
    expect(call.snapshot).to.include({ isHeld: true, hearing: 'speech' });
    await moreFrames(20);
    // Between contexts a browser may drop a moment, so each frame stands for itself.
    const clean = frames().filter(({ samples }) => signalToNoise(samples, 440, 16_000) > 60);
    expect(clean.length).to.be.above(frames().length / 2);
    expect(call.levels().input).to.be.closeTo(rootMeanSquare(frames().at(-1)!.samples), 0.02);
    call.holdToTalk(false);
    // Two seconds of silence end a turn; whatever the microphone hears meanwhile.
    await until(() => silent() >= 62, 'silence follows');
    await quiet();
    expect(silent()).to.equal(62);
    expect(frames().slice(-62).every(({ samples }) => rootMeanSquare(samples) === 0)).to.be.true;
    expect(speech()).to.deep.equal(['confirmed', 'end']);
    expect(frames().map(({ index }) => index)).to.deep.equal(frames().map((_, index) => index));
    expect(frames().every((frame) => frame.samples.length === 512)).to.be.true;
  });

  it('muted it sends nothing and lets go of the microphone', async () => {
    open();
    await live();
    call.holdToTalk(true);
    await moreFrames();
    const { track } = devices.current;
    call.mute();
    const before = frames().length;
    expect(track.readyState).to.equal('ended');
    expect(call.levels().input).to.equal(0);
    await quiet();
    expect(frames().length).to.equal(before);
    expect(speech()).to.deep.equal(['confirmed', 'end']);
    call.unmute();
    await until(() => devices.opened.length === 2, 'it is opened again');
    call.holdToTalk(true);
    await moreFrames();
    expect(frames().map(({ index }) => index)).to.deep.equal(frames().map((_, index) => index));
  });

  it('opens the microphone where the button is held while muted', async () => {
    open();
    await live();
    call.mute();
    call.holdToTalk(true);
    await moreFrames();
    expect(call.snapshot).to.include({ talk: 'push', isHeld: true });
  });

  it('plays a reply, tells how much was heard, and is interrupted by the button', async () => {
    open();
    const sound = pcm16(tone(440, 16_000, 48_000));
    // Before it is live.
    expect(call.play('a', { audio: sound, sampleRate: 16_000 })).to.deep.equal({ startMs: 0, endMs: 3000 });
    await live();
    const heard = () => events.filter((event) => event.type === 'played').at(-1)?.heardMs ?? 0;
    await until(() => heard() > 300, 'it is heard');
    expect(call.snapshot.playing).to.equal('a');
    expect(call.levels().output).to.be.above(0.2);
    call.holdToTalk(true);
    await until(() => events.some(({ type }) => type === 'interruption'), 'it is interrupted');
    const [{ replyId, heardMs } = { replyId: '', heardMs: 0 }] = events.filter((event) => event.type === 'interruption');
    expect(replyId).to.equal('a');
    expect(heardMs).to.be.within(heard() - 50, heard() + 100);
    expect(call.play('a', { audio: sound })).to.be.undefined;
    await until(() => call.snapshot.playing === undefined, 'nothing is heard');
  });

  it('opens another microphone where the one in use goes away', async () => {
    open();
    await live();
    call.holdToTalk(true);
    await moreFrames();
    devices.plug(device('audioinput', 'two'));
    await until(() => devices.current.id === 'two', 'another one is opened');
    await moreFrames();
    expect(call.snapshot.microphoneId).to.equal('two');
    await until(() => call.snapshot.microphones.length === 1, 'the list is new');
    expect(troubles()).to.deep.equal([]);
  });

  it('goes on without a microphone, and takes the next one', async () => {
    open();
    await live();
    devices.plug();
    await until(() => troubles().length > 0, 'it is told');
    expect(troubles()).to.deep.equal([['mic-missing', false]]);
    expect(call.snapshot.phase).to.equal('live');
    await until(() => call.snapshot.microphones.length === 0, 'the list is new');
    devices.plug(device('audioinput', 'three'));
    await until(() => call.snapshot.microphoneId === 'three', 'it is taken');
    call.holdToTalk(true);
    await moreFrames();
  });

  it('changes the microphone: the old one is let go first', async () => {
    open({ microphoneId: 'one' });
    await live();
    devices.journal.length = 0;
    await call.chooseMicrophone('two');
    expect(devices.journal).to.deep.equal(['stop one', 'open two']);
    expect(call.snapshot.microphoneId).to.equal('two');
    await call.chooseMicrophone('gone');
    expect(call.snapshot.microphoneId).to.equal('one');
    expect(troubles()).to.deep.equal([]);
  });

  it('follows the system to another microphone', async () => {
    devices.plugged = [device('audioinput', 'default', 'A'), device('audioinput', 'one', 'A'), device('audioinput', 'two', 'B')];
    open();
    await live();
    await until(() => call.snapshot.microphones.length === 2, 'devices are listed');
    devices.plug(device('audioinput', 'default', 'B'), device('audioinput', 'one', 'A'), device('audioinput', 'two', 'B'));
    await until(() => devices.opened.length === 2, 'it is opened anew');
  });

  const refusals: readonly (readonly [name: string, message: string, code: string])[] = [
    ['NotAllowedError', 'Permission denied', 'mic-denied'],
    ['NotAllowedError', 'Permission dismissed', 'mic-dismissed'],
    ['NotAllowedError', 'Permission denied by system', 'mic-system'],
    ['NotAllowedError', 'The request is not allowed by the user agent or the platform in the current context.', 'mic-denied'],
    ['SecurityError', '', 'mic-policy'],
    ['NotFoundError', 'Requested device not found', 'mic-missing'],
    ['NotReadableError', 'Could not start audio source', 'mic-busy'],
    ['AbortError', 'Starting audioinput failed', 'mic-busy'],
    ['TypeError', '', 'unsupported'],
  ];
  for (const [name, message, code] of refusals) {
    it(`tells why there is no microphone: ${name} ${message}`, async () => {
      devices.error = new DOMException(message, name);
      open();
      await until(() => call.snapshot.phase === 'closed', 'it is over');
      expect(troubles()).to.deep.equal([[code, true]]);
    });
  }

  it('closed while the person is asked, it does not keep the microphone', async () => {
    let allow = () => undefined as void;
    devices.delay = new Promise<void>((resolve) => (allow = resolve));
    open();
    await call.close();
    allow();
    await until(() => devices.opened.length === 1, 'it was allowed');
    expect(call.snapshot.phase).to.equal('closed');
    expect(troubles()).to.deep.equal([]);
  });

  it('ends with its signal, and is silent from then on', async () => {
    const abort = new AbortController();
    open({ signal: abort.signal });
    await live();
    call.holdToTalk(true);
    await moreFrames();
    abort.abort();
    await until(() => context.state === 'closed', 'it is closed');
    const before = events.length;
    call.play('a', { audio: new Uint8Array(100) });
    call.holdToTalk(false);
    call.mute();
    call.unmute();
    await call.chooseMicrophone('two');
    devices.plug(device('audioinput', 'four'));
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(events.length).to.equal(before);
    expect(devices.opened.length).to.equal(1);
  });

  it('keeps the screen on while it is live, and no longer', async function () {
    if (!('wakeLock' in navigator)) this.skip();
    const released: string[] = [];
    const { request } = navigator.wakeLock;
    navigator.wakeLock.request = () => Promise.resolve({ release: () => Promise.resolve(released.push('released')) } as unknown as WakeLockSentinel);
    try {
      open();
      await live();
      expect(released).to.deep.equal([]);
      await call.close();
      await until(() => released.length === 1, 'it is released');
    } finally {
      navigator.wakeLock.request = request;
    }
  });

  it('stays with its loudspeaker where the one that was chosen is not there', async () => {
    open();
    await live();
    await call.chooseSpeaker('not there');
    expect(call.snapshot.speakerId).to.be.undefined;
    await call.chooseSpeaker(undefined);
    call.play('a', { audio: pcm16(tone(440, 16_000, 4800)), isFinal: true });
    await until(() => events.some((event) => event.type === 'played' && event.isFinished), 'it is heard');
    expect(troubles()).to.deep.equal([]);
  });

  it('resumes a context that something has suspended', async () => {
    open();
    await live();
    await context.suspend();
    await until(() => context.state === 'running', 'it runs');
    expect(call.snapshot.isBlocked).to.be.false;
  });

  it('goes on in another context where the first is of no use any more', async () => {
    open();
    await live();
    call.play('a', { audio: pcm16(tone(440, 16_000, 32_000)), isFinal: true });
    const heard = () => events.filter((event) => event.type === 'played').at(-1)?.heardMs ?? 0;
    await until(() => heard() > 300, 'it is heard');
    await context.close();
    await until(() => contexts.length === 2 && devices.opened.length === 2, 'there is another one');
    call.holdToTalk(true);
    await moreFrames();
    call.holdToTalk(false);
    call.play('b', { audio: pcm16(tone(440, 16_000, 8000)), isFinal: true });
    await until(() => events.some((event) => event.type === 'played' && event.replyId === 'b' && event.isFinished), 'it plays on');
  });

  it('says when nothing comes from the microphone', async () => {
    devices.loudness = 0;
    open();
    await live();
    call.holdToTalk(true);
    await until(() => call.snapshot.isMicrophoneSilent, 'it is told');
    devices.loudness = 0.3;
    await call.chooseMicrophone('two');
    await moreFrames();
    expect(call.snapshot.isMicrophoneSilent).to.be.false;
    call.holdToTalk(false);
    call.mute();
    call.unmute();
    await until(() => devices.opened.length === 3, 'it is opened again');
    const { track } = devices.current;
    for (const isMuted of [true, false]) {
      Object.defineProperty(track, 'muted', { value: isMuted, configurable: true });
      track.dispatchEvent(new Event(isMuted ? 'mute' : 'unmute'));
      expect(call.snapshot.isMicrophoneSilent).to.equal(isMuted);
    }
  });

  it('keeps the volume within bounds', async () => {
    open({ volume: 0.4 });
    await live();
    expect(call.snapshot.volume).to.equal(0.4);
    for (const [given, kept] of [[7, 1], [-1, 0], [0.25, 0.25]] as const) {
      call.setVolume(given);
      expect(call.snapshot.volume).to.equal(kept);
    }
  });
});
