import type { Call, CallEvent, CallOptions } from '../../../src/audio/call.js';
import { openCall } from '../../../src/audio/open-call.js';
import { bytesOfBase64 } from '../../../src/audio/samples/base64.js';

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

/** One call, with all that came of it. */
class Voice {
  readonly events: (CallEvent & { readonly time: number })[] = [];
  readonly blocks: Block[] = [];
  readonly frames: { readonly samples: Float32Array; readonly index: number; readonly at: number }[] = [];
  context!: AudioContext;
  call!: Call;

  /** Opens a call; what it renders is recorded. */
  async open(options: Partial<CallOptions> = {}): Promise<void> {
    const context = new AudioContext();
    this.context = context;
    await context.audioWorklet.addModule('/recorder.js');
    const recorder = new AudioWorkletNode(context, 'recorder', { channelCount: 1, channelCountMode: 'explicit' });
    recorder.port.addEventListener('message', ({ data }: MessageEvent<Block>) => this.blocks.push(data));
    recorder.port.start();
    recorder.connect(context.createGain());
    // Whatever leads to the loudspeaker also leads to the recorder.
    const connect = AudioNode.prototype.connect as (this: AudioNode, to: AudioNode) => AudioNode;
    AudioNode.prototype.connect = function (this: AudioNode, to: AudioNode) {
      if (to === context.destination) connect.call(this, recorder);
      return connect.call(this, to);
    } as typeof AudioNode.prototype.connect;
    this.call = openCall({
      context,
      assetsBase: '/dist',
      ...options,
      onEvent: (event) => {
        if (event.type === 'frame') this.frames.push({ samples: event.samples, index: event.index, at: Date.now() });
        else this.events.push({ ...event, time: Date.now() });
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

  /** What was rendered, as base64 of floats. */
  rendered(): string {
    return encode(join(this.blocks.map(({ samples }) => samples)));
  }

  /** When the last sound was rendered, in ms of the system's clock. */
  lastSound(): number {
    const index = this.blocks.findLastIndex(({ samples }) => samples.some((value) => Math.abs(value) > 1e-5));
    return this.blocks[index]?.at ?? 0;
  }

  told(type: CallEvent['type']): readonly object[] {
    return this.events
      .filter((event) => event.type === type)
      .map((event) => (event.type === 'trouble' ? { ...event, error: { code: event.error.code, message: event.error.message } } : event));
  }

  /** Keeps the page busy. @param ms for as long */
  block(ms: number): void {
    const end = performance.now() + ms;
    while (performance.now() < end);
  }
}

const voice = new Voice();
Object.assign(globalThis, { voice, bytesOfBase64 });

declare global {
  var voice: Voice;
}
