import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Agent, AgentOptions } from '../../demo/simulator/agent.js';
import { concierge } from '../../demo/simulator/agents/concierge.js';
import type { FaultOrder } from '../../demo/simulator/faults.js';
import { startBackend, type Backend } from '../../demo/server/backend.js';
import type { CallOptions } from '../../src/audio/call.js';
import { readSamples } from '../audio/speech-files.js';
import { FakeCall, fakeContext } from '../support/fake-call.js';
import { SoundingCall } from '../support/sounding-call.js';
import { eventually } from '../tools/eventually.js';
import { assertHeard, soundOf } from './heard.js';
import { systemClock } from '../../src/base/clock.js';
import { Visitor } from './visitor.js';

/*
 * A call over real sockets, through the relay: the microphone and the loudspeaker are the test's, the rest is real.
 */

const recording = readSamples('test/fixtures/jfk.wav');
const frame = 512;
const silence = new Float32Array(16_000 * 1.5);

/** Where they are in the recording, in s. */
const sentences = [[0.35, 2.24], [3.3, 4.42]] as const;

/** A sentence of the recording, and the silence after it. */
function passage(index: 0 | 1): Float32Array {
  const [from, to] = sentences[index];
  const said = recording.slice(Math.floor(from * 16_000), Math.floor(to * 16_000));
  const whole = new Float32Array(said.length + silence.length);
  whole.set(said);
  return whole;
}

/** Of a machine that has much else to do. */
const patienceMs = 60_000;

/** Somebody in a call. */
class Caller<Device extends FakeCall = FakeCall> {
  readonly agent: Agent;
  /** How much the server has heard. */
  readonly heardSamples: () => number;
  readonly visitor: Visitor;
  call!: Device;
  /** All that was said into the microphone. */
  readonly said: number[] = [];
  #frames = 0;

  constructor(agent: Agent, origin: string, heardSamples: () => number, openDevice: (options: CallOptions) => Device) {
    this.agent = agent;
    this.heardSamples = heardSamples;
    this.visitor = new Visitor({ agent, origin, clock: systemClock, openCall: (options) => (this.call = openDevice(options)) });
  }

  get messages() {
    return this.visitor.session.snapshot.messages;
  }

  async dial(): Promise<void> {
    const live = this.visitor.session.startVoice(fakeContext());
    live.catch(() => undefined);
    await eventually(() => this.call !== undefined);
    await this.call.become({ phase: 'live', detection: 'on', microphoneId: 'one' });
    await live;
  }

  /** Says something, as fast as the server hears it, which counts in samples; without a connection at once. */
  async utter(samples: Float32Array): Promise<void> {
    await this.call.speak();
    await this.send(samples);
    await this.call.fallSilent();
  }

  async send(samples: Float32Array): Promise<void> {
    for (let from = 0; from + frame <= samples.length; from += frame) {
      const piece = samples.slice(from, from + frame);
      this.said.push(...piece);
      this.call.options.onEvent({ type: 'frame', samples: piece, index: this.#frames++ });
      // More than half a second behind is too late.
      if (this.#frames % 10 === 0) await this.heard();
    }
    await this.heard();
  }

  /** Waits until the server has heard all that was said, if it can hear anything. */
  heard(): Promise<unknown> {
    const { session } = this.visitor;
    return eventually(() => {
      const { state } = session.snapshot;
      return (state !== 'ready' && state !== 'responding') || this.heardSamples() === this.said.length;
    }, patienceMs);
  }

  /** Waits for the so-many-eth reply to be finished, and for what the person said to have its text. */
  answered(count: number): Promise<unknown> {
    const isDone = () =>
      this.messages.filter(({ role, status }) => role === 'agent' && status === 'done').length === count &&
      this.messages.every(({ role, text }) => role !== 'user' || text !== '');
    return eventually(isDone, patienceMs);
  }
}

describe('A call over real sockets', { concurrency: 4 }, () => {
  let backend: Backend;
  before(async () => {
    backend = await startBackend();
  });
  after(() => backend.close());

  const dial = (options?: AgentOptions) => dialWith((given) => new FakeCall(given), options);

  const dialWith = async <Device extends FakeCall>(openDevice: (options: CallOptions) => Device, { voice, ...options }: AgentOptions = {}): Promise<Caller<Device>> => {
    const agent = backend.simulator.agents.add(concierge, { tokensPerSecond: 1000, voice: { synthesizer: 'tone', ...voice }, ...options });
    agent.transcriptions.push('One', 'Two', 'Three', 'Four');
    const caller: Caller<Device> = new Caller(agent, backend.origin, () => conversationOf(caller)?.heard?.position ?? 0, openDevice);
    await caller.dial();
    return caller;
  };
  const conversationOf = ({ agent }: Caller) => backend.simulator.conversations.of(agent.id)[0];
  const heardBy = (caller: Caller) => {
    const heard = conversationOf(caller)?.heard;
    assert.ok(heard);
    return heard;
  };
  const spokenTo = (caller: Caller) => conversationOf(caller)?.spoken.chunks ?? [];

  test('the server hears each sample once, in order, also what was said before there was a connection', async () => {
    const caller = await dial();
    // Not all of it: ten seconds are kept.
    await caller.utter(recording.slice(0, 5 * 16_000));
    await eventually(() => caller.heardSamples() === caller.said.length, patienceMs);
    await caller.utter(recording.slice(5 * 16_000));
    await caller.send(silence);
    assert.deepEqual(heardBy(caller).slice({ from: 0, to: caller.said.length }), Float32Array.from(caller.said));
    const { oddBytes, notFinite, frameSizes } = heardBy(caller).report();
    assert.deepEqual([oddBytes, notFinite, frameSizes], [0, 0, { 512: caller.said.length / 512 }]);
    caller.visitor.session.dispose();
  });

  test('what is said is answered aloud and in writing, and read from the log', async () => {
    const caller = await dial();
    await caller.utter(passage(0));
    await caller.answered(1);
    await caller.utter(passage(1));
    await caller.answered(2);
    assert.deepEqual(caller.messages.map(({ role, status }) => `${role}:${status}`), ['user:sent', 'agent:done', 'user:sent', 'agent:done']);
    assert.deepEqual(caller.messages.filter(({ role }) => role === 'user').map(({ text }) => text), ['One', 'Two']);
    const chunks = spokenTo(caller);
    const ms = chunks.reduce((sum, { samples, sampleRate }) => sum + (1000 * samples) / (sampleRate ?? NaN), 0);
    const played = [...caller.call.played.values()].reduce((sum, each) => sum + each, 0);
    assert.ok(Math.abs(played - ms) < 1, `${played} ms of ${ms} ms`);
    caller.visitor.session.dispose();
  });

  for (const fault of [undefined, 'late-chunks', 'ignore-interruption'] as const) {
    test(`an interruption cuts the reply to what was heard${fault ? `, with ${fault}` : ''}`, async () => {
      const caller = await dial({ faults: fault ? [{ name: fault, times: 1 }] : [], voice: { pace: fault === 'ignore-interruption' ? 20 : 1 } });
      await caller.utter(passage(0));
      await eventually(() => (caller.call.played.get(caller.call.lastReply) ?? 0) >= 600, patienceMs);
      const cut = caller.call.lastReply;
      await caller.call.hear(500);
      await caller.call.interrupt(500);
      const playedBefore = caller.call.played.get(cut);
      const [interrupted] = caller.messages.filter(({ status }) => status === 'interrupted');
      // A tone takes 0.3 s a word.
      assert.match(interrupted?.text ?? '', /^\S+ \S+$/);
      await caller.send(passage(1));
      await caller.call.fallSilent();
      await caller.answered(1);
      assert.deepEqual(caller.messages.map(({ role, status }) => `${role}:${status}`), ['user:sent', 'agent:interrupted', 'user:sent', 'agent:done']);
      assert.deepEqual([caller.messages[0]?.text, caller.messages[2]?.text, caller.messages[1]?.text], ['One', 'Two', interrupted?.text]);
      assert.deepEqual([caller.call.played.get(cut), caller.call.lastReply], [playedBefore, caller.messages[2]?.id]);
      caller.visitor.session.dispose();
    });
  }

  test('a connection that is lost is another one a moment later, and nothing that is said meanwhile is lost', async () => {
    const caller = await dial();
    await caller.utter(passage(0));
    await caller.answered(1);
    caller.visitor.cut();
    await eventually(() => caller.visitor.session.snapshot.state === 'reconnecting', patienceMs);
    await caller.utter(passage(1));
    await caller.answered(2);
    assert.deepEqual(heardBy(caller).slice({ from: 0, to: caller.said.length }), Float32Array.from(caller.said));
    assert.equal(caller.agent.traffic.messages.filter(({ message }) => message['messageType'] === 'VOICE').length, 2);
    caller.visitor.session.dispose();
  });

  test('a token that expires in mid-call is followed by another one, and nothing that is said meanwhile is lost', async () => {
    const caller = await dial({ faults: [{ name: 'token-short', times: 1, seconds: 3 }] });
    const { session } = caller.visitor;
    await caller.utter(passage(0));
    await caller.answered(1);
    // What is said as soon as the old connection is gone waits for the new one.
    const said = new Promise<void>((resolve) => {
      const say = (): void => {
        if (session.snapshot.state !== 'reconnecting') return;
        session.removeEventListener('autessa-state', say);
        resolve(caller.utter(passage(1)));
      };
      session.addEventListener('autessa-state', say);
    });
    await said;
    await caller.answered(2);
    assert.equal(caller.agent.traffic.connections.opened, 2);
    assert.deepEqual(heardBy(caller).slice({ from: 0, to: caller.said.length }), Float32Array.from(caller.said));
    assert.deepEqual(caller.messages.map(({ role, status, text }) => `${role}:${status}:${role === 'user' ? text : ''}`), ['user:sent:One', 'agent:done:', 'user:sent:Two', 'agent:done:']);
    assert.deepEqual([session.snapshot.voiceError, caller.call.snapshot.phase], [undefined, 'live']);
    session.dispose();
  });

  test('what is lost with a connection in the midst of a reply is shown by the log', async () => {
    const caller = await dial({ faults: [{ name: 'drop-mid-reply', times: 1 }] });
    await caller.utter(passage(0));
    await caller.answered(1);
    assert.deepEqual(caller.messages.map(({ role, status }) => `${role}:${status}`), ['user:sent', 'agent:done']);
    const logged = conversationOf(caller)?.logs.at(-1);
    assert.equal(logged?.logType, 'MESSAGE_TO_USER');
    caller.visitor.session.dispose();
  });

  test('typed text goes over the same socket, is read, and counted after the call', async () => {
    const caller = await dial();
    caller.visitor.type('Hello there');
    await caller.answered(1);
    await caller.utter(passage(0));
    await caller.answered(2);
    assert.equal(caller.agent.traffic.connections.opened, 1);
    caller.visitor.session.stopVoice();
    caller.visitor.type('And in writing again');
    await caller.answered(3);
    assert.deepEqual(caller.messages.filter(({ role }) => role === 'user').map(({ text }) => text), ['Hello there', 'One', 'And in writing again']);
    caller.visitor.session.dispose();
  });

  for (const [fault, code] of [['refuse-typed'], ['close-typed'], ['close-typed', 4000]] as const) {
    const what = `${fault}${code === undefined ? '' : ` with ${code}`}`;
    test(`with ${what} typed text gets its answer all the same, once`, async () => {
      const caller = await dial({ faults: [{ name: fault, ...(code !== undefined && { code }) }] });
      await caller.utter(passage(0));
      await caller.answered(1);
      caller.visitor.type('Do you read this?');
      await caller.answered(2);
      const isInCall = caller.visitor.session.voice !== undefined;
      // A server that closes for good ends the call with it.
      assert.equal(isInCall, code === undefined);
      if (isInCall) await caller.utter(passage(1));
      else caller.visitor.type('And this?');
      await caller.answered(3);
      const users = (conversationOf(caller)?.logs ?? []).filter(({ logType }) => logType === 'USER');
      assert.deepEqual([users.length, caller.messages.length], [3, 6]);
      assert.ok(caller.messages.every(({ status }) => status === 'sent' || status === 'done'));
      caller.visitor.session.dispose();
    });
  }

  test('with refuse-call the call is over, and what was typed meanwhile is answered', async () => {
    const caller = await dial({ faults: [{ name: 'refuse-call' }] });
    await eventually(() => caller.visitor.session.snapshot.voiceError?.code === 'agent', patienceMs);
    assert.deepEqual([caller.visitor.session.snapshot.voiceState, caller.call.snapshot.phase], ['off', 'closed']);
    caller.visitor.type('Hello there');
    await caller.answered(1);
    caller.visitor.session.dispose();
  });

  test('with refuse-voice there is no call, and why, and writing goes on over a socket', async () => {
    const caller = await dial({ faults: [{ name: 'refuse-voice' }] });
    await eventually(() => caller.visitor.session.snapshot.voiceError?.code === 'connection', patienceMs);
    assert.deepEqual([caller.visitor.session.snapshot.voiceState, caller.call.snapshot.phase], ['off', 'closed']);
    caller.visitor.type('Hello there');
    await caller.answered(1);
    assert.equal(caller.agent.traffic.messages.at(-1)?.via, 'socket');
    caller.visitor.session.dispose();
  });

  test('a server that hears nothing of it has no message', async () => {
    const caller = await dial();
    await caller.utter(new Float32Array(32_000));
    assert.equal(caller.messages.length, 1);
    await eventually(() => caller.messages.length === 0, patienceMs);
    caller.visitor.session.dispose();
  });

  test('speech that nobody asked for is read, and not heard', async () => {
    const agent = backend.simulator.agents.add(concierge, { tokensPerSecond: 1000, voice: { synthesizer: 'tone' }, faults: [{ name: 'unasked-audio' }] });
    const visitor = new Visitor({ agent, origin: backend.origin, clock: systemClock, openCall: () => assert.fail('there is no call') });
    const { text, status } = await visitor.session.send('Hello there');
    const [spoken] = backend.simulator.conversations.of(agent.id)[0]?.logs.slice(-1) ?? [];
    assert.ok(spoken?.logType === 'MESSAGE_TO_USER' && spoken.multimodalOutput.outputType === 'AUDIO');
    assert.deepEqual([words(text), status], [words(spoken.multimodalOutput.transcription), 'done']);
    const { session } = visitor;
    assert.equal(session.snapshot.voiceState, 'off');
    session.dispose();
  });

  const badAudio: readonly FaultOrder['name'][] = [
    'odd-chunks', 'malformed-base64', 'empty-chunks', 'huge-chunk', 'endless-chunk', 'no-final-chunk', 'double-final-chunk', 'early-final-chunk',
    'no-final', 'double-final', 'repeated-transcription', 'growing-transcription', 'no-transcription', 'garbage', 'binary-frames', 'no-rate', 'rate-zero',
    'rate-huge', 'rate-change', 'wav-chunks', 'wav-start', 'mixed-chunks', 'lying-wav', 'wav-rate-differs',
  ];
  for (const name of badAudio) {
    test(`with ${name} two replies are read and heard whole, and each is one`, async () => {
      const caller = await dialWith((options) => new SoundingCall(options), { faults: [{ name, ...(name === 'endless-chunk' && { bytes: 64_000 }) }] });
      await caller.utter(passage(0));
      await caller.answered(1);
      await caller.utter(passage(1));
      await caller.answered(2);
      const replies = (conversationOf(caller)?.logs ?? []).flatMap((log) => (log.logType === 'MESSAGE_TO_USER' ? [log.multimodalOutput] : []));
      const texts = replies.map((output) => (output.outputType === 'AUDIO' ? output.transcription : output.content));
      const shown = caller.messages.filter(({ role }) => role === 'agent').map(({ text }) => text);
      assert.deepEqual(shown.map(words), texts.map(words));
      assert.equal(shown.length, 2);
      const record = conversationOf(caller)?.spoken;
      assert.ok(record);
      assertHeard(await caller.call.render(), soundOf(record, name === 'endless-chunk' ? 32_000 : 0), name === 'rate-change' ? 0.01 : 1e-4);
      caller.visitor.session.dispose();
    });
  }
});

const words = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
