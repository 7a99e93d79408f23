import { ResamplingKernel } from '../../samples/resampling-kernel.js';
import { Segment } from './segment.js';

/** So many kernels are kept: whoever changes the rate all the time gets what fits, at a price. */
const mostKernels = 9;

/** What waits to be played, reply after reply, and of which replies nothing is taken any more. */
export class SegmentQueue {
  readonly #rate: number;
  readonly #kernels = new Map<number, ResamplingKernel>();
  #segments: Segment[] = [];
  #newest = -1;
  #cutThrough = -1;

  /** @param rate of the output, in Hz */
  constructor(rate: number) {
    this.#rate = rate;
  }

  /** What is played, or comes next. */
  get first(): Segment | undefined {
    return this.#segments[0];
  }

  /** Whether the first has all of its samples. */
  get isComplete(): boolean {
    return this.#segments.length > 1 || this.first?.isEnded === true;
  }

  /** As `Player.enqueue`. @returns whether that begins another track; nothing where it is not taken */
  add(track: number, samples: Float32Array, rate: number, startMs: number): boolean | undefined {
    if (track <= this.#cutThrough || track < this.#newest || samples.length === 0) return undefined;
    const last = this.#segments.at(-1);
    const isNew = track > this.#newest;
    // Whoever forgot to say so: another reply comes after the end of the one before.
    if (isNew && last) last.isEnded = true;
    this.#newest = track;
    const isMore = last?.track === track && last.rate === rate;
    const segment = isMore ? last : new Segment({ track, rate, startMs, kernel: this.#kernelFor(rate) });
    if (!isMore) this.#segments.push(segment);
    segment.isEnded = false;
    segment.append(samples);
    return isNew;
  }

  /** Nothing more comes of a track. */
  end(track: number): void {
    const last = this.#segments.at(-1);
    if (last?.track === track) last.isEnded = true;
  }

  /** The first has been played. */
  shift(): void {
    this.#segments.shift();
  }

  /** Nothing more is taken of what there is. @returns the last of these tracks */
  cut(): number {
    return (this.#cutThrough = this.#newest);
  }

  /** Forgets what was cut; what came since then stays. */
  clear(): void {
    this.#segments = this.#segments.filter(({ track }) => track > this.#cutThrough);
  }

  /** Nothing more is taken of a track. @param isHeard what there is of it stays, until `clear` */
  withdraw(track: number, isHeard: boolean): void {
    this.#cutThrough = Math.max(this.#cutThrough, track);
    if (!isHeard) this.#segments = this.#segments.filter((segment) => segment.track !== track);
  }

  #kernelFor(rate: number): ResamplingKernel {
    const kernel = this.#kernels.get(rate) ?? new ResamplingKernel(rate, this.#rate);
    if (this.#kernels.size >= mostKernels) this.#kernels.clear();
    this.#kernels.set(rate, kernel);
    return kernel;
  }
}
