import type { AgentErrorCode } from '../base/errors.js';
import { isJsonObject, textOf, type JsonObject } from '../base/json.js';
import type { MultimodalInput } from '../protocol/content.js';

export type MessageRole = 'user' | 'agent' | 'tool' | 'notice';

/**
 * A user's message goes `waiting` (its turn has not come) → `sending` → `sent`; an agent's `streaming` → `done`.
 * Any of them may end as `failed`; a reply also as `stopped` (by the person) or `interrupted` (by their voice).
 */
export type MessageStatus =
  | 'waiting'
  | 'sending'
  | 'sent'
  | 'streaming'
  | 'done'
  | 'stopped'
  | 'interrupted'
  | 'failed';

/** What the widget itself has to say in the conversation; the words live in the UI. */
export type NoticeCode =
  /** The server no longer knew the conversation: the agent starts afresh, what is above is history. */
  | 'conversation-replaced'
  /** Another version of the agent is asked for, which begins afresh: what is above is history. */
  | 'version-changed'
  /** This browser stores nothing, so a reload will lose the conversation. */
  | 'not-stored'
  /** The conversation was ended. */
  | 'conversation-ended';

/** Audio that the person chose or recorded, in any form that the browser can read; it is sent as WAV. */
export interface AudioFileInput {
  readonly inputType: 'AUDIO';
  readonly file: Blob;
}

/** What a person says: as the API takes it, or on the way there. */
export type MessageInput = MultimodalInput | AudioFileInput;

/** A call of one of the agent's tools. */
export interface ToolCall {
  readonly toolName: string;
  readonly invocationId: string;
  /** What the agent lets the person see of the call's arguments. */
  readonly publicVars: JsonObject;
  /** `started` by the message that opens it, `updated` by later ones, `done` with the reply. */
  readonly phase: ToolPhase;
  /** The server's own words for what it is doing. */
  readonly progress: string;
  /** How much of the reply's text came before it, in UTF-16 units; nothing where it stands before all of it. */
  readonly textBefore?: number | undefined;
  /** What has become of it on the page, where that has an action of this name. */
  readonly action?: ActionPhase | undefined;
}

/** Of a function of the page that a tool stands for. */
export type ActionPhase = 'running' | 'done' | 'failed';

export type ToolPhase = 'started' | 'updated' | 'done';

/** One entry of the conversation. Frozen; one that did not change keeps its identity. */
export interface Message {
  readonly id: string;
  readonly role: MessageRole;
  /** What was said, as plain text (user) or Markdown (agent). */
  readonly text: string;
  readonly status: MessageStatus;
  /** When it began, in ms since the epoch. */
  readonly at: number;
  /** The id of the user's message that this one belongs to or answers. */
  readonly turn?: string;
  /** Of a user's message: the conversation in which it was sent. */
  readonly conversationId?: string | undefined;
  /** What is sent for a user's message, where that is more than its text; audio alone for what was said in a call, until its text is known. */
  readonly input?: readonly MessageInput[] | undefined;
  /** Of a user's message: whether it was said aloud in a call. */
  readonly isSpoken?: boolean | undefined;
  /**
   * Of a user's message that is asked once more: what was shown of its turn before that, itself first, without its
   * `input`. The server may have it. Taken back, it is shown so again.
   */
  readonly shownBefore?: Messages | undefined;
  /** Of a user's message: what of the page goes along, by the names of its prompt template variables. */
  readonly context?: JsonObject | undefined;
  /** While its audio is being read and uploaded: how much of that is done, from 0 to 1. */
  readonly progress?: number | undefined;
  /** With role `tool`. */
  readonly tool?: ToolCall;
  /** With role `notice`. */
  readonly notice?: NoticeCode;
  /** With status `failed`. */
  readonly error?: MessageError | undefined;
}

export interface MessageError {
  readonly code: AgentErrorCode;
  /** For developers. */
  readonly message: string;
  readonly retryable: boolean;
}

export type Messages = readonly Message[];

/** What the person said, before it is sent. @param at in ms since the epoch @param context what of the page goes along */
export function createMessage(id: string, input: readonly MessageInput[], at: number, context?: JsonObject): Message {
  const isPlain = input.length === 1 && input[0]?.inputType === 'TEXT';
  return Object.freeze({ id, role: 'user', text: textOfInput(input), status: 'waiting', at, turn: id, ...(!isPlain && { input }), ...(context && { context }) });
}

/** What of a user's message is sent. */
export function inputOf({ input, text }: Message): readonly MessageInput[] {
  return input ?? [{ inputType: 'TEXT', content: text } as const];
}

/** Whether this may be sent: at least one input, and none of them an empty text. */
export function isMessageInput(input: unknown): boolean {
  return (
    Array.isArray(input) &&
    input.length > 0 &&
    input.every((each: unknown) => isJsonObject(each) && (each['inputType'] === 'AUDIO' || textOf(each['content']).trim() !== ''))
  );
}

/** Whether nothing more will happen to it by itself. */
export function isFinished(message: Message): boolean {
  return message.status !== 'waiting' && message.status !== 'sending' && message.status !== 'streaming';
}

/** The position of a message; looks from the end, where nearly all that change are. */
export function positionOf(messages: Messages, id: string): number {
  return messages.findLastIndex((message) => message.id === id);
}

/** The id of the reply to a user's message. */
export const replyId = (turn: string): string => `${turn}:reply`;

export const findMessage = (messages: Messages, id: string): Message | undefined => messages[positionOf(messages, id)];

/** The reply to a user's message. */
export const replyOf = (messages: Messages, turn: string): Message | undefined => findMessage(messages, replyId(turn));

/** Puts a message behind all others of its turn, or before one of them. */
export function insertIntoTurn(messages: Messages, message: Message, before?: string): Messages {
  const frozen = Object.freeze(message);
  const sibling = before === undefined ? -1 : positionOf(messages, before);
  if (sibling >= 0) return messages.toSpliced(sibling, 0, frozen);
  const last = messages.findLastIndex((each) => each.turn === message.turn);
  return last < 0 ? [...messages, frozen] : messages.toSpliced(last + 1, 0, frozen);
}

/** The messages with some fields of one replaced. */
export function withChanges(messages: Messages, id: string, changes: Partial<Message>): Messages {
  const position = positionOf(messages, id);
  const message = messages[position];
  return message ? messages.with(position, Object.freeze({ ...message, ...changes })) : messages;
}

/** The text of inputs, as a person reads it. */
export function textOfInput(input: readonly MessageInput[]): string {
  return input
    .map((each) => (each.inputType === 'TEXT' ? each.content : 'transcription' in each ? each.transcription : ''))
    .filter(Boolean)
    .join('\n');
}

/** A text as far as a log keeps it: some write accents or the ends of lines in another way, or leave blanks and what is not seen out. */
export function bare(text: string): string {
  return text.normalize('NFC').replace(/[\s\p{C}]+/gu, '');
}

/** Whether it can be sent as it is: audio is there as data, or uploaded. After a reload recorded audio is neither. */
export function isSendable(input: MessageInput): input is MultimodalInput {
  return input.inputType === 'TEXT' || 's3Uri' in input || 'base64EncodedData' in input;
}
