import { SpeechDetector, type SpeechPhase, type Thresholds } from '../../src/audio/detection/speech-detector.js';
import type { SpeechModel } from '../../src/audio/detection/speech-model.js';
import { levelOf } from '../../src/samples/level.js';

export const frameLength = 512;
export const frameMs = 32;

export interface Judged {
  readonly likelihoods: readonly number[];
  readonly levels: readonly number[];
}

/** What a detector makes of something, and with which frame, counted from 0. */
export type Heard = readonly (readonly [phase: SpeechPhase, frame: number])[];

/** What a model says of each frame of a sound; what is left over at the end is not heard. */
export async function judge(model: SpeechModel, sound: Float32Array): Promise<Judged> {
  const likelihoods: number[] = [];
  const levels: number[] = [];
  for (let at = 0; at + frameLength <= sound.length; at += frameLength) {
    const frame = sound.slice(at, at + frameLength);
    likelihoods.push(await model.process(frame));
    levels.push(levelOf(frame));
  }
  return { likelihoods, levels };
}

/** What a detector hears where its model says that. */
export async function detect({ likelihoods, levels }: Judged, { isAudible = false, thresholds }: { readonly isAudible?: boolean; readonly thresholds?: Thresholds } = {}): Promise<Heard> {
  const heard: (readonly [phase: SpeechPhase, frame: number])[] = [];
  let judged = -1;
  const detector = new SpeechDetector(
    (phase) => heard.push([phase, judged]),
    (error) => {
      throw error;
    },
    // All levels are to be judged alike.
    { thresholds, sensitivity: 'high' },
  );
  detector.judgeBy({ process: () => likelihoods[++judged] ?? 0 });
  detector.setAudible(isAudible);
  const frame = new Float32Array(frameLength);
  for (const [index, level] of levels.entries()) {
    detector.push(frame, level);
    // More than a few would not wait.
    if (index % 8 === 7) await new Promise((resolve) => setImmediate(resolve));
  }
  await new Promise((resolve) => setImmediate(resolve));
  return heard;
}
