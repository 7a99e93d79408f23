import type { ConversationSummary } from '../conversation/conversation-summary.js';
import type { AudioFileInput, Message, MessageInput, Messages } from '../conversation/message.js';
import type { AudioInput, CustomVersion } from '../protocol/content.js';

/** What outlives the page, for one agent and one user. */
export interface ConversationRecord {
  /** Of this record's shape. */
  readonly version: 2;
  readonly conversationId?: string | undefined;
  /** Which version of the agent was asked for. */
  readonly agentVersion?: CustomVersion | undefined;
  /** How many of the person's messages are known to be in the server's log of this conversation. */
  readonly settledTurns: number;
  /** Whether these are all of them; else the log has to tell. */
  readonly isCounted: boolean;
  /** How many replies to turns that ended without them may still come. */
  readonly owed?: number | undefined;
  /** The last reply that is known: what comes next in the server's log comes after it. */
  readonly replyBefore?: string | undefined;
  /** How many of `settledTurns` come before that reply. Default: all. */
  readonly settledAtReply?: number | undefined;
  readonly messages: Messages;
  /** The consent text that the person accepted. */
  readonly consent?: string | undefined;
  /** Which other conversations are kept, the one that was left last first. */
  readonly others?: readonly ConversationSummary[] | undefined;
}

/** What there is where nothing was stored. */
export const emptyRecord: ConversationRecord = Object.freeze({
  version: 2,
  settledTurns: 0,
  isCounted: true,
  messages: Object.freeze([]),
});

/** Whether there is nothing in it worth keeping. */
export function isEmptyRecord({ conversationId, messages, consent, others }: ConversationRecord): boolean {
  return conversationId === undefined && messages.length === 0 && consent === undefined && !others?.length;
}

/** How many messages are kept, the newest ones. */
export const maximumMessages = 200;

/** How many conversations are kept beside the one that is shown; the oldest are forgotten. */
export const maximumConversations = 50;

/** A record that is small enough to keep. Audio is never stored: of what was recorded only its address remains, if any. */
export function boundRecord(record: ConversationRecord): ConversationRecord {
  return { ...record, messages: record.messages.slice(-maximumMessages).map(withoutAudio) };
}

function withoutAudio(message: Message): Message {
  if (!message.input) return message;
  const { progress: _progress, ...rest } = message;
  const input = (message.input as readonly Audio[]).map(({ file: _file, base64EncodedData: _data, ...each }) => each as MessageInput);
  return { ...rest, input };
}

type Audio = Partial<AudioFileInput & Omit<AudioInput, 'inputType'>>;
