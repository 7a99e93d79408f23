import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LoadSpeechModel, SpeechModel } from '../../src/audio/detection/speech-model.js';
import type { CapturedFrame } from '../../src/audio/capture/capture-engine.js';
import type { AudibleReport, InterruptionOrder } from '../../src/audio/playback/playback-engine.js';
import { Port } from '../../src/audio/port.js';
import { serveDetector, type DetectorOrder, type DetectorReport } from '../../src/audio/detection/serve-detector.js';

const broken: SpeechModel = {
  process: () => {
    throw new Error('This model is broken');
  },
};

describe('serveDetector', () => {
  let server: Server;
  let origin: string;
  let asked: Promise<void>;
  let answer: (bytes?: string) => void;
  let gone: Promise<void>;
  before(async () => {
    server = createServer().listen(0);
    await new Promise((resolve) => server.once('listening', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => server.close());

  /** Orders a model that comes when `answer` is called. */
  function order(loadModel?: LoadSpeechModel): { page: Port<DetectorOrder, DetectorReport>; reports: DetectorReport[] } {
    const { port1, port2 } = new MessageChannel();
    const reports: DetectorReport[] = [];
    const page = new Port<DetectorOrder, DetectorReport>(port1);
    page.listen((report) => void reports.push(report));
    serveDetector(new Port(port2), loadModel);
    asked = new Promise((resolve) => {
      server.once('request', (_request, response) => {
        response.flushHeaders();
        gone = new Promise((done) => response.once('close', done));
        answer = (bytes) => response.end(bytes);
        resolve();
      });
    });
    page.send({ type: 'load', weights: `${origin}/weights` });
    after(() => port1.close());
    return { page, reports };
  }

  const until = async (condition: () => boolean) => {
    while (!condition()) await new Promise((resolve) => setImmediate(resolve));
  };

  const closing = (port: MessagePort) => new Promise<void>((resolve) => port.addEventListener('close', () => resolve(), { once: true }));
  const frame = (level = 0.1): CapturedFrame => ({ samples: new Float32Array(512), level, zeros: 0 });
  const reasonOf = (reports: readonly DetectorReport[]) => (reports.at(-1) as Extract<DetectorReport, { type: 'failed' }>).reason;

  /** The worklets' ends of channels that the detector is given. */
  function worklets(page: Port<DetectorOrder, DetectorReport>) {
    const frames = new MessageChannel();
    const orders = new MessageChannel();
    const heard: string[] = [];
    const speaker = new Port<AudibleReport, InterruptionOrder>(orders.port1);
    speaker.listen((given) => heard.push(given.type));
    page.send({ type: 'connect', capture: frames.port2, playback: orders.port2 }, [frames.port2, orders.port2]);
    after(() => [frames, orders].forEach(({ port1 }) => port1.close()));
    return { microphone: new Port<CapturedFrame, never>(frames.port1), heard, areClosed: Promise.all([closing(frames.port1), closing(orders.port1)]) };
  }

  test('is ready when all has come, and lets go of everything', { timeout: 20_000 }, async () => {
    const { page, reports } = order(() => Promise.resolve({ process: () => 0 }));
    const { areClosed } = worklets(page);
    await asked;
    answer('weights');
    await until(() => reports.some(({ type }) => type === 'ready'));
    const isClosed = closing(page.raw);
    page.send({ type: 'release' });
    await Promise.all([isClosed, areClosed]);
  });

  test('loads no more when it is needed no more, and does not call that a failure', { timeout: 20_000 }, async () => {
    let loaded = 0;
    const { page, reports } = order(() => Promise.reject(new Error(`loaded ${++loaded} times`)));
    await asked;
    page.send({ type: 'release' });
    await gone;
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(reports.filter(({ type }) => type !== 'progress'), []);
    assert.equal(loaded, 0);
  });

  test('judges by what it has kept, once its model is there', { timeout: 20_000 }, async () => {
    const { page, reports } = order(() => Promise.resolve({ process: () => 0.9 }));
    const { microphone, heard } = worklets(page);
    await asked;
    for (let count = 0; count < 3; count++) microphone.send(frame());
    await until(() => reports.length > 0);
    assert.deepEqual(heard, []);
    answer('weights');
    await until(() => heard.length >= 2);
    assert.deepEqual(heard, ['lower', 'cut']);
    const phases = reports.flatMap((report) => (report.type === 'speech' ? [report.phase] : []));
    assert.deepEqual(phases, ['maybe', 'confirmed']);
    assert.ok(reports.findIndex(({ type }) => type === 'ready') < reports.findIndex(({ type }) => type === 'speech'));
  });

  test('says once why a model fails in the midst of a call, and lets the agent’s voice come back', { timeout: 20_000 }, async () => {
    const { page, reports } = order(() => Promise.resolve(broken));
    await asked;
    answer('weights');
    const { microphone, heard, areClosed } = worklets(page);
    for (let count = 0; count < 3; count++) microphone.send(frame());
    await areClosed;
    assert.deepEqual(heard, ['raise']);
    assert.deepEqual(reports.filter(({ type }) => type === 'failed').length, 1);
    assert.equal(reasonOf(reports), 'This model is broken');
  });

  test('says why, where a file is something else', { timeout: 20_000 }, async () => {
    const { page, reports } = order();
    const { areClosed } = worklets(page);
    await asked;
    answer('<!doctype html>');
    await areClosed;
    await until(() => reports.some(({ type }) => type === 'failed'));
    assert.equal(reasonOf(reports), `${origin}/weights cannot be used: It is no file of weights`);
  });
});
