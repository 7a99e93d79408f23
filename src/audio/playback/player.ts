import { Buffering } from './buffering.js';
import type { PlayerReport } from './player-report.js';
import { Ramp, smooth } from './ramp.js';
import type { Segment } from './segment.js';
import { SegmentQueue } from './segment-queue.js';

/** Into and out of sound, in ms. */
const fadeMs = 5;
/** Out of a reply that is cut, or held, in ms. */
const cutMs = 8;
/** How loud a reply is while it is open whether the person speaks: 16 dB less. */
const lowered = 0.16;
/** How long it goes on like this before it waits, in ms. */
const loweredMs = 120;
/** How often what was played is told, in ms. */
const reportMs = 20;

/** Why the sound is being faded out, and so what comes then. */
type Stop = 'dry' | 'cut' | 'hold' | 'return';

/**
 * Plays replies one after the other, gapless whatever the chunks, never with a click. Lives in the worklet, but knows
 * nothing of it: `render` is called for each block of frames.
 */
export class Player {
  readonly #rate: number;
  readonly #report: (report: PlayerReport) => void;
  readonly #buffering = new Buffering();
  readonly #queue: SegmentQueue;
  readonly #fade = new Ramp(0);
  readonly #duck = new Ramp(1);
  readonly #volume = new Ramp(1);
  /** Whether the first in the queue has begun; if not, sound is being buffered. */
  #isPlaying = false;
  #stop: Stop | undefined;
  /** Whether it is open if the person speaks, and where the sound was when that began. */
  #isLowered = false;
  #returnMs: number | undefined;
  #isHeld = false;
  /** In ms since the beginning. */
  #now = 0;
  /** In frames: since lowered, since the last report. */
  #loweredFor = 0;
  #unreported = 0;
  #energy = 0;
  #wasAudible = false;

  /** @param rate of the output, in Hz */
  constructor(rate: number, report: (report: PlayerReport) => void) {
    this.#rate = rate;
    this.#report = report;
    this.#queue = new SegmentQueue(rate);
  }

  /** @param startMs where the samples belong in their track @param rate of the samples, in Hz */
  enqueue(track: number, samples: Float32Array, rate: number, startMs: number): void {
    const isFirst = this.#queue.add(track, samples, rate, startMs);
    if (isFirst !== undefined) this.#buffering.arrive(this.#now, (samples.length / rate) * 1000, isFirst);
  }

  /** Nothing more comes of a track. */
  end(track: number): void {
    this.#queue.end(track);
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
      this.#returnMs = this.#queue.first?.playedMs;
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
    const { first } = this.#queue;
    const through = this.#queue.cut();
    this.#isLowered = false;
    if (first) this.#report({ type: 'cut', track: first.track, playedMs: this.#returnMs ?? first.playedMs, through });
    if (!this.#isPlaying || this.#isHeld) this.#clear();
    else if (this.#stop !== 'cut') this.#fadeOut('cut');
  }

  /** Ends one track, which is no sound after all, and tells nothing of it: what has not begun is not heard. */
  withdraw(track: number): void {
    const isFirst = this.#queue.first?.track === track;
    const isHeard = isFirst && this.#isPlaying && !this.#isHeld;
    this.#queue.withdraw(track, isHeard);
    if (isHeard) {
      if (this.#stop !== 'cut') this.#fadeOut('cut');
    } else if (isFirst) {
      this.#returnMs = undefined;
      this.#gather();
    }
  }

  /** @param volume 0 to 1 */
  setVolume(volume: number): void {
    this.#volume.to(volume, this.#frames(20));
  }

  /** Fills a block of any length. */
  render(output: Float32Array): void {
    output.fill(0);
    const passed = (output.length / this.#rate) * 1000;
    this.#now += passed;
    if (this.#isLowered && !this.#isHeld && this.#stop === undefined) {
      this.#loweredFor += output.length;
      if (this.#loweredFor > this.#frames(loweredMs)) this.#fadeOut('hold');
    }
    for (let at = 0; at < output.length && this.#isRunning(passed); ) at = this.#renderFirst(output, at);
    this.#tell(output);
  }

  /** Whether there is something to render now. @param passed since this was asked last, in ms */
  #isRunning(passed: number): boolean {
    const { first, isComplete } = this.#queue;
    if (!first || this.#isHeld) return false;
    if (this.#isPlaying) return true;
    if (!isComplete && (first.available(false) === 0 || !this.#buffering.isEnough(first.waitingMs, passed))) return false;
    const gapMs = this.#begin();
    if (gapMs < Infinity) this.#report({ type: 'underrun', track: first.track, gapMs });
    return true;
  }

  /** @returns for how long nothing of it was heard, where it had run dry; else `Infinity` */
  #begin(): number {
    this.#isPlaying = true;
    this.#fade.set(0);
    this.#fade.to(1, this.#frames(fadeMs));
    return this.#buffering.end(this.#now);
  }

  /** @returns how much of the block is filled */
  #renderFirst(output: Float32Array, from: number): number {
    const first = this.#queue.first!;
    const { isComplete } = this.#queue;
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
    else if (!first.isEnded) this.#gather(this.#now);
  }

  #return(): void {
    const { first } = this.#queue;
    if (first && this.#returnMs !== undefined) first.return(this.#returnMs);
    if (this.#isPlaying || this.#returnMs !== undefined) this.#begin();
    this.#returnMs = undefined;
    this.#isHeld = false;
    this.#stop = undefined;
    this.#duck.set(1);
  }

  /** Forgets what was cut; what came since then may begin. */
  #clear(): void {
    this.#queue.clear();
    this.#returnMs = undefined;
    this.#isHeld = false;
    this.#duck.set(1);
    this.#gather();
  }

  /** @param driedAt when the first ran dry, if it did */
  #gather(driedAt?: number): void {
    this.#stop = undefined;
    this.#isPlaying = false;
    this.#buffering.begin(driedAt);
    this.#fade.set(0);
  }

  #fadeOut(stop: Stop, frames = this.#frames(cutMs)): void {
    this.#stop = stop;
    this.#fade.to(0, frames);
  }

  #tell(output: Float32Array): void {
    const { first } = this.#queue;
    const isAudible = first !== undefined && (this.#isPlaying || this.#buffering.isBetween(this.#now));
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

  #frames(ms: number): number {
    return (ms / 1000) * this.#rate;
  }
}
