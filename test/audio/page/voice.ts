import { voiceAssets } from '../../../src/audio/assets.js';
import type { Call, CallEvent, CallOptions } from '../../../src/audio/call.js';
import type { DetectorReport } from '../../../src/audio/detection/serve-detector.js';
import { startDetector } from '../../../src/audio/detection/start-detector.js';
import { levelOf } from '../../../src/samples/level.js';
import { openCall } from '../../../src/audio/open-call.js';

/** A block of what a call has rendered. */
interface Block {
  readonly samples: Float32Array;
  readonly at: number;
  readonly frame: number;
}

/** Samples as bytes of base64, to leave the page. */
function encode(samples: Float32Array): string {
  let text = '';
  const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

function join(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A node that notes what leads to it. */
function recordInto(context: AudioContext, blocks: Block[]): AudioNode {
  const recorder = new AudioWorkletNode(context, 'recorder', { channelCount: 1, channelCountMode: 'explicit' });
  recorder.port.addEventListener('message', ({ data }: MessageEvent<Block>) => blocks.push(data));
  recorder.port.start();
  // What leads nowhere is not rendered.
  recorder.connect(new GainNode(context, { gain: 0 })).connect(context.destination);
  return recorder;
}

/** One call, with all that came of it. Tests see it as `voice`. */
export class Voice {
  readonly events: (CallEvent & { readonly time: number })[] = [];
  /** What was rendered. */
  readonly blocks: Block[] = [];
  /** What came from the microphone. */
  readonly input: Block[] = [];
  readonly frames: { readonly samples: Float32Array; readonly index: number; readonly at: number }[] = [];
  /** From a frame's completion, where the worklet says when that was, to its being handed out, in ms. */
  readonly delays: number[] = [];
  /** Each track that was ever opened. */
  readonly tracks: MediaStreamTrack[] = [];
  #onFrame = () => undefined as void;
  context!: AudioContext;
  call!: Call;

  /** Opens a call; what it renders is recorded. */
  async open(options: Partial<CallOptions> = {}): Promise<void> {
    const context = new AudioContext();
    this.context = context;
    const { mediaDevices } = navigator;
    const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = async (constraints) => {
      const stream = await getUserMedia(constraints);
      this.tracks.push(...stream.getTracks());
      return stream;
    };
    await context.audioWorklet.addModule('/recorder.js');
    const loudspeaker = recordInto(context, this.blocks);
    const microphone = recordInto(context, this.input);
    // Whatever leads to the loudspeaker, or comes from the microphone, also leads to a recorder.
    const connect = AudioNode.prototype.connect as (this: AudioNode, to: AudioNode) => AudioNode;
    AudioNode.prototype.connect = function (this: AudioNode, to: AudioNode) {
      if (to === context.destination) connect.call(this, loudspeaker);
      if (this instanceof MediaStreamAudioSourceNode) connect.call(this, microphone);
      return connect.call(this, to);
    } as typeof AudioNode.prototype.connect;
    const { delays } = this;
    const listen = MessagePort.prototype.addEventListener;
    MessagePort.prototype.addEventListener = function (this: MessagePort, type: string, listener: (event: MessageEvent) => void) {
      listen.call(this, type, (event) => {
        listener(event as MessageEvent);
        const { completeAt } = (event as MessageEvent<{ completeAt?: number }>).data;
        if (completeAt !== undefined) delays.push(Date.now() - completeAt);
      });
    } as typeof listen;
    this.call = openCall({
      context,
      assetsBase: '/dist',
      ...options,
      onEvent: (event) => {
        if (event.type === 'frame') {
          this.frames.push({ samples: event.samples, index: event.index, at: Date.now() });
          this.#onFrame();
        } else this.events.push({ ...event, time: Date.now() });
      },
    });
  }

  /** Plays a tone as a reply, in chunks, at once. */
  playTone(replyId: string, ms: number, frequency = 440): void {
    const rate = 16_000;
    const whole = Int16Array.from({ length: (ms / 1000) * rate }, (_, index) => 16_000 * Math.sin((2 * Math.PI * frequency * index) / rate));
    for (let at = 0; at < whole.length; at += 1600) {
      this.call.play(replyId, { audio: new Uint8Array(whole.slice(at, at + 1600).buffer), sampleRate: rate });
    }
    this.call.endReply(replyId);
  }

  /** What was handed out, as base64 of floats. */
  heard(): string {
    return encode(join(this.frames.map(({ samples }) => samples)));
  }

  /** What came from the microphone at the context's rate, as base64 of floats. */
  recorded(): string {
    return encode(join(this.input.map(({ samples }) => samples)));
  }

  /**
   * Has a detector of the test's own cut what is played.
   *
   * @param afterMs from now @param blockedMs for how long the page is busy from now on
   * @returns from there to the last sound that was rendered, in ms
   */
  async measureCut(afterMs: number, blockedMs: number): Promise<number> {
    const channel = new BroadcastChannel('cut');
    const decided = new Promise<number>((resolve) => {
      channel.addEventListener('message', ({ data }: MessageEvent<{ cutAt: number }>) => resolve(data.cutAt), { once: true });
    });
    // A message to a channel has no target.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    channel.postMessage({ afterMs });
    this.block(blockedMs);
    const at = await decided;
    channel.close();
    const recorded = this.blocks.length + 40;
    while (this.blocks.length < recorded) await new Promise((resolve) => setTimeout(resolve, 10));
    const last = this.blocks.findLast(({ samples }) => samples.some((value) => Math.abs(value) > 1e-5));
    return (last?.at ?? 0) - at;
  }

  /** By how much a caption would be behind what is heard, at the worst moment: before the next word of it comes. In ms. */
  captionSkew(id: string): number[] {
    const played = this.events.filter((event) => event.type === 'played' && event.replyId === id && !event.isFinished);
    const first = played.findIndex((event) => event.type === 'played' && event.heardMs > 0);
    return played.slice(first + 1).map((event, index) => {
      const before = played[first + index]!;
      const started = played[first]!;
      if (event.type !== 'played' || before.type !== 'played' || started.type !== 'played') return NaN;
      // What is heard goes on while the page knows only of what was heard before.
      return event.time - started.time - (before.heardMs - started.heardMs);
    });
  }

  /**
   * Has a detector hear a recording, as often as it takes, without a microphone.
   *
   * @param recording address of samples at 16 kHz, 32-bit floats
   * @returns what it has told until it was sure, or failed
   */
  async detect(recording: string): Promise<readonly DetectorReport[]> {
    const samples = new Float32Array(await (await fetch(recording)).arrayBuffer());
    const reports: DetectorReport[] = [];
    const lifetime = new AbortController();
    const detector = startDetector(voiceAssets('/dist'), undefined, (report) => reports.push(report), lifetime.signal);
    const [frames, orders, turns] = [new MessageChannel(), new MessageChannel(), new MessageChannel()];
    detector.connect(frames.port2, orders.port2);
    const isOver = () => reports.some((report) => report.type === 'failed' || (report.type === 'speech' && report.phase === 'confirmed'));
    for (let at = 0; !isOver(); at = (at + 512) % (samples.length - 512)) {
      const frame = samples.slice(at, at + 512);
      if (reports.some(({ type }) => type === 'ready')) frames.port1.postMessage({ samples: frame, level: levelOf(frame), zeros: 0 });
      await new Promise((resolve) => {
        turns.port1.addEventListener('message', resolve, { once: true });
        turns.port1.start();
        turns.port2.postMessage(undefined);
      });
    }
    lifetime.abort();
    return reports;
  }

  told(type: CallEvent['type']): readonly object[] {
    return this.events
      .filter((event) => event.type === type)
      .map((event) => (event.type === 'trouble' ? { ...event, error: { code: event.error.code, message: event.error.message } } : event));
  }

  /** Settles when as many frames have come. */
  settled(count: number): Promise<void> {
    return new Promise((resolve) => {
      this.#onFrame = () => {
        if (this.frames.length >= count) resolve();
      };
    });
  }

  /** Keeps the page busy. @param ms for as long */
  block(ms: number): void {
    const end = performance.now() + ms;
    while (performance.now() < end);
  }
}

Object.assign(globalThis, { voice: new Voice() });
