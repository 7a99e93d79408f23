import { isJsonObject } from '../../../src/base/json.js';
import { isRange, type Range } from '../random.js';

/** How an agent speaks and listens. */
export interface VoiceSettings {
  /** Of what it says, in Hz. */
  readonly sampleRate: number;
  /** How long a chunk is, in ms; drawn anew for each. */
  readonly chunkMs: Range;
  /** How much faster than it is played speech is sent; `null` goes with the pace of text, 60 tokens/s being 4. */
  readonly pace: number | null;
  /** Real speech, or one tone of 440 Hz without a break, in which every gap can be measured. */
  readonly synthesizer: 'espeak' | 'tone';
  /** Whether a spoken turn is answered with itself. */
  readonly parrot: boolean;
  /** What is at least this loud is speech, in dB below full scale. */
  readonly thresholdDb: number;
  /** What is louder than the threshold for this long begins a turn, in ms. */
  readonly startMs: number;
  /** A turn ends after this long a silence, in ms. */
  readonly endMs: number;
  /** What the final message of a spoken reply has: all of the audio, its text alone, or there is none. */
  readonly finalOutput: 'audio' | 'text' | 'none';
}

export const defaultVoice: VoiceSettings = {
  sampleRate: 16_000,
  chunkMs: [200, 200],
  pace: null,
  synthesizer: 'espeak',
  parrot: false,
  thresholdDb: -35,
  startMs: 60,
  endMs: 700,
  finalOutput: 'audio',
};

const number = (from: number, to: number) => (value: unknown) =>
  typeof value === 'number' && value >= from && value <= to;
const oneOf = (...words: readonly string[]) => (value: unknown) => words.includes(value as string);

const checks: Readonly<Record<keyof VoiceSettings, (value: unknown) => boolean>> = {
  sampleRate: (value) => Number.isInteger(value) && number(8000, 48_000)(value),
  chunkMs: (value) => isRange(value) && value[0] >= 1,
  pace: (value) => value === null || number(0.1, 10_000)(value),
  synthesizer: oneOf('espeak', 'tone'),
  parrot: (value) => typeof value === 'boolean',
  thresholdDb: number(-120, 0),
  startMs: number(10, 10_000),
  endMs: number(10, 60_000),
  finalOutput: oneOf('audio', 'text', 'none'),
};

/** @returns the settings, or what is wrong with them */
export function readVoice(value: unknown): Partial<VoiceSettings> | string {
  if (!isJsonObject(value)) return 'voice must be an object';
  for (const [name, setting] of Object.entries(value)) {
    if (!(name in checks)) return `voice has no ${name}`;
    if (!checks[name as keyof VoiceSettings](setting)) return `voice.${name} cannot be ${JSON.stringify(setting)}`;
  }
  return value;
}
