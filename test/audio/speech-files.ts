import { readFileSync } from 'node:fs';
import { sileroWeights } from '../../.config/silero-weights.mjs';
import { loadSilero } from '../../src/audio/detection/silero.js';
import type { SpeechModel } from '../../src/audio/detection/speech-model.js';
import { samplesIn } from './wav.js';

/** Where speech is in `jfk.wav`, in s. */
export const jfkSpeech: readonly (readonly [from: number, to: number])[] = [
  [0.35, 2.24],
  [3.3, 4.42],
  [5.41, 7.65],
  [8.19, 10.98],
];

export function readSamples(file: string): Float32Array<ArrayBuffer> {
  return samplesIn(readFileSync(file));
}

/** The model that is shipped. */
export function loadSpeechModel(): Promise<SpeechModel> {
  return loadSilero(sileroWeights().buffer);
}
