import { isJsonObject, textOf, type JsonObject } from '../base/json.js';
import { parseShallowJson, toJson } from '../base/robust-json.js';
import { decodeErrors, decodeOutput, decodeOutputs } from './content.js';
import type { ClientMessage, FinalMessage, ServerMessage, ToolMessage } from './messages.js';

/**
 * Reads one frame of the socket. Never throws: a frame that is no JSON, or JSON of a shape the document does not
 * describe, comes back as an unknown message with what arrived in `raw`.
 *
 * @param data the `data` of a `MessageEvent`: text, or bytes (which the server never sends)
 */
export function decodeServerMessage(data: unknown): ServerMessage {
  const parsed = typeof data === 'string' ? parseShallowJson(data) : undefined;
  const raw = parsed === undefined ? data : parsed;
  if (!isJsonObject(raw)) return { kind: 'unknown', raw };
  // No token gets any further than this.
  delete raw['sessionToken'];
  return decodeStream(raw) ?? decodeTool(raw) ?? decodeStatus(raw) ?? decodeFinal(raw) ?? { kind: 'unknown', raw };
}

function decodeStream(raw: JsonObject): ServerMessage | undefined {
  const output = decodeOutput(raw['streamedOutput']);
  return output && { kind: 'stream', output };
}

function decodeTool(raw: JsonObject): ToolMessage | undefined {
  const tool = raw['streamedToolMessages'];
  if (!isJsonObject(tool)) return undefined;
  return {
    kind: 'tool',
    responseType: textOf(tool['responseType']),
    toolName: textOf(tool['toolName']),
    invocationId: textOf(tool['invocationId']),
    publicVars: isJsonObject(tool['publicVars']) ? tool['publicVars'] : {},
    streamMessage: textOf(tool['streamMessage']),
    raw: tool,
  };
}

function decodeStatus(raw: JsonObject): ServerMessage | undefined {
  const { conversationId, status } = raw;
  if (typeof conversationId !== 'string' || typeof status !== 'string' || raw['output'] != null) return undefined;
  return { kind: 'status', conversationId, status, errors: decodeErrors(raw) };
}

/** A final message has `output`; one that only reports errors ends a reply as well. */
function decodeFinal(raw: JsonObject): FinalMessage | undefined {
  const errors = decodeErrors(raw);
  if (!Array.isArray(raw['output']) && errors.length === 0) return undefined;
  const { conversationId } = raw;
  return {
    kind: 'final',
    conversationId: typeof conversationId === 'string' ? conversationId : undefined,
    output: decodeOutputs(raw['output']),
    errors,
  };
}

/** One message of a client's as the text of one frame. */
export function encodeClientMessage(message: ClientMessage): string {
  return toJson(message);
}
