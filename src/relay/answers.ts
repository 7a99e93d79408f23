import { isJsonObject, parseJson, textOf, type JsonObject } from '../base/json.js';
import type { Redaction } from './redaction.js';

/** The ids and addresses of a visitor's own things, as their browser may know them. */
export interface Sealing {
  conversation(id: string): string;
  /** @param uri an `s3Uri` */
  file(uri: string): string;
}

/** What belongs to the holder of the key, wherever it stands. */
const notForBrowsers = new Set(['sessionToken', 'apiKeyId']);

/**
 * What the Agent API says, as the browser may see it: conversations and files by the names that are its visitor's, and
 * nothing of what belongs to the holder of the key.
 *
 * @returns JSON
 * @throws {RangeError} where it is nested deeper than the stack
 */
export function forBrowser(answer: unknown, seal: Sealing, redaction: Redaction): string {
  const known = isJsonObject(answer) ? sealedAnswer(answer, seal) : answer;
  return redaction.text(JSON.stringify(known, (name, value: unknown) => (notForBrowsers.has(name) ? undefined : value)));
}

function sealedAnswer(answer: JsonObject, seal: Sealing): JsonObject {
  const { conversation } = answer;
  const known = isJsonObject(conversation) ? { conversation: { ...sealed(conversation, seal), ...sealedLogs(conversation, seal) } } : {};
  return { ...sealed(answer, seal), ...known };
}

function sealed(fields: JsonObject, seal: Sealing): JsonObject {
  const { s3Uri } = fields;
  const conversationId = textOf(fields['conversationId']);
  return {
    ...fields,
    ...(conversationId && { conversationId: seal.conversation(conversationId) }),
    ...(typeof s3Uri === 'string' && { s3Uri: seal.file(s3Uri) }),
  };
}

/** What a visitor sent by an upload link is in the log of the conversation (API document: "AgentLog Structure"). */
function sealedLogs({ logs }: JsonObject, seal: Sealing): JsonObject {
  if (!Array.isArray(logs)) return {};
  const each = (values: readonly unknown[], change: (fields: JsonObject) => JsonObject) =>
    values.map((value) => (isJsonObject(value) ? change(value) : value));
  return {
    logs: each(logs, (log) => {
      const { userMultimodalInputs: inputs } = log;
      return Array.isArray(inputs) ? { ...log, userMultimodalInputs: each(inputs, (input) => sealed(input, seal)) } : log;
    }),
  };
}

export interface Frame {
  readonly data: Buffer | string;
  /** Whether it is the last message of a reply. */
  readonly endsReply: boolean;
}

/** What stands in a frame that names something, or may hold what is not the browser's; the last two may hide any of it. */
const concerns = ['"conversationId"', '"sessionToken"', '"apiKeyId"', '"s3Uri"', '"output"', String.raw`\u`, String.raw`\/`];

/**
 * One text frame of the Agent API's. Most are pieces of a reply and pass as they are, unread: only those that may
 * concern somebody are taken apart.
 *
 * @throws {RangeError} where it is nested deeper than the stack
 */
export function frameForBrowser(data: Buffer, seal: Sealing, redaction: Redaction): Frame {
  if (!concerns.some((part) => data.includes(part))) return { data: redaction.bytes(data), endsReply: false };
  const message = parseJson(data.toString());
  if (message === undefined) return { data: redaction.bytes(data), endsReply: false };
  return { data: forBrowser(message, seal, redaction), endsReply: isJsonObject(message) && endsReply(message) };
}

/** What says something else ends nothing by an output that is empty: a piece of a reply, or a status. */
function endsReply(message: JsonObject): boolean {
  const { output } = message;
  return Array.isArray(output) && (output.length > 0 || !['streamedOutput', 'streamedToolMessages', 'status'].some((name) => name in message));
}
