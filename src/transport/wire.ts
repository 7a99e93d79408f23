import type { AgentError } from '../base/errors.js';
import type { ClientMessage, ServerMessage, StatusMessage } from '../protocol/messages.js';

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
  /** What the browser threw where it would not even try. */
  readonly thrown?: unknown;
  /** The status message, where that had errors, or told of no conversation. */
  readonly status?: StatusMessage | undefined;
}

/** One attempt at talking with the server: it opens, carries messages both ways, and closes. It never opens again. */
export interface Wire {
  /**
   * Is given each decoded message, but for the status message that opens the wire. A plain function: of a reply there are
   * hundreds in a second, and an event for each is the larger part of what it costs.
   */
  onMessage: (message: ServerMessage) => void;
  /** The status message, which may have errors; `undefined` where it closes before. */
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
