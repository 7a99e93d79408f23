import { ResamplingKernel } from '../../samples/resampling-kernel.js';
import { Jitter } from './jitter.js';
import { Ramp, smooth } from './ramp.js';
import { Segment } from './segment.js';

/** Into and out of sound, in ms. */
const fadeMs = 5;
/** Out of a reply that is cut, or held, in ms. */
const cutMs = 8;
/** How loud a reply is while it is open whether the person speaks: 16 dB less. */
const lowered = 0.16;
/** How long it goes on like this before it waits, in ms. */
const loweredMs = 120;
/** How long a reply that has run dry still counts as audible, in ms. */
const betweenMs = 500;
/** How often what was played is told, in ms. */
const reportMs = 20;

/** What happens while it plays. Tracks are replies, by the number given to `enqueue`; times in ms. */
export type PlayerReport =
  /** `level`: the root mean square of what was rendered since the last time. */
  | { readonly type: 'played'; readonly track: number; readonly playedMs: number; readonly level: number }
  | { readonly type: 'finished'; readonly track: number; readonly playedMs: number }
  /** A track was cut after `playedMs`, and all up to `through` with it. */
  | { readonly type: 'cut'; readonly track: number; readonly playedMs: number; readonly through: number }
  /** A track ran dry, and goes on after a gap. */
  | { readonly type: 'underrun'; readonly track: number; readonly gapMs: number }
  /** Whether there is a reply to be heard, or lowered. */
  | { readonly type: 'audible'; readonly isAudible: boolean };

/** Why the sound is being faded out, and so what comes then. */
type Stop = 'dry' | 'cut' | 'hold' | 'return';

/**
 * Plays replies one after the other, gapless whatever the chunks, never with a click. Lives in the worklet, but knows
 * nothing of it: `render` is called for each block of frames.
 */
export class Player {
  readonly #rate: number;
  readonly #report: (report: PlayerReport) => void;
  readonly #kernels = new Map<number, ResamplingKernel>();
  readonly #jitter = new Jitter();
  readonly #queue: Segment[] = [];
  readonly #fade = new Ramp(0);
  readonly #duck = new Ramp(1);
  readonly #volume = new Ramp(1);
  /** Whether the first in the queue has begun; if not, sound is being gathered. */
  #isPlaying = false;
  #stop: Stop | undefined;
  /** Whether it is open if the person speaks, and where the sound was when that began. */
  #isLowered = false;
  #returnMs: number | undefined;
  #isHeld = false;
  #cutThrough = -1;
  #newest = -1;
  /** All in frames: since the beginning, since the first chunk that waits came, since lowered, since the last report. */
  #now = 0;
  #waited = 0;
  #loweredFor = 0;
  #unreported = 0;
  #longestChunkMs = 0;
  /** When the first ran dry, and whether more of it has come. */
  #driedAt: number | undefined;
  #hasResumed = false;
  #energy = 0;
  #wasAudible = false;

  /** @param rate of the output, in Hz */
  constructor(rate: number, report: (report: PlayerReport) => void) {
    this.#rate = rate;
    this.#report = report;
  }

  /** @param startMs where the samples belong in their track @param rate of the samples, in Hz */
  enqueue(track: number, samples: Float32Array, rate: number, startMs: number): void {
    const last = this.#queue.at(-1);
    if (track <= this.#cutThrough || track < this.#newest || samples.length === 0) return;
    if (track > this.#newest) {
      this.#newest = track;
      this.#jitter.restart();
      this.#longestChunkMs = 0;
      // Whoever forgot to say so: another reply comes after the end of the one before.
      if (last) last.isEnded = true;
    }
    this.#hasResumed = true;
    const lengthMs = (samples.length / rate) * 1000;
    this.#jitter.arrive((this.#now / this.#rate) * 1000, lengthMs);
    this.#longestChunkMs = Math.max(this.#longestChunkMs, lengthMs);
    if (last?.track === track && last.rate === rate) {
      last.isEnded = false;
      last.append(samples);
      return;
    }
    const segment = new Segment({ track, rate, startMs, kernel: this.#kernelFor(rate) });
    segment.append(samples);
    this.#queue.push(segment);
  }

  /** Nothing more comes of a track. */
  end(track: number): void {
    const last = this.#queue.at(-1);
    if (last?.track === track) last.isEnded = true;
  }

  /** The first sign of speech: the sound is lowered, and soon waits. */
  lower(): void {
    if (this.#isLowered || this.#stop === 'cut') return;
    this.#isLowered = true;
    this.#loweredFor = 0;
    if (!this.#isPlaying) this.#isHeld = true;
    // On its way back already: it waits there.
    else if (this.#stop === 'return') this.#stop = 'hold';
    else {
      this.#returnMs = this.#queue[0]?.playedMs;
      this.#duck.to(lowered, this.#frames(cutMs));
    }
  }

  /** It was no speech: the sound comes back where it was when it was lowered. */
  raise(): void {
    if (!this.#isLowered) return;
    this.#isLowered = false;
    if (!this.#isPlaying || this.#isHeld) this.#return();
    else this.#fadeOut('return');
  }

  /** Ends all that is played or waits, and whatever still comes of it. */
  cut(): void {
    const first = this.#queue[0];
    this.#cutThrough = this.#newest;
    this.#isLowered = false;
    if (first) {
      const playedMs = this.#returnMs ?? first.playedMs;
      this.#report({ type: 'cut', track: first.track, playedMs, through: this.#cutThrough });
    }
    if (!this.#isPlaying || this.#isHeld) this.#clear();
    else if (this.#stop !== 'cut') this.#fadeOut('cut');
  }

  /** Ends one track, which is no sound after all, and tells nothing of it: what has not begun is not heard. */
  withdraw(track: number): void {
    this.#cutThrough = Math.max(this.#cutThrough, track);
    const isFirst = this.#queue[0]?.track === track;
    if (isFirst && this.#isPlaying && !this.#isHeld) {
      if (this.#stop !== 'cut') this.#fadeOut('cut');
      return;
    }
    this.#queue.splice(0, Infinity, ...this.#queue.filter((segment) => segment.track !== track));
    if (!isFirst) return;
    this.#returnMs = undefined;
    this.#driedAt = undefined;
    this.#gather();
  }

  /** @param volume 0 to 1 */
  setVolume(volume: number): void {
    this.#volume.to(volume, this.#frames(20));
  }

  /** Fills a block of any length. */
  render(output: Float32Array): void {
    output.fill(0);
    this.#now += output.length;
    if (this.#isLowered && !this.#isHeld && this.#stop === undefined) {
      this.#loweredFor += output.length;
      if (this.#loweredFor > this.#frames(loweredMs)) this.#fadeOut('hold');
    }
    for (let at = 0; at < output.length && this.#isRunning(output.length); ) at = this.#renderFirst(output, at);
    this.#tell(output);
  }

  /** Whether there is something to render now. */
  #isRunning(frames: number): boolean {
    const first = this.#queue[0];
    if (!first || this.#isHeld) return false;
    if (this.#isPlaying) return true;
    const isComplete = this.#isComplete(first);
    if (first.available(isComplete) === 0 && !isComplete) return false;
    const wait = this.#jitter.wait;
    const isEnough = first.waitingMs >= wait + this.#longestChunkMs;
    if (!isComplete && !isEnough && this.#waited < this.#frames(wait)) {
      this.#waited += frames;
      return false;
    }
    if (this.#driedAt !== undefined && this.#hasResumed) {
      this.#report({ type: 'underrun', track: first.track, gapMs: ((this.#now - this.#driedAt) / this.#rate) * 1000 });
    }
    this.#begin();
    return true;
  }

  #begin(): void {
    this.#driedAt = undefined;
    this.#isPlaying = true;
    this.#fade.set(0);
    this.#fade.to(1, this.#frames(fadeMs));
  }

  /** @returns how much of the block is filled */
  #renderFirst(output: Float32Array, from: number): number {
    const first = this.#queue[0]!;
    const isComplete = this.#isComplete(first);
    // Where the rate changes within a reply the sound goes on.
    const fadeFrames = isComplete && !first.isEnded ? 0 : this.#frames(fadeMs);
    let remaining = first.available(isComplete);
    let at = from;
    for (; at < output.length && remaining > 0; at++, remaining--) {
      if (remaining <= fadeFrames && this.#stop === undefined) this.#fadeOut('dry', remaining);
      output[at] = first.read() * smooth(this.#fade.next()) * this.#duck.next() * this.#volume.next();
      if (this.#stop !== undefined && this.#fade.value === 0 && remaining > 1) {
        this.#stopped(first);
        return at + 1;
      }
    }
    first.forget();
    if (remaining === 0) this.#runOut(first, isComplete);
    return at;
  }

  #isComplete(segment: Segment): boolean {
    return segment.isEnded || this.#queue.length > 1;
  }

  /** The first in the queue has no more samples. */
  #runOut(first: Segment, isComplete: boolean): void {
    if (this.#stop === 'cut') return this.#clear();
    if (this.#isLowered) {
      // What comes next waits until it is known whether to come back.
      this.#isHeld = true;
      return;
    }
    if (!isComplete) return this.#stopped(first);
    this.#queue.shift();
    if (!first.isEnded) return;
    this.#report({ type: 'finished', track: first.track, playedMs: first.playedMs });
    this.#gather();
  }

  /** The sound has been faded out. */
  #stopped(first: Segment): void {
    const stop = this.#stop;
    this.#stop = undefined;
    if (stop === 'cut') this.#clear();
    else if (stop === 'hold') this.#isHeld = true;
    else if (stop === 'return') this.#return();
    else if (!first.isEnded) {
      this.#driedAt = this.#now;
      this.#hasResumed = false;
      this.#gather();
    }
  }

  #return(): void {
    const first = this.#queue[0];
    if (first && this.#returnMs !== undefined) first.return(this.#returnMs);
    if (this.#isPlaying || this.#returnMs !== undefined) this.#begin();
    this.#returnMs = undefined;
    this.#isHeld = false;
    this.#stop = undefined;
    this.#duck.set(1);
  }

  /** Forgets what was cut; what came since then may begin. */
  #clear(): void {
    while (this.#queue[0] && this.#queue[0].track <= this.#cutThrough) this.#queue.shift();
    this.#returnMs = undefined;
    this.#isHeld = false;
    this.#driedAt = undefined;
    this.#duck.set(1);
    this.#gather();
  }

  #gather(): void {
    this.#stop = undefined;
    this.#isPlaying = false;
    this.#waited = 0;
    this.#fade.set(0);
  }

  #fadeOut(stop: Stop, frames = this.#frames(cutMs)): void {
    this.#stop = stop;
    this.#fade.to(0, frames);
  }

  #tell(output: Float32Array): void {
    const first = this.#queue[0];
    const isBetween = this.#driedAt !== undefined && this.#now - this.#driedAt < this.#frames(betweenMs);
    const isAudible = first !== undefined && (this.#isPlaying || isBetween);
    if (isAudible !== this.#wasAudible) this.#report({ type: 'audible', isAudible });
    this.#wasAudible = isAudible;
    if (!isAudible) return;
    for (let index = 0; index < output.length; index++) this.#energy += output[index]! * output[index]!;
    this.#unreported += output.length;
    if (this.#unreported < this.#frames(reportMs)) return;
    const level = Math.sqrt(this.#energy / this.#unreported);
    this.#energy = 0;
    this.#unreported = 0;
    this.#report({ type: 'played', track: first.track, playedMs: first.playedMs, level });
  }

  #kernelFor(rate: number): ResamplingKernel {
    const kernel = this.#kernels.get(rate) ?? new ResamplingKernel(rate, this.#rate);
    // Whoever changes the rate all the time gets what fits, at a price.
    if (this.#kernels.size > 8) this.#kernels.clear();
    this.#kernels.set(rate, kernel);
    return kernel;
  }

  #frames(ms: number): number {
    return (ms / 1000) * this.#rate;
  }
}
