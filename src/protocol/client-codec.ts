import { isJsonObject, parseJson, textOf } from '../base/json.js';
import type { MultimodalInput } from './content.js';
import type { ClientMessage } from './messages.js';

/**
 * Reads a text frame of a client's, for a server. Never throws: `undefined` for anything that is neither a
 * `MULTIMODAL` message with at least one input nor a `VOICE` message.
 */
export function decodeClientMessage(data: string): ClientMessage | undefined {
  const raw = parseJson(data);
  if (!isJsonObject(raw) || !Number.isInteger(raw['agentId'])) return undefined;
  const message = raw as unknown as ClientMessage;
  if (raw['messageType'] === 'VOICE') return isJsonObject(raw['audioFormat']) ? message : undefined;
  if (raw['messageType'] !== 'MULTIMODAL' || !Array.isArray(raw['input'])) return undefined;
  const input = raw['input'].map(decodeInput).filter((each) => each !== undefined);
  return input.length > 0 ? ({ ...message, input } as ClientMessage) : undefined;
}

/** One input of a client or of a log; `undefined` where it is neither text nor audio. */
export function decodeInput(value: unknown): MultimodalInput | undefined {
  if (!isJsonObject(value)) return undefined;
  if (value['inputType'] === 'TEXT') return { inputType: 'TEXT', content: textOf(value['content']) };
  return value['inputType'] === 'AUDIO' ? { ...value, inputType: 'AUDIO' } : undefined;
}
