import type { Clock } from '../base/clock.js';
import { decodeServerMessages, encodeClientMessage } from '../protocol/codec.js';
import type { ClientMessage, ServerMessage, StatusMessage } from '../protocol/messages.js';
import { noStatus, type Wire, type WireClose } from './wire.js';

/** Builds the socket; a test hands in its own. */
export type SocketFactory = (address: string) => WebSocket;

/** How long the handshake and the status message may take together, in ms. */
const statusPatienceMs = 10_000;

/** One attempt at the socket (API document: "Connection Lifecycle"). */
export class SocketWire implements Wire {
  declare onMessage: (message: ServerMessage) => void;
  /** `undefined` also where no status message comes within 10 s. */
  readonly opened: Promise<StatusMessage | undefined>;
  readonly closed: Promise<WireClose>;
  heardAt = 0;
  readonly socket: WebSocket;
  readonly #lifetime = new AbortController();
  #end!: (code: number, reason: string) => void;

  /** @param socket not open yet */
  constructor(socket: WebSocket, clock: Clock) {
    this.socket = socket;
    const { signal } = this.#lifetime;
    socket.binaryType = 'arraybuffer';
    let accepted = false;
    socket.addEventListener('open', () => (accepted = true), { signal });
    this.closed = new Promise((resolve) => {
      this.#end = (code, reason) => {
        // A closing handshake over a dead network takes a minute; nobody here waits for it.
        resolve({ code, reason, accepted });
        this.#lifetime.abort();
        socket.close(1000);
      };
    });
    // Where a policy forbids it, Chromium tells of no close.
    socket.addEventListener('error', () => accepted || this.#end(1006, ''), { signal });
    socket.addEventListener('close', ({ code, reason }) => this.#end(code, reason), { signal });
    this.opened = new Promise((resolve) => {
      let hasStatus = false;
      const cancelPatience = clock.after(statusPatienceMs, () => this.#end(1006, noStatus));
      signal.addEventListener('abort', () => {
        cancelPatience();
        resolve(undefined);
      });
      socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        this.heardAt = clock.now();
        for (const message of decodeServerMessages(data, !hasStatus)) {
          if (hasStatus || message.kind !== 'status') this.onMessage(message);
          else {
            hasStatus = true;
            cancelPatience();
            resolve(message);
          }
        }
      }, { signal });
    });
  }

  send(message: ClientMessage): boolean {
    // Not the constant `WebSocket.OPEN`: outside a browser there may be no such global.
    if (this.socket.readyState !== 1 || this.#lifetime.signal.aborted) return false;
    this.socket.send(encodeClientMessage(message));
    return true;
  }

  close(): void {
    this.#end(1000, '');
  }
}
