import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CallEvent } from '../../src/audio/call.js';
import type { PlaybackOrder } from '../../src/audio/playback/playback-engine.js';
import { Player } from '../../src/audio/playback/player.js';
import type { PlayerReport } from '../../src/audio/playback/player-report.js';
import { Speaker } from '../../src/audio/playback/speaker.js';
import type { Port } from '../../src/audio/port.js';
import { FakeClock } from '../support/fake-clock.js';
import { tone } from './signals.js';
import { pcm16, wav } from './wav.js';

type Of<Type extends CallEvent['type']> = Extract<CallEvent, { type: Type }>;

/** A worklet that does nothing but note what it is told. */
function fakePort() {
  const orders: PlaybackOrder[] = [];
  let tell = (_report: PlayerReport) => undefined as void;
  const port = {
    send: (order: PlaybackOrder) => orders.push(order),
    listen(listener: (report: PlayerReport) => void) {
      tell = listener;
    },
  } as unknown as Port<PlaybackOrder, PlayerReport>;
  return { port, orders, tell: (report: PlayerReport) => tell(report) };
}

/** A player that plays what it is told, for as long as it is rendered. */
function realPort() {
  let tell = (_report: PlayerReport) => undefined as void;
  const player = new Player(16_000, (report) => tell(report));
  const port = {
    send(order: PlaybackOrder) {
      if (order.type === 'enqueue') player.enqueue(order.track, order.samples, order.rate, order.startMs);
      else if (order.type === 'end') player.end(order.track);
      else if (order.type === 'cut') player.cut();
    },
    listen(listener: (report: PlayerReport) => void) {
      tell = listener;
    },
  } as unknown as Port<PlaybackOrder, PlayerReport>;
  const render = (ms: number) => {
    for (let at = 0; at < ms; at += 10) player.render(new Float32Array(160));
  };
  return { port, render };
}

function start() {
  let underruns = 0;
  const clock = new FakeClock();
  const events: CallEvent[] = [];
  const playing: (string | undefined)[] = [];
  const abort = new AbortController();
  const worklet = fakePort();
  const speaker = new Speaker({
    clock,
    latencyMs: () => 30,
    onEvent: (event) => events.push(event),
    onPlaying: (replyId) => playing.push(replyId),
    onUnderrun: () => void (underruns += 1),
    signal: abort.signal,
  });
  speaker.connect(worklet.port);
  return {
    clock,
    speaker,
    playing,
    abort,
    underruns: () => underruns,
    ...worklet,
    told: <Type extends CallEvent['type']>(type: Type) => events.filter((event): event is Of<Type> => event.type === type),
    enqueued: () => worklet.orders.filter((order) => order.type === 'enqueue'),
  };
}

const second = pcm16(tone(440, 16_000, 16_000));
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

describe('A speaker', () => {
  test('says where each chunk is in its reply', () => {
    const { speaker, enqueued } = start();
    assert.deepEqual(speaker.play('a', { audio: base64(second), sampleRate: 16_000 }), { startMs: 0, endMs: 1000 });
    assert.deepEqual(speaker.play('a', { audio: wav(second, { rate: 32_000 }) }), { startMs: 1000, endMs: 1500 });
    assert.deepEqual(speaker.play('b', { audio: second }), { startMs: 0, endMs: 1000 });
    assert.deepEqual(enqueued().map(({ track, rate, startMs }) => [track, rate, startMs]), [[1, 16_000, 0], [1, 32_000, 1000], [2, 16_000, 0]]);
  });

  test('tells what has been heard, which is later than what was rendered', async () => {
    const { speaker, tell, told, playing, clock } = start();
    speaker.play('a', { audio: second, isFinal: true });
    tell({ type: 'played', track: 1, playedMs: 20, level: 0.1 });
    tell({ type: 'played', track: 1, playedMs: 500, level: 0.2 });
    assert.equal(speaker.level, 0.2);
    tell({ type: 'finished', track: 1, playedMs: 1000 });
    tell({ type: 'audible', isAudible: false });
    assert.equal(speaker.level, 0);
    assert.deepEqual(told('played').map(({ heardMs, isFinished }) => [heardMs, isFinished]), [[0, false], [470, false]]);
    await clock.pass(30);
    assert.deepEqual(told('played').at(-1), { type: 'played', replyId: 'a', heardMs: 1000, isFinished: true });
    assert.deepEqual(playing, ['a', 'a', undefined]);
  });

  test('a reply that is asked again begins anew, whatever became of it before', () => {
    for (const end of ['silenced', 'cut', 'broken', 'finished'] as const) {
      const { speaker, tell, told, enqueued } = start();
      // Half a sample waits for the rest of it.
      speaker.play('a', { audio: second.slice(0, -1), isFirst: true });
      if (end === 'silenced') speaker.silence();
      else if (end === 'cut') tell({ type: 'cut', track: 1, playedMs: 500, through: 1 });
      else if (end === 'broken') speaker.play('a', { audio: '!' });
      else speaker.end('a');
      assert.deepEqual(speaker.play('a', { audio: second, isFirst: true }), { startMs: 0, endMs: 1000 }, end);
      assert.equal(enqueued().at(-1)?.track, 2);
      // What is left of the first one is nobody's.
      tell({ type: 'played', track: 1, playedMs: 700, level: 0.1 });
      assert.deepEqual(told('played'), []);
      tell({ type: 'played', track: 2, playedMs: 530, level: 0.1 });
      assert.deepEqual(told('played').map(({ replyId, heardMs }) => [replyId, heardMs]), [['a', 500]]);
    }
  });

  test('an interruption drops the reply, those that wait, and what comes late', () => {
    const { speaker, tell, told, orders, enqueued } = start();
    speaker.play('old', { audio: second, isFinal: true });
    tell({ type: 'finished', track: 1, playedMs: 1000 });
    speaker.play('a', { audio: second });
    speaker.play('b', { audio: second });
    tell({ type: 'cut', track: 2, playedMs: 630, through: 3 });
    assert.deepEqual(told('interruption').map(({ replyId, heardMs }) => [replyId, heardMs]), [['a', 600], ['b', 0]]);
    const before = orders.length;
    for (const id of ['a', 'b']) assert.equal(speaker.play(id, { audio: second }), undefined);
    speaker.end('a');
    assert.equal(orders.length, before);
    speaker.play('c', { audio: second });
    assert.equal(enqueued().at(-1)?.track, 4);
  });

  test('falls silent without an interruption', () => {
    const { speaker, tell, told, orders } = start();
    speaker.play('a', { audio: second });
    speaker.silence();
    assert.deepEqual(orders.at(-1), { type: 'cut' });
    tell({ type: 'cut', track: 1, playedMs: 300, through: 1 });
    assert.deepEqual(told('interruption'), []);
    assert.equal(speaker.play('a', { audio: second }), undefined);
  });

  test('tells once of a reply that cannot be read, which is silent from there on', () => {
    const { speaker, told, enqueued, orders } = start();
    assert.ok(speaker.play('a', { audio: second }));
    for (const audio of ['%%%', '====', 'AAAAA']) assert.equal(speaker.play('a', { audio }), undefined, audio);
    assert.ok(speaker.play('a', { audio: second }), 'what came whole is heard');
    for (const audio of [wav(second, { code: 2, bits: 8 }), second]) assert.equal(speaker.play('a', { audio }), undefined);
    assert.deepEqual(told('trouble').map(({ error, isFatal }) => [error.code, isFatal]), [['protocol', false]]);
    assert.deepEqual(orders.filter(({ type }) => type === 'withdraw'), [{ type: 'withdraw', track: 1 }]);
    assert.equal(enqueued().length, 2);
    speaker.play('b', { audio: wav(second, { code: 2, bits: 8 }) });
    assert.equal(told('trouble').length, 2);
    assert.ok(speaker.play('c', { audio: second }));
    assert.equal(enqueued().length, 3);
  });

  test('says that a reply is over of which nothing is heard', () => {
    const { speaker, told } = start();
    speaker.play('a', { audio: '%%%', isFinal: true });
    speaker.play('b', { audio: '', isFinal: true });
    speaker.end('b');
    speaker.play('c', { audio: second, isFinal: true });
    assert.deepEqual(told('played').map(({ replyId, isFinished }) => [replyId, isFinished]), [['a', true], ['b', true]]);
  });

  test('takes chunks that are empty, or huge', () => {
    const { speaker, enqueued, told } = start();
    assert.deepEqual(speaker.play('a', { audio: '' }), { startMs: 0, endMs: 0 });
    assert.deepEqual(speaker.play('a', { audio: new Uint8Array(0), isFinal: true }), { startMs: 0, endMs: 0 });
    assert.equal(enqueued().length, 0);
    const minutes = new Uint8Array(16_000 * 2 * 60 * 11);
    assert.equal(speaker.play('b', { audio: minutes })?.endMs, 660_000);
    assert.equal(speaker.play('b', { audio: minutes }), undefined);
    assert.match(told('trouble')[0]?.error.message ?? '', /ten minutes/);
  });

  test('a last chunk twice, or none, is no matter', () => {
    const { speaker, orders } = start();
    speaker.play('a', { audio: second, isFinal: true });
    speaker.play('a', { audio: second, isFinal: true });
    speaker.end('a');
    speaker.end('unknown');
    assert.deepEqual(orders.map(({ type }) => type), ['volume', 'enqueue', 'end', 'enqueue', 'end', 'end']);
  });

  for (const when of ['while the rest is heard', 'after the rest was heard']) {
    test(`what comes after the end of a reply, ${when}, ends with it: nothing is left to be cut`, async () => {
      const { speaker, told, clock, underruns } = start();
      const { port, render } = realPort();
      speaker.connect(port);
      speaker.play('a', { audio: second });
      speaker.end('a');
      render(when === 'while the rest is heard' ? 500 : 1_500);
      speaker.play('a', { audio: second });
      render(20_000);
      await clock.pass(30);
      assert.deepEqual(told('played').at(-1), { type: 'played', replyId: 'a', heardMs: 2_000, isFinished: true });
      speaker.interrupt();
      assert.deepEqual(told('interruption'), []);
      speaker.play('b', { audio: second, isFinal: true });
      render(20);
      assert.equal(underruns(), 0);
    });
  }

  test('what comes before the worklet waits for it', () => {
    const early = start();
    early.orders.length = 0;
    const speaker = new Speaker({
      clock: early.clock,
      latencyMs: () => 0,
      onEvent: () => undefined,
      onPlaying: () => undefined,
      onUnderrun: () => undefined,
      signal: early.abort.signal,
    });
    speaker.setVolume(0.5);
    speaker.play('a', { audio: second, isFinal: true });
    speaker.connect(early.port);
    assert.deepEqual(early.orders.map(({ type }) => type), ['volume', 'enqueue', 'end']);
  });

  test('a new worklet gets what has not been heard', () => {
    const { speaker, tell } = start();
    for (let index = 0; index < 4; index++) speaker.play('a', { audio: second });
    speaker.play('b', { audio: second, isFinal: true });
    tell({ type: 'played', track: 1, playedMs: 2500, level: 0 });
    const next = fakePort();
    speaker.connect(next.port);
    const again = next.orders.filter((order) => order.type === 'enqueue').map(({ track, startMs }) => [track, startMs]);
    assert.deepEqual(again, [[1, 2000], [1, 3000], [2, 0]]);
    assert.deepEqual(next.orders.at(-1), { type: 'end', track: 2 });
    next.tell({ type: 'cut', track: 1, playedMs: 2600, through: 2 });
    const last = fakePort();
    speaker.connect(last.port);
    assert.deepEqual(last.orders.map(({ type }) => type), ['volume', 'end']);
  });

  test('remembers as many replies as may still get chunks, and no more', () => {
    const { speaker } = start();
    for (let index = 0; index < 1000; index++) speaker.play(`reply ${index}`, { audio: '' });
    speaker.silence();
    assert.equal(speaker.play('reply 999', { audio: second }), undefined);
  });
});
