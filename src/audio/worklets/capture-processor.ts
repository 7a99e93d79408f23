import { FrameCutter } from '../capture/frame-cutter.js';
import { Port } from '../port.js';
import { workletScope, type Processor } from './worklet-scope.js';

/** What the page wants of the microphone's processor. */
export type CaptureOrder =
  /** Frames are handed out, or not; what was gathered before is forgotten, what was gathered until then is not. */
  | { readonly type: 'gate'; readonly isOpen: boolean }
  /** Frames also go to the detector, by a port of its own, or no more. */
  | { readonly type: 'detector'; readonly port: MessagePort | undefined };

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

/** From the microphone to frames, which are told to the page and to the detector at once. */
export class CaptureProcessor extends workletScope.AudioWorkletProcessor implements Processor {
  readonly #cutter = new FrameCutter(Math.round(workletScope.sampleRate), (samples, level) => this.#tell(samples, level));
  readonly #page = new Port<CapturedFrame, CaptureOrder>(this.port);
  #detector: Port<CapturedFrame | CaptureEnd, never> | undefined;
  #isOpen = false;
  #zeros = 0;
  #mono = new Float32Array(128);

  constructor() {
    super();
    this.#page.listen((order) => this.#obey(order));
  }

  process(inputs: readonly (readonly Float32Array[])[]): boolean {
    const channels = inputs[0];
    const first = channels?.[0];
    if (!channels || !first || !this.#isOpen) return true;
    this.#cutter.push(channels.length === 1 ? first : this.#mean(channels, first.length));
    return true;
  }

  #obey(order: CaptureOrder): void {
    if (order.type === 'detector') {
      this.#detector = order.port && new Port(order.port);
      return;
    }
    if (order.isOpen === this.#isOpen) return;
    if (order.isOpen) this.#cutter.clear();
    else {
      this.#cutter.flush();
      this.#detector?.send({ isOver: true });
    }
    this.#isOpen = order.isOpen;
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
