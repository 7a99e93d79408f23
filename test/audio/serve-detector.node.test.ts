import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CapturedFrame } from '../../src/audio/capture/capture-engine.js';
import type { AudibleReport, InterruptionOrder } from '../../src/audio/playback/playback-engine.js';
import { Port } from '../../src/audio/port.js';
import { serveDetector, type DetectorOrder, type DetectorReport } from '../../src/audio/detection/serve-detector.js';

/** What the model's stand-in, a module of its own, tells the test. */
const told: { events: string[] } = Object.assign(globalThis, { events: [] as string[] });
const engine = `data:text/javascript,${encodeURIComponent(
  `export const loadSpeechModel = async () => {
    events.push("loaded");
    return { process: () => { throw new Error("This model is broken"); }, release: () => void events.push("released") };
  };`,
)}`;
const runtime = 'data:application/wasm;base64,AGFzbQ==';

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
  function order(): { page: Port<DetectorOrder, DetectorReport>; reports: DetectorReport[] } {
    told.events = [];
    const { port1, port2 } = new MessageChannel();
    const reports: DetectorReport[] = [];
    const page = new Port<DetectorOrder, DetectorReport>(port1);
    page.listen((report) => void reports.push(report));
    serveDetector(new Port(port2));
    asked = new Promise((resolve) => {
      server.once('request', (_request, response) => {
        response.flushHeaders();
        gone = new Promise((done) => response.once('close', done));
        answer = (bytes) => response.end(bytes);
        resolve();
      });
    });
    page.send({ type: 'load', files: { engine, runtime, starter: '', model: `${origin}/model` } });
    after(() => port1.close());
    return { page, reports };
  }

  const until = async (condition: () => boolean) => {
    while (!condition()) await new Promise((resolve) => setImmediate(resolve));
  };

  test('is ready when all has come, and lets go of its model', { timeout: 20_000 }, async () => {
    const { page, reports } = order();
    await asked;
    answer('\x08');
    await until(() => reports.some(({ type }) => type === 'ready'));
    page.send({ type: 'release' });
    await until(() => told.events.includes('released'));
    assert.deepEqual(told.events, ['loaded', 'released']);
  });

  test('loads no more when it is needed no more, and does not call that a failure', { timeout: 20_000 }, async () => {
    const { page, reports } = order();
    await asked;
    page.send({ type: 'release' });
    await gone;
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(reports.filter(({ type }) => type !== 'progress'), []);
    assert.deepEqual(told.events, []);
  });

  test('says why a model fails in the midst of a call, and lets the agent’s voice come back', { timeout: 20_000 }, async () => {
    const { page, reports } = order();
    await asked;
    answer('\x08');
    await until(() => reports.some(({ type }) => type === 'ready'));
    const frames = new MessageChannel();
    const orders = new MessageChannel();
    const heard: unknown[] = [];
    const speaker = new Port<AudibleReport, InterruptionOrder>(orders.port1);
    speaker.listen((given) => heard.push(given.type));
    page.send({ type: 'connect', capture: frames.port2, playback: orders.port2 }, [frames.port2, orders.port2]);
    new Port<CapturedFrame, never>(frames.port1).send({ samples: new Float32Array(512), level: 0.1, zeros: 0 });
    await until(() => heard.length > 0 && reports.at(-1)?.type === 'failed');
    for (const { port1 } of [frames, orders]) port1.close();
    assert.deepEqual([heard, (reports.at(-1) as Extract<DetectorReport, { type: 'failed' }>).reason], [['raise'], 'Error: This model is broken']);
  });

  test('says why, where a file is something else', { timeout: 20_000 }, async () => {
    const { reports } = order();
    await asked;
    answer('<!doctype html>');
    await until(() => reports.some(({ type }) => type === 'failed'));
    assert.match((reports.at(-1) as Extract<DetectorReport, { type: 'failed' }>).reason, /something else/);
  });
});
