import type { AgentError } from '../base/errors.js';
import type { TypedEventTarget } from '../base/typed-event-target.js';
import type { ClientMessage, ServerMessage, StatusMessage } from '../protocol/messages.js';

/** A decoded message from the server; the status message that opens a wire is not among them. */
export type WireMessageEvent = CustomEvent<ServerMessage>;

/** The reason of one that was opened, and over which no status message came in time. */
export const noStatus = 'no status message';

/** How a wire ended. */
export interface WireClose {
  /** A WebSocket close code; 1006 where the connection was lost. */
  readonly code: number;
  readonly reason: string;
  /** Whether the handshake had been accepted. */
  readonly accepted: boolean;
  /** Why, where more is known than a code can tell. */
  readonly error?: AgentError;
}

/** One attempt at talking with the server: it opens, carries messages both ways, and closes. It never opens again. */
export interface Wire extends TypedEventTarget<{ message: WireMessageEvent }> {
  /** The status message; `undefined` where it closes before. */
  readonly opened: Promise<StatusMessage | undefined>;
  /** Settles when it is closed, whoever closed it. */
  readonly closed: Promise<WireClose>;
  /** When the server was last heard, in ms since the epoch; `Infinity` where silence means nothing. */
  readonly heardAt: number;
  /** Takes raw samples (API document: "Audio Streaming Format"); by REST there is none. */
  readonly socket?: WebSocket;
  /** @returns whether it was handed over; there is no receipt */
  send(message: ClientMessage): boolean;
  /** Ends it at once: no message arrives afterwards. */
  close(): void;
}
