import type { Clock } from '../base/clock.js';
import { AgentError } from '../base/errors.js';
import { TypedEventTarget } from '../base/typed-event-target.js';
import { decodeServerMessage, encodeClientMessage } from '../protocol/codec.js';
import type { ClientMessage, ServerMessage, StatusMessage } from '../protocol/messages.js';

/** Builds the socket; a test hands in its own. */
export type SocketFactory = (address: string) => WebSocket;

/** A decoded message from the server; the status message that opens the wire is not among them. */
export class WireMessageEvent extends Event {
  readonly message: ServerMessage;

  constructor(message: ServerMessage) {
    super('message');
    this.message = message;
  }
}

/** How a socket ended. */
export interface WireClose {
  /** A WebSocket close code; 1006 where the connection was lost. */
  readonly code: number;
  readonly reason: string;
  /** Whether the handshake had been accepted. */
  readonly accepted: boolean;
}

/** A wire that ended before its status message came. */
export class WireFailure extends Error {
  readonly close: WireClose;

  constructor(close: WireClose) {
    super(`Closed with ${close.code} before the status message`);
    this.close = close;
  }
}

/** How long the handshake and the status message may take together, in ms. */
const statusPatienceMs = 10_000;

/**
 * One attempt at the socket (API document: "Connection Lifecycle"): it opens, brings its status message, carries
 * messages both ways, and closes. It is never opened again.
 */
export class SocketWire extends TypedEventTarget<{ message: WireMessageEvent }> {
  /** The status message. Rejects with a `WireFailure` where the socket closes before, or none comes within 10 s. */
  readonly opened: Promise<StatusMessage>;
  /** Settles when the socket is closed, whoever closed it. */
  readonly closed: Promise<WireClose>;
  readonly #socket: WebSocket;
  readonly #lifetime = new AbortController();

  /**
   * @param address with the token in it
   * @throws {AgentError} `config` where the address is no address of a socket
   */
  constructor(address: string, createSocket: SocketFactory, clock: Clock) {
    super();
    try {
      this.#socket = createSocket(address);
    } catch (error) {
      throw AgentError.from(error, 'config', 'api-base is no address of a WebSocket');
    }
    const socket = this.#socket;
    const { signal } = this.#lifetime;
    socket.binaryType = 'arraybuffer';
    let accepted = false;
    socket.addEventListener('open', () => (accepted = true), { signal });
    this.closed = new Promise((resolve) => {
      const end = (code: number, reason: string) => {
        resolve({ code, reason, accepted });
        this.#lifetime.abort();
      };
      socket.addEventListener('close', ({ code, reason }) => end(code, reason), { signal });
      // A closing handshake over a dead network takes a minute; nobody here waits for it.
      signal.addEventListener('abort', () => end(1000, ''));
    });
    this.opened = new Promise((resolve, reject) => {
      let hasStatus = false;
      const cancelPatience = clock.after(statusPatienceMs, () => {
        reject(new WireFailure({ code: 1006, reason: 'no status message', accepted }));
        this.close();
      });
      void this.closed.then((close) => {
        cancelPatience();
        reject(new WireFailure(close));
      });
      socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        const message = decodeServerMessage(data);
        if (message.kind === 'status' && !hasStatus) {
          hasStatus = true;
          cancelPatience();
          return resolve(message);
        }
        this.dispatchEvent(new WireMessageEvent(message));
      }, { signal });
    });
  }

  /** Whether what is sent now has a chance to arrive. */
  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN && !this.#lifetime.signal.aborted;
  }

  /** @returns whether it was handed to the socket; there is no receipt */
  send(message: ClientMessage): boolean {
    if (!this.isOpen) return false;
    this.#socket.send(encodeClientMessage(message));
    return true;
  }

  /** Ends it at once: no message arrives afterwards. */
  close(): void {
    this.#lifetime.abort();
    this.#socket.close(1000);
  }
}
