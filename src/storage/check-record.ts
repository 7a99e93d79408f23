import { isJsonObject, type JsonObject } from '../base/json.js';
import { parseShallowJson, toJson } from '../base/robust-json.js';
import type { ConversationSummary } from '../conversation/conversation-summary.js';
import type { Message, MessageError, MessageInput, Messages, NoticeCode, ToolCall } from '../conversation/message.js';
import type { AudioFormat, AudioInput, CustomVersion, TextInput } from '../protocol/content.js';
import { emptyRecord, maximumConversations, type ConversationRecord } from './conversation-record.js';

/**
 * What the last pages left: in the database and, newer than that, in the journal.
 *
 * @throws {Error} as `checkRecord`
 */
export function latestRecord(stored: unknown, journal = ''): ConversationRecord | undefined {
  const [whole, ...others] = journal.split('\n').map((line) => checkRecord(parseShallowJson(line)));
  const record = whole ?? checkRecord(stored);
  const { messages } = record ?? emptyRecord;
  // What another tab has taken over meanwhile is known better there.
  const unknown = others.flatMap((other) => other?.messages ?? []).filter(({ id }) => !messages.some((message) => message.id === id));
  if (unknown.length === 0) return record;
  const newest = new Map(unknown.map((message) => [message.id, message]));
  return { ...(record ?? emptyRecord), messages: Object.freeze([...messages, ...newest.values()]) };
}

/**
 * What was said in pages that could do no more than to keep it in lines of the journal, and has yet to be answered.
 *
 * @returns also the lines that hold nothing else: the others are for the next page that reads all
 */
export function openMessages(lines: readonly string[]): { readonly messages: Messages; readonly taken: readonly string[] } {
  const isOpen = ({ role, status }: Message): boolean => role === 'user' && (status === 'waiting' || status === 'sending');
  const taken = lines.filter((line) => messagesOf(line).every(isOpen));
  return { messages: lines.flatMap(messagesOf).filter(isOpen), taken };
}

function messagesOf(line: string): Messages {
  try {
    return checkRecord(parseShallowJson(line))?.messages ?? [];
  } catch {
    // A later version's.
    return [];
  }
}

/**
 * Looks at what was read from storage, which anything may have written, field by field. What is not as it should be is
 * left out: a field that can be done without, or else the message. Version 1 knew nothing of `isCounted`, and counted
 * everything.
 *
 * @returns `undefined` where it is no record
 * @throws {Error} where a later version of the widget wrote it: it is to be left as it is
 */
export function checkRecord(value: unknown): ConversationRecord | undefined {
  if (!isJsonObject(value)) return undefined;
  if ((value['version'] as number) > emptyRecord.version) throw new Error('A later version of the widget wrote what is stored');
  if (![1, 2].includes(value['version'] as number) || !Array.isArray(value['messages'])) return undefined;
  const settledTurns = count(value['settledTurns']);
  const owed = count(value['owed']);
  const replyBefore = name(value['replyBefore']);
  const settledAtReply = count(value['settledAtReply']);
  const others = summaries(value['others']);
  const messages = new Map<string, Message>();
  for (const each of value['messages'] as unknown[]) {
    const message = messageOf(each);
    if (message && !messages.has(message.id)) messages.set(message.id, message);
  }
  return {
    version: 2,
    conversationId: name(value['conversationId']),
    agentVersion: version(value['agentVersion']),
    settledTurns: settledTurns ?? 0,
    // Else the log has to tell.
    isCounted: settledTurns !== undefined && value['isCounted'] !== false,
    ...(owed !== undefined && { owed }),
    ...(replyBefore && { replyBefore }),
    ...(settledAtReply !== undefined && { settledAtReply }),
    consent: text(value['consent']),
    ...(others && { others }),
    messages: Object.freeze([...messages.values()]),
  };
}

/** Takes a value as it should be; nothing where it is not. */
type Reader<T> = (value: unknown) => T | undefined;
type Readers<T> = { readonly [Field in keyof T]-?: Reader<T[Field]> };

const text: Reader<string> = (value) => (typeof value === 'string' ? value : undefined);
const name: Reader<string> = (value) => text(value) || undefined;
const notBlank: Reader<string> = (value) => (text(value)?.trim() ? text(value) : undefined);
const yesOrNo: Reader<boolean> = (value) => (typeof value === 'boolean' ? value : undefined);
const count: Reader<number> = (value) => (Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined);
/** Dates end there, in ms from the epoch. */
const time: Reader<number> = (value) => (typeof value === 'number' && Math.abs(value) <= 8.64e15 ? value : undefined);
const nothing: Reader<never> = () => undefined;

function oneOf<T extends string>(...all: readonly T[]): Reader<T> {
  return (value) => all.find((each) => each === value);
}

/** Takes the fields that are as they should be. @returns nothing where one of those is missing that it needs */
function objectOf<T extends object>(readers: Readers<T>, needed: readonly (keyof T)[]): Reader<T> {
  return (value) => {
    if (!isJsonObject(value)) return undefined;
    const taken: Partial<T> = {};
    for (const field in readers) {
      const read = readers[field](value[field]);
      if (read !== undefined) taken[field] = read;
    }
    return needed.every((field) => field in taken) ? (Object.freeze(taken) as T) : undefined;
  };
}

const version = objectOf<CustomVersion>({ versionState: oneOf('PUBLISHED', 'DRAFT', 'ARCHIVED'), versionNumber: count }, []);

const format = objectOf<AudioFormat>(
  { sampleRate: count, sampleSizeInBits: count, channels: count, signed: yesOrNo, bigEndian: yesOrNo },
  ['sampleRate', 'sampleSizeInBits', 'channels', 'signed', 'bigEndian'],
);
const written = objectOf<TextInput>({ inputType: oneOf('TEXT'), content: notBlank }, ['inputType', 'content']);
/** Its data is never stored. */
const spoken = objectOf<AudioInput>({ inputType: oneOf('AUDIO'), s3Uri: name, audioFormat: format, transcription: text, base64EncodedData: nothing }, ['inputType']);

/** One input that is wrong makes another message of it: then its text has to do. */
const inputs: Reader<readonly MessageInput[]> = (value) => {
  const read = Array.isArray(value) ? (value as unknown[]).map((each) => written(each) ?? spoken(each)) : [];
  return read.length > 0 && read.every((each) => each !== undefined) ? read : undefined;
};

/** A database can hold what JSON cannot. */
const plain: Reader<JsonObject> = (value) => {
  try {
    return isJsonObject(value) ? (JSON.parse(toJson(value)) as JsonObject) : undefined;
  } catch {
    return undefined;
  }
};

const summary = objectOf<ConversationSummary>({ conversationId: name, title: text, at: time, hasCall: yesOrNo, hasUnread: yesOrNo }, ['conversationId', 'title', 'at']);

/** As many as are kept; each once. */
const summaries: Reader<readonly ConversationSummary[]> = (value) => {
  const read = Array.isArray(value) ? (value as unknown[]).flatMap((each) => summary(each) ?? []) : [];
  const all = [...new Map(read.map((each) => [each.conversationId, each])).values()];
  return all.length > 0 ? Object.freeze(all.slice(0, maximumConversations)) : undefined;
};

const toolCall = objectOf<ToolCall>(
  {
    toolName: text,
    invocationId: text,
    publicVars: (value) => plain(value) ?? {},
    phase: oneOf('started', 'updated', 'done'),
    progress: (value) => text(value) ?? '',
    textBefore: count,
    action: oneOf('running', 'done', 'failed'),
  },
  ['toolName', 'invocationId', 'phase'],
);

/** Codes come and go with versions; each is shown by the words for it, if there are any. */
const error = objectOf<MessageError>({ code: name as Reader<MessageError['code']>, message: text, retryable: yesOrNo }, ['code', 'message', 'retryable']);
const noError = Object.freeze({ code: 'connection', message: 'What was stored of this message is damaged', retryable: true } as const);

const fields = objectOf<Message>(
  {
    id: name,
    role: oneOf('user', 'agent', 'tool', 'notice'),
    text,
    status: oneOf('waiting', 'sending', 'sent', 'streaming', 'done', 'stopped', 'interrupted', 'failed'),
    at: time,
    turn: name,
    conversationId: name,
    input: inputs,
    isSpoken: yesOrNo,
    context: plain,
    // Of what is under way in this moment.
    progress: nothing,
    shownBefore: (value) => (Array.isArray(value) ? (value as Messages) : undefined),
    tool: toolCall,
    notice: oneOf<NoticeCode>('conversation-replaced', 'version-changed', 'not-stored', 'conversation-ended'),
    error,
  },
  ['id', 'role', 'text', 'at'],
);

/** A message in a state that those of its role can have; nothing where it cannot be shown. */
function messageOf(value: unknown): Message | undefined {
  const read = fields(value);
  if (!read) return undefined;
  // What a message of another role has, would make one of it.
  const { tool, notice, shownBefore: before, ...message } = read;
  const status = message.status ?? 'failed'; // oxlint-disable-line typescript/no-unnecessary-condition -- it may have been left out
  const isUnderWay = status === 'waiting' || status === 'sending';
  switch (message.role) {
    case 'user': {
      const turn = message.id;
      const isSayable = message.input !== undefined || message.text.trim() !== '';
      if (isUnderWay) return isSayable ? Object.freeze({ ...message, turn, ...(before && { shownBefore: ofTurn(before, turn) }) }) : undefined;
      // What cannot be said again is not waited for.
      if (status === 'sent' || status === 'done') return Object.freeze({ ...message, turn, status: isSayable ? status : 'done' });
      return Object.freeze({ ...message, turn, status: 'failed', error: message.error ?? noError });
    }
    case 'agent':
      if (status === 'failed') return Object.freeze({ ...message, status, error: message.error ?? noError });
      return Object.freeze({ ...message, status: isUnderWay || status === 'sent' ? 'interrupted' : status });
    case 'tool':
      return tool && Object.freeze({ ...message, tool, status: isUnderWay || status === 'sent' ? 'interrupted' : status });
    case 'notice':
      return notice && Object.freeze({ ...message, notice, status: 'done' });
  }
}

/** What was shown of a turn before it was asked once more; each message once. */
function ofTurn(messages: Messages, turn: string): Messages {
  const read = messages.flatMap((each) => messageOf({ ...each, shownBefore: undefined }) ?? []).filter((message) => message.turn === turn);
  return Object.freeze([...new Map(read.map((message) => [message.id, message])).values()]);
}
