import { Port } from '../port.js';
import type { PlaybackReference } from '../playback-reference.js';
import { FrameCutter, frameLength, frameRate } from './frame-cutter.js';

/**
 * Whether frames are handed out. What was gathered before it opens is forgotten, what was gathered until it shuts is not.
 * `silence`: it shuts, and the page is given silence for a while, by which a server knows that the person has finished.
 */
export type Gate = 'open' | 'silence' | 'shut';

/** What the page wants of the microphone's side. */
export type CaptureOrder =
  | { readonly type: 'gate'; readonly gate: Gate }
  /** What is rendered is told to the detector so much later, in ms. */
  | { readonly type: 'delay'; readonly ms: number }
  /** Frames also go to the detector, by a port of its own. */
  | { readonly type: 'detector'; readonly port: MessagePort };

/** What comes from the microphone, to the page and to the detector. */
export interface CapturedFrame {
  /** 512 samples at 16 kHz. */
  readonly samples: Float32Array<ArrayBuffer>;
  /** Root mean square. */
  readonly level: number;
  /** For how many frames there has been nothing but zeros, this one included. */
  readonly zeros: number;
}

/** What the detector is told besides. */
export interface DetectedFrame extends CapturedFrame {
  /** What was rendered meanwhile, as many samples at the same rate, where that is known. */
  readonly rendered?: Float32Array<ArrayBuffer>;
}

/** No more frames come until the gate is opened again. */
export interface CaptureEnd {
  readonly isOver: true;
}

/** How long the silence is, in ms: more than servers want to hear that end a turn by it. */
const silenceMs = 2_000;
const silence = new Float32Array(frameLength);

/** From the microphone to frames, which are told to the page and to the detector at once. Lives in the worklet. */
export class CaptureEngine {
  readonly #page: Port<CapturedFrame, CaptureOrder>;
  readonly #cutter: FrameCutter;
  #detector: Port<DetectedFrame | CaptureEnd, never> | undefined;
  readonly #rate: number;
  #isOpen = false;
  /** How much silence has yet to be handed out, and how much of it is due, in frames of the device. */
  #silence = 0;
  #due = 0;
  #zeros = 0;
  #mono = new Float32Array(128);
  /** What is rendered, cut in step with what is heard. */
  readonly #reference: PlaybackReference | undefined;
  readonly #referenceCutter: FrameCutter;
  readonly #renderedFrame = new Float32Array(frameLength);
  #rendered = new Float32Array(128);
  /** By how much the detector is told later of it, in frames of the device. */
  #late = 0;

  /** @param rate of what comes in, in Hz @param reference what the same context renders, where that can be known */
  constructor(page: MessagePort, rate: number, reference?: PlaybackReference) {
    this.#page = new Port(page);
    this.#rate = rate;
    this.#cutter = new FrameCutter(Math.round(rate), (samples, level) => this.#tell(samples, level));
    this.#reference = reference;
    this.#referenceCutter = new FrameCutter(Math.round(rate), (samples) => this.#renderedFrame.set(samples));
    this.#page.listen((order) => this.#obey(order));
  }

  /** @param channels of any length, all of the same; none where no microphone is connected */
  process(channels: readonly Float32Array[]): void {
    const first = channels[0];
    if (!first) {
      // The next microphone may take a moment to begin.
      this.#zeros = 0;
      return;
    }
    if (!this.#isOpen) return this.#passSilence(first.length);
    this.#follow(first.length);
    this.#cutter.push(channels.length === 1 ? first : this.#mean(channels, first.length));
  }

  #obey(order: CaptureOrder): void {
    if (order.type === 'detector') {
      this.#detector?.close();
      this.#detector = new Port(order.port);
      return;
    }
    if (order.type === 'delay') {
      this.#late = (order.ms / 1000) * this.#rate;
      return;
    }
    const isOpen = order.gate === 'open';
    if (order.gate !== 'silence') this.#silence = 0;
    if (isOpen === this.#isOpen) return;
    this.#isOpen = isOpen;
    if (isOpen) {
      this.#referenceCutter.clear();
      return this.#cutter.clear();
    }
    this.#referenceCutter.flush();
    this.#cutter.flush();
    this.#detector?.send({ isOver: true });
    if (order.gate === 'silence') this.#silence = (silenceMs / 1000) * this.#rate;
    this.#due = 0;
  }

  /** As fast as it would be heard: a network that is slow has time for it. */
  #passSilence(length: number): void {
    if (this.#silence <= 0) return;
    this.#silence -= length;
    this.#due += length;
    const frame = (frameLength / frameRate) * this.#rate;
    for (; this.#due >= frame; this.#due -= frame) this.#page.send({ samples: silence, level: 0, zeros: this.#zeros });
  }

  /** Before what is heard: then both frames are complete at once. */
  #follow(length: number): void {
    if (!this.#reference) return;
    if (this.#rendered.length !== length) this.#rendered = new Float32Array(length);
    this.#reference.take(this.#rendered, this.#late);
    this.#referenceCutter.push(this.#rendered);
  }

  #mean(channels: readonly Float32Array[], length: number): Float32Array {
    if (this.#mono.length !== length) this.#mono = new Float32Array(length);
    this.#mono.fill(0);
    for (const channel of channels) {
      for (let index = 0; index < length; index++) this.#mono[index]! += channel[index]! / channels.length;
    }
    return this.#mono;
  }

  #tell(samples: Float32Array<ArrayBuffer>, level: number): void {
    this.#zeros = level === 0 ? this.#zeros + 1 : 0;
    // Each gets a copy: messages are cloned.
    const frame: CapturedFrame = { samples, level, zeros: this.#zeros };
    this.#page.send(frame);
    this.#detector?.send(this.#reference ? { ...frame, rendered: this.#renderedFrame } : frame);
  }
}
