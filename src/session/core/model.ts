import type { AgentError } from '../../base/errors.js';
import { inputOf, type Message, type MessageInput, type Messages } from '../../conversation/message.js';
import type { JsonObject } from '../../base/json.js';
import type { PromptTemplateVariables } from '../../protocol/content.js';
import type { Phase } from './phases.js';

/** A user's message on its way to its reply. */
export interface Turn {
  /** The id of the user's message. */
  readonly id: string;
  readonly input: readonly MessageInput[];
  /** What a listener made of the variables for this turn; else those count that are set when it is sent. */
  readonly variables?: PromptTemplateVariables | undefined;
  /** What of the page goes along: it counts before variables of the same name. */
  readonly context?: JsonObject | undefined;
  /** Where it was sent last. */
  readonly conversationId?: string | undefined;
  /** What was known of that conversation's log then. */
  readonly cursor?: LogCursor;
  /** How often it was handed to a socket. */
  readonly deliveries: number;
  /** When it was handed to a socket last, in ms since the epoch. */
  readonly sentAt?: number | undefined;
  /** When the connection to which it was handed was lost, in ms since the epoch. */
  readonly lostAt?: number | undefined;
  /** Whether the server has shown that it has it. */
  readonly isReceived: boolean;
  /** Whether its audio is on its way into a form that can be sent. */
  readonly isPreparing: boolean;
  /** The transcription of the last audio chunk of its reply. */
  readonly transcription?: string | undefined;
}

/** What the agent says of its own accord is over, where nothing says so, after a silence of so many ms. */
export const longestPauseMs = 1_000;

/** How far the server's log has been read to find out what became of the active turn. */
export interface Settling {
  readonly since: number;
  /** How many readings there were. */
  readonly readings: number;
  /** The reply as it was shown when the reading began: another one means that it comes over the new connection. */
  readonly replyBefore: Message | undefined;
}

/** Which `USER` entries of the server's log belong to turns that are over. */
export interface LogCursor {
  /** So many are known to. */
  readonly settledTurns: number;
  /** So many more may: they were stopped before any sign of life. Only the log can tell. */
  readonly doubts: number;
  /** When the last of these was sent at the latest, in ms since the epoch. */
  readonly doubtAt: number;
  /** So many replies to turns that ended without them may still come, and so come before those to later turns. */
  readonly owed: number;
  /** The last reply that is known: what comes next was sent only after it. */
  readonly replyBefore?: string | undefined;
  /** So many of `settledTurns` come before that reply. The others are counted from there: a log may repeat what is earlier. */
  readonly settledAtReply: number;
  /** How many readings there were since the log is being counted; `undefined` where it is not. */
  readonly counting?: number | undefined;
  /** The log could not tell: what is known has to do for the next turn. */
  readonly isGivenUp: boolean;
}

/** All that the session knows. Nothing in it is changed: it is replaced. */
export interface Model {
  readonly phase: Phase;
  readonly messages: Messages;
  readonly conversationId?: string | undefined;
  readonly hasEarlier: boolean;
  readonly isConsentNeeded: boolean;
  /** What stands in the way at present. */
  readonly error?: AgentError | undefined;
  /** In phase `limited`: when it goes on, in ms since the epoch. */
  readonly retryAt?: number | undefined;
  /** Those that come after the one that is under way. */
  readonly waiting: readonly Turn[];
  /** The turn that is under way. */
  readonly active?: Turn | undefined;
  readonly cursor: LogCursor;
  readonly settling?: Settling | undefined;
  /** Whether the server's log has been seen to have what was said before it was answered. */
  readonly isLogPrompt?: boolean;
  /** Since when the wire is watched, in ms since the epoch, while a reply is awaited. */
  readonly watchedSince?: number | undefined;
  /** Whether the socket still owes the final message of a reply that was stopped. */
  readonly owesFinal: boolean;
  /** When the last piece came of what the agent is saying of its own accord, in ms since the epoch. */
  readonly unaskedAt?: number | undefined;
  /** What it has said of that. Its message is not there while this may be nothing new. */
  readonly unasked?: { readonly id: string; readonly text: string; readonly conversationId: string | undefined } | undefined;
  /** What has streamed, and is shown with the next frame. */
  readonly gathered: string;
  /** Whether somebody looks at the conversation. */
  readonly isVisible: boolean;
  /** Another tab talks with the server, and this one does not know what that does. */
  readonly isDisplaced: boolean;
  /** The session has ended. */
  readonly isOver: boolean;
  /**
   * Grows when what was under way is over: a turn, or the connection that carried it. Effects carry it, and so do their
   * answers; one that comes late is known by it.
   */
  readonly epoch: number;
}

export const initialCursor: LogCursor = { settledTurns: 0, doubts: 0, doubtAt: 0, owed: 0, settledAtReply: 0, isGivenUp: false };

export const initialModel: Model = {
  phase: 'idle',
  messages: Object.freeze([]),
  hasEarlier: false,
  isConsentNeeded: false,
  waiting: [],
  cursor: initialCursor,
  owesFinal: false,
  gathered: '',
  isVisible: true,
  isDisplaced: false,
  isOver: false,
  epoch: 0,
};

export function createTurn(message: Message, variables?: PromptTemplateVariables): Turn {
  return {
    id: message.id,
    input: inputOf(message),
    variables,
    context: message.context,
    conversationId: message.conversationId,
    deliveries: 0,
    isReceived: false,
    isPreparing: false,
  };
}

/** All that have yet to be answered, in that order. */
export function openTurns({ active, waiting }: Model): readonly Turn[] {
  return active ? [active, ...waiting] : waiting;
}
