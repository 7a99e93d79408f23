import { ResamplingKernel } from '../../samples/resampling-kernel.js';
import { Jitter } from './jitter.js';
import { Segment } from './segment.js';

/** The sound of replies that is to be played, in order, and how much of one has to be there before it begins. */
export class TrackQueue {
  readonly #rate: number;
  readonly #kernels = new Map<number, ResamplingKernel>();
  readonly #jitter = new Jitter();
  #segments: readonly Segment[] = [];
  #newest = -1;
  #closedThrough = -1;

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
      // Whoever forgot to say so: another reply comes after the end of the one before.
      if (last) last.isEnded = true;
    }
    this.#jitter.arrive(nowMs, (samples.length / rate) * 1000);
    if (last?.track === track && last.rate === rate) {
      last.isEnded = false;
      last.append(samples);
      return true;
    }
    const segment = new Segment({ track, rate, startMs, kernel: this.#kernelFor(rate) });
    segment.append(samples);
    this.#segments = [...this.#segments, segment];
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
    this.#segments = this.#segments.slice(1);
  }

  /** Forgets what waits of one track. */
  remove(track: number): void {
    this.#segments = this.#segments.filter((segment) => segment.track !== track);
  }

  /** Forgets what waits of the tracks that are closed. */
  removeClosed(): void {
    this.#segments = this.#segments.filter((segment) => segment.track > this.#closedThrough);
  }

  /** Whether nothing more can come of the first one. */
  get isComplete(): boolean {
    return this.#segments.length > 1 || this.#segments[0]!.isEnded;
  }

  /** Whether there is enough of the first one to begin. @param waitedMs for more of it */
  isEnough(first: Segment, waitedMs: number): boolean {
    return first.waitingMs >= this.#jitter.enough || waitedMs >= this.#jitter.wait;
  }

  #kernelFor(rate: number): ResamplingKernel {
    const kernel = this.#kernels.get(rate) ?? new ResamplingKernel(rate, this.#rate);
    // Whoever changes the rate all the time gets what fits, at a price.
    if (this.#kernels.size > 8) this.#kernels.clear();
    this.#kernels.set(rate, kernel);
    return kernel;
  }
}
