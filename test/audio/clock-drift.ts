import { FrameCutter, frameLength, frameRate } from '../../src/audio/capture/frame-cutter.js';
import { Player } from '../../src/audio/playback/player.js';
import { randomNumbers } from './signals.js';

/* A call on a machine whose cards run at other rates than they say, and each at its own. Time is the server's, in ms. */

export interface DriftingCall {
  /** What the cards say, in Hz. */
  readonly rate: number;
  /** By how much the loudspeaker's and the microphone's clocks are faster than that, in millionths. */
  readonly speakerPpm: number;
  readonly microphonePpm: number;
  readonly lengthMs: number;
  readonly replyMs: number;
  readonly pauseMs: number;
}

export interface DriftingReply {
  /** From its first chunk to its first sound. */
  readonly delayMs: number;
  /** How long it is heard, by the card's own clock; all that is below half its level within it. */
  readonly heardMs: number;
  readonly gapMs: number;
}

export interface Drifted {
  readonly replies: readonly DriftingReply[];
  readonly underruns: number;
  /** From the end of what a frame holds to the moment in which it is handed out, for each frame. */
  readonly frameDelays: readonly number[];
}

const blockLength = 128;
const chunkMs = 100;
/** How late a chunk may be. */
const jitterMs = 20;
const loud = 0.5;

/** Lets the agent speak, in replies of one level that are sent in real time, and somebody be recorded all the time. */
export function callWithDrift({ rate, speakerPpm, microphonePpm, lengthMs, replyMs, pauseMs }: DriftingCall): Drifted {
  return { ...listen(), frameDelays: speak() };

  function listen(): Omit<Drifted, 'frameDelays'> {
    const random = randomNumbers(7);
    let underruns = 0;
    const player = new Player(rate, ({ type }) => (underruns += Number(type === 'underrun')));
    const chunk = new Float32Array((frameRate * chunkMs) / 1000).fill(loud);
    const block = new Float32Array(blockLength);
    const blockMs = (blockLength / rate / (1 + speakerPpm / 1e6)) * 1000;
    const replies: DriftingReply[] = [];
    let now = 0;
    for (let track = 0; now + replyMs <= lengthMs; track += 1) {
      const start = now;
      let [sent, due] = [0, start];
      let [frames, first, last, quiet] = [0, -1, -1, 0];
      for (let gap = 0; now < start + replyMs + pauseMs; now += blockMs) {
        while (sent < replyMs && due <= now) {
          player.enqueue(track, chunk, frameRate, sent);
          sent += chunkMs;
          due = Math.max(due, start + sent + random() * jitterMs);
          if (sent >= replyMs) player.end(track);
        }
        player.render(block);
        for (const value of block) {
          if (value > loud / 2) {
            if (first < 0) first = frames;
            else quiet += gap;
            last = frames;
            gap = 0;
          } else gap += 1;
          frames += 1;
        }
      }
      const ms = (count: number): number => (count / rate) * 1000;
      replies.push({ delayMs: (first / blockLength) * blockMs, heardMs: ms(last - first + 1), gapMs: ms(quiet) });
    }
    return { replies, underruns };
  }

  function speak(): number[] {
    const trueRate = rate * (1 + microphonePpm / 1e6);
    const delays: number[] = [];
    let pushed = 0;
    const cutter = new FrameCutter(rate, () => {
      const heldFrames = ((delays.length + 1) * frameLength * rate) / frameRate;
      delays.push(((pushed - heldFrames) / trueRate) * 1000);
    });
    const block = new Float32Array(blockLength).fill(loud);
    while ((pushed / trueRate) * 1000 < lengthMs) {
      pushed += blockLength;
      cutter.push(block);
    }
    return delays;
  }
}
