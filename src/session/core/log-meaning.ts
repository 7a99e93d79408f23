import { AgentError } from '../../base/errors.js';
import type { MessageInput } from '../../conversation/message.js';

/** What is to be found out by the server's log. */
export type LogQuestion =
  /** What became of a turn. @see settleTurn */
  | {
      readonly about: 'turn';
      readonly conversationId: string;
      readonly input: readonly MessageInput[];
      /** Nobody knows any more how many of the log's entries belong to earlier turns: then it cannot tell. */
      readonly settledTurns: number | undefined;
      /** How many replies to earlier turns may come before its own. */
      readonly owed: number;
      /** The last reply that is known, and how many of `settledTurns` come before it. */
      readonly replyBefore: string | undefined;
      readonly settledAtReply: number;
      /** Whether the log may not have everything yet. */
      readonly mayLag: boolean;
    }
  /** How many `USER` entries it has, and how many of these after the last reply that is known. */
  | { readonly about: 'count'; readonly conversationId: string; readonly replyBefore?: string | undefined; readonly settledAtReply?: number };

/** What the log said. The session never sees a log itself. */
export type LogMeaning =
  /** The turn arrived and was answered. */
  | { readonly kind: 'answered'; readonly text: string }
  /** It arrived; the agent has not answered yet. */
  | { readonly kind: 'received' }
  /** The log does not have it. */
  | { readonly kind: 'lost' }
  | LogCount
  | { readonly kind: 'unreadable'; readonly error: AgentError };

/** How many `USER` entries it has. */
export interface LogCount {
  readonly kind: 'counted';
  readonly users: number;
  /** Without those that say the same as the one before: a log may tell one thing twice. */
  readonly distinct: number;
  /** Those after the reply that was asked for; `undefined` where the log does not have it. */
  readonly sinceReply?: number | undefined;
}

/** Whether the message arrived cannot be found out any more: the person decides whether to send it again. */
export function gone(cause?: unknown): AgentError {
  return new AgentError('connection', 'The conversation is gone', { retryable: true, cause });
}
