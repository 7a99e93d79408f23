import { isJsonObject } from '../base/json.js';
import type { Message, Messages } from '../conversation/message.js';

/** What outlives the page, for one agent and one user. */
export interface ConversationRecord {
  /** Of this record's shape. */
  readonly version: 1;
  readonly conversationId: string | undefined;
  /** How many of the person's messages are known to be in the server's log of this conversation. */
  readonly settledTurns: number;
  readonly messages: Messages;
  /** The consent text that the person accepted. */
  readonly consent: string | undefined;
}

export const emptyRecord: ConversationRecord = Object.freeze({
  version: 1,
  conversationId: undefined,
  settledTurns: 0,
  messages: Object.freeze([]),
  consent: undefined,
});

/** How many messages are kept, the newest ones. */
const maximumMessages = 200;

/** A record that is small enough to keep. Audio is never stored: what was recorded cannot be sent after a reload. */
export function boundRecord(record: ConversationRecord): ConversationRecord {
  const messages = record.messages.slice(-maximumMessages).map((message) => {
    if (!message.input?.some((input) => input.inputType === 'AUDIO')) return message;
    const { input: _input, ...rest } = message;
    return rest;
  });
  return { ...record, messages };
}

/**
 * Looks at what was read from storage, which anything may have written. A message that is not one is left out.
 *
 * @returns `undefined` where it is no record of this version
 */
export function checkRecord(value: unknown): ConversationRecord | undefined {
  if (!isJsonObject(value) || value['version'] !== 1 || !Array.isArray(value['messages'])) return undefined;
  const { conversationId, settledTurns, consent, messages } = value;
  return {
    version: 1,
    conversationId: typeof conversationId === 'string' ? conversationId : undefined,
    settledTurns: typeof settledTurns === 'number' && settledTurns >= 0 ? settledTurns : 0,
    consent: typeof consent === 'string' ? consent : undefined,
    messages: Object.freeze(messages.filter(isMessage).map((message) => Object.freeze(message))),
  };
}

const roles: readonly unknown[] = ['user', 'agent', 'tool', 'notice'] satisfies Message['role'][];

function isMessage(value: unknown): value is Message {
  return (
    isJsonObject(value) &&
    typeof value['id'] === 'string' &&
    typeof value['text'] === 'string' &&
    typeof value['status'] === 'string' &&
    typeof value['at'] === 'number' &&
    roles.includes(value['role'])
  );
}
