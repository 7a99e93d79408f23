import type { AgentError } from '../../base/errors.js';
import type { JsonObject } from '../../base/json.js';
import type { Message, MessageInput, Messages, NoticeCode } from '../../conversation/message.js';
import type { ReplyEnd } from '../../conversation/reduce.js';
import type { MultimodalInput, PromptTemplateVariables } from '../../protocol/content.js';
import type { FinalMessage, ServerMessage, StreamMessage } from '../../protocol/messages.js';
import type { LogCount, LogMeaning } from './log-meaning.js';
import type { Turn } from './model.js';
import type { Phase, PhaseEvent } from './phases.js';

/** The connection was lost, or could not be had. @param retryAt where the server asks to wait: until then, in ms since the epoch */
export interface LostEvent {
  readonly type: 'lost' | 'offline' | 'limited';
  readonly error: AgentError;
  readonly retryAt?: number;
}

/** The person said something. @param variables its own, as far as it has any @param context what of the page goes along */
export interface SaidEvent {
  readonly type: 'said';
  readonly id: string;
  readonly input: readonly MessageInput[];
  readonly variables: PromptTemplateVariables | undefined;
  readonly context?: JsonObject | undefined;
}

/** Whatever happens to a session. */
export type SessionCoreEvent = CommonEvent | PreparedEvent | SettlementEvent | UnaskedEvent | ConversationEvent | CallsEvent;

/** What may happen in any conversation. */
export type CommonEvent =
  // What the person wants.
  | SaidEvent
  | { readonly type: 'stop'; readonly status?: ReplyEnd['status'] | undefined }
  | { readonly type: 'connect' }
  | { readonly type: 'visible'; readonly isVisible: boolean }
  | { readonly type: 'consent'; readonly isNeeded: boolean }
  /** What waits may be sent, if its time has come. */
  | { readonly type: 'proceed' }
  /** Another tab talks with the server, and what it takes to look on is not there yet: nothing is done until `follow`. */
  | { readonly type: 'displaced'; readonly error: AgentError }
  /** The session is disposed of. */
  | { readonly type: 'dispose' }
  // What befalls the connection.
  | { readonly type: 'opened'; readonly conversationId: string }
  | LostEvent
  | { readonly type: 'refused'; readonly error: AgentError }
  | { readonly type: 'closed' }
  /** The server knows the conversation no more, or another version of the agent is asked for. */
  | { readonly type: 'begin-afresh'; readonly why: NoticeCode }
  /** The server's REST operation has named the conversation. */
  | { readonly type: 'created'; readonly conversationId: string }
  | { readonly type: 'message'; readonly message: ServerMessage }
  // What comes of effects.
  | { readonly type: 'kept'; readonly epoch: number }
  /** @param isHanded whether there was an open socket to hand the turn to */
  | { readonly type: 'handed'; readonly epoch: number; readonly isHanded: boolean }
  | { readonly type: 'unsendable'; readonly epoch: number; readonly error: AgentError }
  /** @param isFinished nothing more will happen to the message */
  | { readonly type: 'change'; readonly id: string; readonly changes: Partial<Message>; readonly isFinished?: boolean }
  | { readonly type: 'unprepared'; readonly turn: string; readonly error: AgentError }
  | { readonly type: 'frame' | 'flush' }
  /** What it takes to read the log cannot be had. */
  | { readonly type: 'log-unavailable'; readonly epoch: number; readonly error: AgentError }
  | { readonly type: 'notice'; readonly notice: NoticeCode };

/** What a waiting turn says has been brought into the form that is sent. */
export interface PreparedEvent {
  readonly type: 'prepared';
  readonly turn: string;
  readonly input: readonly MultimodalInput[];
}

/** What comes of reading the log, or of waiting. */
export type SettlementEvent =
  /** @param heardAt when the server was last heard, in ms since the epoch */
  | { readonly type: 'woke'; readonly epoch: number; readonly heardAt: number }
  | { readonly type: 'log-read'; readonly epoch: number; readonly meaning: LogMeaning };

/** The agent says something that nobody has asked for, or goes on to. */
export interface UnaskedEvent {
  readonly type: 'unasked';
  /** Where it goes on no more, though its end has not been told: when it was heard last, in ms since the epoch. */
  readonly message: StreamMessage | FinalMessage | number;
}

/** What is done with the conversation, beside what is said in it. */
export type ConversationEvent =
  /**
   * @param id of a message that failed or was stopped, or of its reply
   * @param message as it is to be sent now; default: as it is shown
   * @param variables its own, as far as it has any
   */
  | { readonly type: 'retry'; readonly id: string; readonly message?: Message; readonly variables?: PromptTemplateVariables | undefined }
  | { readonly type: 'cancel'; readonly id: string }
  /** The conversation is left, without a word to the server. `cleared`: what was said is gone from the page. */
  | { readonly type: 'leave'; readonly how: 'cleared' | 'ended' | 'version-changed' }
  | {
      readonly type: 'taken-up';
      readonly conversationId: string | undefined;
      readonly messages: Messages;
      /** Of messages that have their own, by their ids. */
      readonly variables?: ReadonlyMap<string, PromptTemplateVariables>;
      readonly settledTurns: number;
      readonly isCounted: boolean;
      readonly owed: number;
      readonly replyBefore: string | undefined;
      readonly settledAtReply: number;
      readonly hasEarlier: boolean;
    }
  /** What the server's log has before what is shown. @param position where it belongs */
  | { readonly type: 'earlier'; readonly messages: Messages; readonly position: number }
  /** Another tab talks with the server from now on: turns go on there. */
  | { readonly type: 'follow' }
  /** This tab talks with the server from now on; what is stored comes next. */
  | { readonly type: 'lead' }
  /** What that tab shows. */
  | ({ readonly type: 'followed' } & FollowedState);

/** What a call does to the conversation that it is part of. */
export type CallsEvent =
  | { readonly type: 'disconnect' | 'reopen' }
  | { readonly type: 'phase'; readonly event: PhaseEvent }
  | { readonly type: 'trouble'; readonly error: AgentError | undefined; readonly retryAt: number | undefined }
  /** A turn that was said aloud begins. @param message of the person's @param position where it is shown */
  | { readonly type: 'spoken'; readonly message: Message; readonly position: number }
  /** The active turn has a reply already. @param transcription of its last chunk */
  | { readonly type: 'received'; readonly transcription: string }
  | { readonly type: 'show'; readonly messages: Messages }
  /** The active turn's reply is over. */
  | { readonly type: 'over'; readonly reply: ReplyEnd }
  /** The active turn was none: it is gone, with all that it led to. */
  | { readonly type: 'withdrawn' }
  /** The active turn cannot be answered. */
  | { readonly type: 'fail'; readonly error: AgentError }
  /** What comes next may be sent. @param turn counts as over, too */
  | { readonly type: 'turn-ended'; readonly turn?: Turn; readonly isReceived?: boolean }
  /** The active turn goes by REST: no socket has it, and whether the server counts it only the log can tell. */
  | { readonly type: 'sent-by-rest' }
  /** The log has been counted before what is said next. */
  | { readonly type: 'recounted'; readonly meaning: LogCount }
  /** No reply that was stopped is owed any more. */
  | { readonly type: 'free' };

/** What a tab that follows another one shares with it. */
export interface FollowedState {
  readonly phase: Phase;
  readonly conversationId: string | undefined;
  readonly retryAt: number | undefined;
  readonly hasEarlier: boolean;
  readonly error: AgentError | undefined;
  readonly messages: Messages;
}
