import { isJsonObject, parseJson } from '../../src/base/json.js';
import type { AgentSettings } from './agent.js';
import { readFaults, type FaultOrder } from './faults.js';
import { isRange } from './random.js';
import { readVoice, type VoiceSettings } from './voice/settings.js';

/** What the control API can ask of an agent. */
export interface AgentOrder {
  readonly behaviour: unknown;
  readonly faults?: readonly FaultOrder[];
  readonly seed?: number;
  /** What the next audio inputs are understood as. */
  readonly transcriptions?: readonly string[];
  /** Whether the draft becomes the published version. */
  readonly publish: boolean;
  readonly settings: Partial<Omit<AgentSettings, 'voice'>>;
  readonly voice: Partial<VoiceSettings>;
}

/** @returns the order, or what is wrong with it */
export function readOrder(text: string): AgentOrder | string {
  const raw = parseJson(text);
  if (!isJsonObject(raw)) return 'The body must be a JSON object';
  const { behaviour, faults, seed, transcriptions, tokensPerSecond, latencyMs, unevenness, pauseAfter, voice = {} } = raw;
  if (tokensPerSecond !== undefined && !isWithin(tokensPerSecond, Number.MIN_VALUE, Infinity)) {
    return 'tokensPerSecond must be more than 0';
  }
  if (latencyMs !== undefined && !isRange(latencyMs)) return 'latencyMs must be [from, to] in ms';
  if (unevenness !== undefined && !isWithin(unevenness, 0, 1)) return 'unevenness must be from 0 to 1';
  if (pauseAfter !== undefined && pauseAfter !== null && !isWithin(pauseAfter, 0, Infinity)) return 'pauseAfter must be a number of tokens, or null';
  if (seed !== undefined && !Number.isInteger(seed)) return 'seed must be a whole number';
  if (transcriptions !== undefined && !isTextList(transcriptions)) return 'transcriptions must be an array of texts';
  const readSettings = readVoice(voice);
  if (typeof readSettings === 'string') return readSettings;
  const read = faults === undefined ? undefined : readFaults(faults);
  if (typeof read === 'string') return read;
  return {
    behaviour,
    publish: raw['publish'] === true,
    ...(read && { faults: read }),
    ...(seed !== undefined && { seed: seed as number }),
    ...(transcriptions !== undefined && { transcriptions }),
    voice: readSettings,
    settings: {
      ...(tokensPerSecond !== undefined && { tokensPerSecond }),
      ...(latencyMs !== undefined && { latencyMs }),
      ...(unevenness !== undefined && { unevenness }),
      ...(pauseAfter !== undefined && { pauseAfter }),
    },
  };
}

function isWithin(value: unknown, from: number, to: number): value is number {
  return typeof value === 'number' && value >= from && value <= to;
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}
