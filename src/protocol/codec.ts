import { isJsonObject, textOf, type JsonObject } from '../base/json.js';
import { parseShallowJson, toJson } from '../base/robust-json.js';
import { decodeErrors, decodeOutput, decodeOutputs } from './content.js';
import type { ClientMessage, FinalMessage, ServerMessage, StatusMessage, ToolMessage } from './messages.js';

/**
 * Reads one frame of the socket: most often one message, but its fields may hold several. Never throws: a frame that is
 * no JSON, or JSON of a shape the document does not describe, comes back as an unknown message with what arrived in `raw`.
 *
 * @param data the `data` of a `MessageEvent`: text, or bytes (which the server never sends)
 * @param isFirst whether the status message has yet to come: then errors are its own, and it may have fields of others
 */
export function decodeServerMessages(data: unknown, isFirst: boolean): readonly ServerMessage[] {
  const parsed = typeof data === 'string' ? parseShallowJson(data) : undefined;
  const raw = parsed === undefined ? data : parsed;
  if (!isJsonObject(raw)) return [{ kind: 'unknown', raw }];
  // No token gets any further than this.
  delete raw['sessionToken'];
  const messages: ServerMessage[] = [];
  const output = decodeOutput(raw['streamedOutput']);
  if (output) messages.push({ kind: 'stream', output });
  const tool = raw['streamedToolMessages'];
  if (isJsonObject(tool)) messages.push(decodeTool(tool));
  // A piece of a reply may have the fields of its end, with what was said so far: it is no end.
  const end = (isFirst || !messages[0]) && decodeEnd(raw, isFirst);
  if (end && (!messages[0] || end.kind === 'status')) messages.unshift(end);
  return messages[0] ? messages : [{ kind: 'unknown', raw }];
}

function decodeTool(tool: JsonObject): ToolMessage {
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

/** A status message, or a final one. That has `output`; one that only reports errors ends a reply as well. */
function decodeEnd(raw: JsonObject, isFirst: boolean): StatusMessage | FinalMessage | undefined {
  const { output } = raw;
  const errors = decodeErrors(raw);
  const hasErrors = errors.length > 0;
  const conversationId = textOf(raw['conversationId']);
  const status = textOf(raw['status']);
  // A word without that field is somebody's greeting.
  const isStatus = status && (isFirst ? 'conversationId' in raw : conversationId && output == null && !hasErrors);
  if (isStatus || (isFirst && hasErrors)) return { kind: 'status', conversationId, status, errors };
  if (!Array.isArray(output) && !hasErrors) return undefined;
  return { kind: 'final', conversationId: conversationId || undefined, output: decodeOutputs(output), errors };
}

/** One message of a client's as the text of one frame. */
export function encodeClientMessage(message: ClientMessage): string {
  return toJson(message);
}
