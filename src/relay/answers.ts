import { isJsonObject, parseJson, type JsonObject } from '../base/json.js';

/** Names a conversation to the browser. */
export type Sealing = (conversation: string) => string;

/**
 * What the Agent API says, as the browser may see it: conversations by the ids that are its visitor's, and nothing of
 * what belongs to the holder of the key.
 */
export function forBrowser(answer: JsonObject, seal: Sealing): JsonObject {
  const { sessionToken: _sessionToken, ...rest } = answer;
  const { conversation } = rest;
  if (isJsonObject(conversation)) {
    const { apiKeyId: _apiKeyId, ...known } = conversation;
    rest['conversation'] = sealed(known, seal);
  }
  return sealed(rest, seal);
}

function sealed(fields: JsonObject, seal: Sealing): JsonObject {
  const { conversationId } = fields;
  return typeof conversationId === 'string' ? { ...fields, conversationId: seal(conversationId) } : fields;
}

export interface Frame {
  readonly data: Buffer | string;
  /** Whether it is the last message of a reply. */
  readonly endsReply: boolean;
}

/**
 * One text frame of the Agent API's. Most are pieces of a reply and pass as they are, unread: only frames that name a
 * conversation, or may hold what is not the browser's, are taken apart.
 */
export function frameForBrowser(data: Buffer, seal: Sealing): Frame {
  const concerns = data.includes('"conversationId"') || data.includes('"sessionToken"') || data.includes('"output"');
  const message = concerns ? parseJson(data.toString()) : undefined;
  if (!isJsonObject(message)) return { data, endsReply: false };
  return { data: JSON.stringify(forBrowser(message, seal)), endsReply: Array.isArray(message['output']) };
}
