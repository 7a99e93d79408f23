import type { PlayerReport } from './player-report.js';
import type { Segment } from './segment.js';

/** How often what was played is told, in ms. */
const reportMs = 20;

/**
 * Tells whether there is a reply to be heard, how much of it has been played, and how loud it is.
 *
 * @param rate of the output, in Hz
 * @returns takes each block that has been filled, and what is being heard
 */
export function playbackMeter(rate: number, report: (report: PlayerReport) => void): (output: Float32Array, audible: Segment | undefined) => void {
  let wasAudible = false;
  /** Of the frames since the last report. */
  let energy = 0;
  let frames = 0;
  return (output, audible) => {
    const isAudible = audible !== undefined;
    if (isAudible !== wasAudible) report({ type: 'audible', isAudible });
    wasAudible = isAudible;
    if (!audible) return;
    for (let index = 0; index < output.length; index++) energy += output[index]! * output[index]!;
    frames += output.length;
    if (frames < (reportMs / 1000) * rate) return;
    report({ type: 'played', track: audible.track, playedMs: audible.playedMs, level: Math.sqrt(energy / frames) });
    energy = 0;
    frames = 0;
  };
}
