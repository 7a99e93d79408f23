import { Port } from '../port.js';
import { FrameCutter } from './frame-cutter.js';

/** What the page wants of the microphone's side. */
export type CaptureOrder =
  /** Frames are handed out, or not; what was gathered before is forgotten, what was gathered until then is not. */
  | { readonly type: 'gate'; readonly isOpen: boolean }
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

/** No more frames come until the gate is opened again. */
export interface CaptureEnd {
  readonly isOver: true;
}

/** From the microphone to frames, which are told to the page and to the detector at once. Lives in the worklet. */
export class CaptureEngine {
  readonly #page: Port<CapturedFrame, CaptureOrder>;
  readonly #cutter: FrameCutter;
  #detector: Port<CapturedFrame | CaptureEnd, never> | undefined;
  #isOpen = false;
  #zeros = 0;
  #mono = new Float32Array(128);

  /** @param rate of what comes in, in Hz */
  constructor(page: MessagePort, rate: number) {
    this.#page = new Port(page);
    this.#cutter = new FrameCutter(Math.round(rate), (samples, level) => this.#tell(samples, level));
    this.#page.listen((order) => this.#obey(order));
  }

  /** @param channels of any length, all of the same; none where no microphone is connected */
  process(channels: readonly Float32Array[]): void {
    const first = channels[0];
    if (!first || !this.#isOpen) return;
    this.#cutter.push(channels.length === 1 ? first : this.#mean(channels, first.length));
  }

  #obey(order: CaptureOrder): void {
    if (order.type === 'detector') {
      this.#detector?.close();
      this.#detector = new Port(order.port);
      return;
    }
    if (order.isOpen === this.#isOpen) return;
    this.#isOpen = order.isOpen;
    if (order.isOpen) return this.#cutter.clear();
    this.#cutter.flush();
    this.#detector?.send({ isOver: true });
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
    this.#detector?.send(frame);
  }
}
