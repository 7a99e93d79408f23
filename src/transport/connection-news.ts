import type { AgentError } from '../base/errors.js';

/** What befalls a connection. */
export type ConnectionNews =
  /** It is there, with this conversation. */
  | { readonly kind: 'opened'; readonly conversationId: string }
  /** It was lost, or could not be had; the next attempt comes by itself. */
  | { readonly kind: 'lost'; readonly error: AgentError }
  /** The browser has no network; the next attempt comes with it. */
  | { readonly kind: 'offline'; readonly error: AgentError }
  /** Too many requests; the next attempt comes when the server lets it. */
  | { readonly kind: 'limited'; readonly error: AgentError; readonly retryAt: number }
  /** The server knows the conversation no more; the next attempt comes at once, and should be without it. */
  | { readonly kind: 'begin-afresh'; readonly why: 'conversation-replaced' }
  /** The server does not name the conversation of a connection: another one has been created, for the next attempt. */
  | { readonly kind: 'created'; readonly conversationId: string }
  /** Trying again by itself would not help. */
  | { readonly kind: 'refused'; readonly error: AgentError }
  /** The server closed it in good order; there is no next attempt until it is asked for. */
  | { readonly kind: 'closed' };

/** How the last attempts went. */
export interface AttemptHistory {
  /** How many in a row came to nothing. */
  failures: number;
  /** How many handshakes in a row were refused. */
  refusals: number;
  /** How many connections in a row were closed as soon as they were there. */
  unsteady: number;
  /** Since when there have been connections that ended only because they were left, in ms since the epoch. */
  openedAt?: number | undefined;
  /** When a token was last refused, in ms since the epoch. */
  refusedAt: number;
  /** When the server last said that it knows the conversation no more, in ms since the epoch. */
  goneAt?: number;
}

/** What is to be done after an attempt. */
export interface NextAttempt {
  /** Nothing, where the next attempt comes at once and may mend it, or where the connection was closed meanwhile and nobody waits. */
  readonly news?: ConnectionNews;
  /** When the next one comes, in ms from now; `null`: there is none. */
  readonly waitMs: number | null;
}
