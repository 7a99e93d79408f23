import { expect } from '@open-wc/testing';
import { Port } from '../../src/audio/port.js';
import { captureName, playbackName } from '../../src/audio/worklets/processor-names.js';
import type { CaptureOrder, CapturedFrame } from '../../src/audio/capture/capture-engine.js';
import type { PlaybackOrder } from '../../src/audio/playback/playback-engine.js';
import type { PlayerReport } from '../../src/audio/playback/player-report.js';
import { until } from '../support/until.js';
import { concatenate, rootMeanSquare, signalToNoise, tone } from './signals.js';

const worklets = new URL('../../src/audio/worklets/worklets.ts', import.meta.url).href;

async function offline(seconds: number, rate: number, channels = 1): Promise<OfflineAudioContext> {
  const context = new OfflineAudioContext(channels, seconds * rate, rate);
  await context.audioWorklet.addModule(worklets);
  return context;
}

type Playback = Port<PlaybackOrder, PlayerReport>;

function playback(context: OfflineAudioContext, channels = 1): { node: AudioWorkletNode; port: Playback } {
  const node = new AudioWorkletNode(context, playbackName, { numberOfInputs: 0, outputChannelCount: [channels] });
  node.connect(context.destination);
  return { node, port: new Port(node.port) };
}

function capture(context: OfflineAudioContext): { node: AudioWorkletNode; port: Port<CaptureOrder, CapturedFrame> } {
  const node = new AudioWorkletNode(context, captureName, { numberOfOutputs: 1 });
  // It stays silent, but Firefox runs only what leads somewhere.
  node.connect(context.destination);
  return { node, port: new Port(node.port) };
}

/** Orders are obeyed one after the other; once the answer to the last has come, all have been. */
function settled({ port }: { readonly port: Playback }): Promise<void> {
  const channel = new MessageChannel();
  const answer = new Promise<void>((resolve) => new Port<never, unknown>(channel.port1).listen(() => resolve()));
  port.send({ type: 'detector', port: channel.port2 }, [channel.port2]);
  return answer;
}

/** Opens the gate. What is sent to WebKit's processor may come when all has been rendered, so this one is asked for an answer of its own: shut, it tells of its end. */
function opened(port: Port<CaptureOrder, CapturedFrame>): Promise<void> {
  const channel = new MessageChannel();
  const answer = new Promise<void>((resolve) => new Port<never, unknown>(channel.port1).listen(() => resolve()));
  port.send({ type: 'detector', port: channel.port2 }, [channel.port2]);
  for (const gate of ['open', 'shut', 'open'] as const) port.send({ type: 'gate', gate });
  return answer;
}

describe('The worklets, offline', () => {
  for (const rate of [44_100, 48_000]) {
    it(`capture a tone as frames of 512 samples at 16 kHz, from ${rate} Hz`, async () => {
      const context = await offline(1, rate);
      const { node, port } = capture(context);
      const frames: Float32Array[] = [];
      port.listen(({ samples, level }) => {
        frames.push(samples);
        expect(level).to.be.closeTo(rootMeanSquare(samples), 1e-6);
      });
      await opened(port);
      const buffer = context.createBuffer(1, rate, rate);
      buffer.copyToChannel(tone(1000, rate, rate), 0);
      const source = new AudioBufferSourceNode(context, { buffer });
      source.connect(node);
      source.start();
      await context.startRendering();
      await until(() => frames.length >= 30, 'the frames have come');
      expect(frames.every(({ length }) => length === 512)).to.be.true;
      // The first holds the filter's way in.
      expect(signalToNoise(concatenate(frames.slice(1)), 1000, 16_000)).to.be.above(100);
    });
  }

  it('capture nothing while the gate is shut', async () => {
    const context = await offline(0.5, 48_000);
    const { node, port } = capture(context);
    let count = 0;
    port.listen(() => count++);
    const source = context.createConstantSource();
    source.connect(node);
    source.start();
    await context.startRendering();
    expect(count).to.equal(0);
  });

  it('play a reply in chunks, on all channels, and tell of it', async () => {
    const context = await offline(1, 48_000, 2);
    const player = playback(context, 2);
    const reports: PlayerReport[] = [];
    player.port.listen((report) => reports.push(report));
    const sound = tone(1000, 16_000, 8000);
    for (let at = 0; at < sound.length; at += 700) {
      player.port.send({ type: 'enqueue', track: 1, samples: sound.slice(at, at + 700), rate: 16_000, startMs: at / 16 });
    }
    player.port.send({ type: 'end', track: 1 });
    await settled(player);
    const rendered = await context.startRendering();
    const [left, right] = [rendered.getChannelData(0), rendered.getChannelData(1)];
    expect(right).to.deep.equal(left);
    expect(signalToNoise(left.subarray(1000, 23_000), 1000, 48_000)).to.be.above(90);
    await until(() => reports.some(({ type }) => type === 'finished'), 'it is finished');
  });
});
