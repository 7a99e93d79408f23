import { isJsonObject, parseJson } from '../../src/base/json.js';
import type { AgentSettings } from './agent.js';
import { readFaults, type FaultOrder } from './faults.js';
import type { Range } from './random.js';

/** What the control API can ask of an agent. */
export interface AgentOrder {
  readonly behaviour: unknown;
  readonly faults?: readonly FaultOrder[];
  readonly seed?: number;
  /** What the next audio inputs are understood as. */
  readonly transcriptions?: readonly string[];
  /** Whether the draft becomes the published version. */
  readonly publish: boolean;
  readonly settings: Partial<AgentSettings>;
}

/** @returns the order, or what is wrong with it */
export function readOrder(text: string): AgentOrder | string {
  const raw = parseJson(text);
  if (!isJsonObject(raw)) return 'The body must be a JSON object';
  const { behaviour, faults, seed, transcriptions, tokensPerSecond, latencyMs, unevenness } = raw;
  if (tokensPerSecond !== undefined && !isWithin(tokensPerSecond, Number.MIN_VALUE, Infinity)) {
    return 'tokensPerSecond must be more than 0';
  }
  if (latencyMs !== undefined && !isRange(latencyMs)) return 'latencyMs must be [from, to] in ms';
  if (unevenness !== undefined && !isWithin(unevenness, 0, 1)) return 'unevenness must be from 0 to 1';
  if (seed !== undefined && !Number.isInteger(seed)) return 'seed must be a whole number';
  if (transcriptions !== undefined && !isTextList(transcriptions)) return 'transcriptions must be an array of texts';
  const read = faults === undefined ? undefined : readFaults(faults);
  if (typeof read === 'string') return read;
  return {
    behaviour,
    publish: raw['publish'] === true,
    ...(read && { faults: read }),
    ...(seed !== undefined && { seed: seed as number }),
    ...(transcriptions !== undefined && { transcriptions }),
    settings: {
      ...(tokensPerSecond !== undefined && { tokensPerSecond }),
      ...(latencyMs !== undefined && { latencyMs }),
      ...(unevenness !== undefined && { unevenness }),
    },
  };
}

function isWithin(value: unknown, from: number, to: number): value is number {
  return typeof value === 'number' && value >= from && value <= to;
}

/** Two times in ms, the second no less than the first. */
function isRange(value: unknown): value is Range {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [from, to] = value as readonly unknown[];
  return isWithin(from, 0, Infinity) && isWithin(to, from, Infinity);
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}
