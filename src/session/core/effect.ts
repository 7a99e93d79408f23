import type { AgentError } from '../../base/errors.js';
import type { JsonObject } from '../../base/json.js';
import type { Message, ToolPhase } from '../../conversation/message.js';
import type { UnaskedEvent } from './event.js';
import type { LogQuestion } from './log-meaning.js';
import type { Turn } from './model.js';
import type { Phase } from './phases.js';

export type ConversationOrigin = 'created' | 'revived' | 'replaced';

/** What the page is told of. */
export type News =
  | { readonly type: 'state'; readonly state: Phase }
  | { readonly type: 'conversation'; readonly conversationId: string; readonly origin: ConversationOrigin }
  /** Nothing more will happen to a message by itself. */
  | { readonly type: 'message'; readonly message: Message }
  | { readonly type: 'tool'; readonly turn: string | undefined; readonly toolName: string; readonly invocationId: string; readonly publicVars: JsonObject; readonly phase: ToolPhase; readonly raw: JsonObject }
  /** A message of an unknown kind. */
  | { readonly type: 'server-message'; readonly raw: unknown }
  | { readonly type: 'error'; readonly error: AgentError };

/** What is to be done, in this order. Those that take time carry the epoch, and are answered by an event with it. */
export type SessionEffect =
  /** What the connection is to do. `confirm`: it did what it is for. */
  | { readonly type: 'open' | 'close' | 'reopen' | 'confirm' }
  /** What there is should outlive the page; with `epoch`, it is answered by `kept`. */
  | { readonly type: 'keep'; readonly epoch?: number }
  /** Answered by `handed` or `unsendable`. */
  | { readonly type: 'send'; readonly epoch: number; readonly turn: Turn }
  /** Answered by `woke` or, where there is a question, by what the log says to it: `log-read`. */
  | { readonly type: 'wake'; readonly epoch: number; readonly afterMs: number; readonly question?: LogQuestion }
  /** Answered by `prepared` or `unprepared`. */
  | { readonly type: 'prepare'; readonly turn: Turn }
  /** What takes time for an earlier epoch is not wanted any more. */
  | { readonly type: 'forget'; readonly epoch: number }
  /** Answered by `frame`. */
  | { readonly type: 'frame' }
  /**
   * Nothing more is done for a turn for now: it was answered, put back, or taken away. Whoever waits for its reply is told
   * what there is: the reply, or why there is none; with neither, the wait goes on.
   */
  | { readonly type: 'release'; readonly turn: string; readonly reply?: Message | undefined; readonly error?: AgentError | undefined }
  | { readonly type: 'tell'; readonly news: News }
  /** Answered by the same, as an event. */
  | UnaskedEvent;
