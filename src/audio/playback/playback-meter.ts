import type { PlayerReport } from './player-report.js';
import type { Segment } from './segment.js';

/** How often what was played is told, in ms. */
const reportMs = 20;

/** Tells whether there is a reply to be heard, how much of it has been played, and how loud it is. */
export class PlaybackMeter {
  readonly #rate: number;
  readonly #report: (report: PlayerReport) => void;
  #wasAudible = false;
  /** Of the frames since the last report. */
  #energy = 0;
  #frames = 0;

  /** @param rate of the output, in Hz */
  constructor(rate: number, report: (report: PlayerReport) => void) {
    this.#rate = rate;
    this.#report = report;
  }

  /** A block has been filled. @param audible what is being heard */
  rendered(output: Float32Array, audible: Segment | undefined): void {
    const isAudible = audible !== undefined;
    if (isAudible !== this.#wasAudible) this.#report({ type: 'audible', isAudible });
    this.#wasAudible = isAudible;
    if (!audible) return;
    for (let index = 0; index < output.length; index++) this.#energy += output[index]! * output[index]!;
    this.#frames += output.length;
    if (this.#frames < (reportMs / 1000) * this.#rate) return;
    const level = Math.sqrt(this.#energy / this.#frames);
    this.#energy = 0;
    this.#frames = 0;
    this.#report({ type: 'played', track: audible.track, playedMs: audible.playedMs, level });
  }
}
