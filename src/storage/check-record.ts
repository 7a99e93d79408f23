import { isJsonObject, parseJson } from '../base/json.js';
import type { Message } from '../conversation/message.js';
import { emptyRecord, type ConversationRecord } from './conversation-record.js';

/**
 * What the last pages left: in the database and, newer than that, in the journal.
 *
 * @throws {Error} as `checkRecord`
 */
export function latestRecord(stored: unknown, journal = ''): ConversationRecord | undefined {
  const [whole, ...others] = journal.split('\n').map((line) => checkRecord(parseJson(line)));
  const record = whole ?? checkRecord(stored);
  const { messages } = record ?? emptyRecord;
  // What another tab has taken over meanwhile is known better there.
  const unknown = others.flatMap((other) => other?.messages ?? []).filter(({ id }) => !messages.some((message) => message.id === id));
  if (unknown.length === 0) return record;
  const newest = new Map(unknown.map((message) => [message.id, message]));
  return { ...(record ?? emptyRecord), messages: Object.freeze([...messages, ...newest.values()]) };
}

/**
 * Looks at what was read from storage, which anything may have written. A message that is not one is left out. Version
 * 1 knew nothing of `isCounted`, and counted everything.
 *
 * @returns `undefined` where it is no record
 * @throws {Error} where a later version of the widget wrote it: it is to be left as it is
 */
export function checkRecord(value: unknown): ConversationRecord | undefined {
  if (!isJsonObject(value)) return undefined;
  if ((value['version'] as number) > emptyRecord.version) throw new Error('A later version of the widget wrote what is stored');
  if (![1, 2].includes(value['version'] as number) || !Array.isArray(value['messages'])) return undefined;
  const { conversationId, agentVersion, settledTurns, isCounted, owed, consent, messages } = value;
  return {
    version: 2,
    conversationId: typeof conversationId === 'string' ? conversationId : undefined,
    agentVersion: isJsonObject(agentVersion) ? agentVersion : undefined,
    settledTurns: typeof settledTurns === 'number' && settledTurns >= 0 ? settledTurns : 0,
    isCounted: isCounted !== false,
    ...(typeof owed === 'number' && owed >= 0 && { owed }),
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
