import { ResamplingKernel } from '../../samples/resampling-kernel.js';
import { Jitter } from './jitter.js';
import { Segment } from './segment.js';

/** The sound of replies that is to be played, in order, and how much of one has to be there before it begins. */
export class TrackQueue {
  readonly #rate: number;
  readonly #kernels = new Map<number, ResamplingKernel>();
  readonly #jitter = new Jitter();
  readonly #segments: Segment[] = [];
  #newest = -1;
  #closedThrough = -1;
  #longestChunkMs = 0;

  /** @param rate of the output, in Hz */
  constructor(rate: number) {
    this.#rate = rate;
  }

  get first(): Segment | undefined {
    return this.#segments[0];
  }

  /**
   * @param startMs where the samples belong in their track
   * @param rate of the samples, in Hz
   * @param nowMs since the output began
   * @returns whether they will be played
   */
  add(track: number, samples: Float32Array, rate: number, startMs: number, nowMs: number): boolean {
    const last = this.#segments.at(-1);
    if (track <= this.#closedThrough || track < this.#newest || samples.length === 0) return false;
    if (track > this.#newest) {
      this.#newest = track;
      this.#jitter.restart();
      this.#longestChunkMs = 0;
      // Whoever forgot to say so: another reply comes after the end of the one before.
      if (last) last.isEnded = true;
    }
    const lengthMs = (samples.length / rate) * 1000;
    this.#jitter.arrive(nowMs, lengthMs);
    this.#longestChunkMs = Math.max(this.#longestChunkMs, lengthMs);
    if (last?.track === track && last.rate === rate) {
      last.isEnded = false;
      last.append(samples);
      return true;
    }
    const segment = new Segment({ track, rate, startMs, kernel: this.#kernelFor(rate) });
    segment.append(samples);
    this.#segments.push(segment);
    return true;
  }

  /** Nothing more comes of a track. */
  end(track: number): void {
    const last = this.#segments.at(-1);
    if (last?.track === track) last.isEnded = true;
  }

  /** Takes nothing more of all tracks up to the newest, or to the one given. @returns up to which */
  close(track = this.#newest): number {
    return (this.#closedThrough = Math.max(this.#closedThrough, track));
  }

  /** The first is over. */
  shift(): void {
    this.#segments.shift();
  }

  /** Forgets what waits of one track. */
  remove(track: number): void {
    this.#segments.splice(0, Infinity, ...this.#segments.filter((segment) => segment.track !== track));
  }

  /** Forgets what waits of the tracks that are closed. */
  removeClosed(): void {
    while (this.first && this.first.track <= this.#closedThrough) this.shift();
  }

  /** Whether nothing more can come of the first one. */
  isComplete(first: Segment): boolean {
    return first.isEnded || this.#segments.length > 1;
  }

  /** Whether the first one may begin. @param waited for more of it, in frames */
  isEnough(first: Segment, waited: number): boolean {
    const { wait } = this.#jitter;
    return this.isComplete(first) || first.waitingMs >= wait + this.#longestChunkMs || waited >= (wait / 1000) * this.#rate;
  }

  #kernelFor(rate: number): ResamplingKernel {
    const kernel = this.#kernels.get(rate) ?? new ResamplingKernel(rate, this.#rate);
    // Whoever changes the rate all the time gets what fits, at a price.
    if (this.#kernels.size > 8) this.#kernels.clear();
    this.#kernels.set(rate, kernel);
    return kernel;
  }
}
