import type { ReconnectPolicy } from '../base/backoff.js';
import type { Clock } from '../base/clock.js';
import type { ServerMessage } from '../protocol/messages.js';
import type { Network } from './network.js';
import type { RestOperations } from './rest-operations.js';
import type { SocketFactory } from './socket-wire.js';
import type { TokenSource } from './token-source.js';

/** What a connection is made with. */
export interface ConnectionOptions {
  readonly agentId: number;
  readonly tokens: TokenSource;
  readonly rest: RestOperations;
  readonly policy: ReconnectPolicy;
  readonly network: Network;
  readonly clock: Clock;
  readonly createSocket: SocketFactory;
  /** Whether a reply is awaited: a close in good order is a loss then, like any other. */
  readonly isNeeded: () => boolean;
  /** Asked again for each attempt: whether the person's voice is to go over it. */
  readonly isVoice: () => boolean;
  /** Asked again for each attempt: the conversation to continue. */
  readonly conversationId: (signal: AbortSignal) => Promise<string | undefined>;
  /** Is given what the server says. */
  readonly onMessage: (message: ServerMessage) => void;
}
