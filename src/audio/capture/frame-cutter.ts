import { levelOf } from '../../samples/level.js';
import { StreamResampler } from '../../samples/stream-resampler.js';

/** What the server and the detector hear, in Hz. */
export const frameRate = 16_000;
/** Samples in a frame: 32 ms. */
export const frameLength = 512;

/** @param frame is used again: whoever keeps it makes a copy. @param level see `levelOf` */
export type FrameListener = (frame: Float32Array<ArrayBuffer>, level: number) => void;

/** Turns what the device delivers, in blocks of any size at any rate, into frames. Allocates nothing. */
export class FrameCutter {
  readonly #resampler: StreamResampler;
  readonly #onFrame: FrameListener;
  readonly #frame = new Float32Array(frameLength);
  #filled = 0;
  #converted = new Float32Array(0);

  /** @param deviceRate in Hz */
  constructor(deviceRate: number, onFrame: FrameListener) {
    this.#resampler = new StreamResampler(deviceRate, frameRate);
    this.#onFrame = onFrame;
  }

  push(samples: Float32Array): void {
    const room = this.#resampler.outputLength(samples.length);
    // Blocks have one size in practice, so this happens once.
    if (this.#converted.length < room) this.#converted = new Float32Array(room);
    const count = this.#resampler.process(samples, this.#converted);
    for (let index = 0; index < count; index++) {
      this.#frame[this.#filled++] = this.#converted[index]!;
      if (this.#filled === frameLength) this.#complete();
    }
  }

  /** Hands out what has gathered, with silence after it. */
  flush(): void {
    if (this.#filled === 0) return;
    this.#frame.fill(0, this.#filled);
    this.#complete();
  }

  /** Forgets what has gathered. */
  clear(): void {
    this.#filled = 0;
  }

  #complete(): void {
    this.#filled = 0;
    this.#onFrame(this.#frame, levelOf(this.#frame));
  }
}
