import { callWithDrift } from '../audio/clock-drift.js';

/* An hour's call on two cards whose clocks are apart: what is heard, and when, in the beginning and in the end. */

const hour = 3_600_000;
const show = (ms: number): string => `${ms.toFixed(1)} ms`;

for (const [speakerPpm, microphonePpm] of [[0, 0], [100, -100], [-100, 100]] as const) {
  for (const [kind, replyMs, pauseMs] of [['replies of 10 s', 10_000, 10_000], ['one reply of an hour', hour - 10_000, 10_000]] as const) {
    const { replies, underruns, frameDelays } = callWithDrift({ rate: 48_000, speakerPpm, microphonePpm, lengthMs: hour, replyMs, pauseMs });
    const delays = replies.map(({ delayMs }) => delayMs);
    const lacking = replies.map(({ heardMs }) => replyMs - heardMs);
    const largest = (values: readonly number[]): number => values.reduce((most, value) => Math.max(most, value), -Infinity);
    console.log(`loudspeaker ${speakerPpm} ppm, microphone ${microphonePpm} ppm, ${kind}: ${replies.length} heard; first sound after ${show(delays.at(0)!)}, of the last ${show(delays.at(-1)!)}; underruns ${underruns}, gaps ${show(largest(replies.map(({ gapMs }) => gapMs)))}, lacking at most ${show(largest(lacking))}; frames at most ${show(largest(frameDelays.slice(0, 1_000)))} late in the beginning, ${show(largest(frameDelays.slice(-1_000)))} in the end`);
  }
}
