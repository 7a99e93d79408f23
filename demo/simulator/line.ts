import type { WebSocket } from 'ws';

/** One open socket as the simulator's other parts know it: spoken to, cut or struck dead. */
export class Line {
  readonly #webSocket: WebSocket;
  readonly #gone = new AbortController();
  #silent = false;

  constructor(webSocket: WebSocket) {
    this.#webSocket = webSocket;
    webSocket.on('close', () => this.#gone.abort());
  }

  /** Aborts when the connection is gone, or dead. */
  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  /** Whether the far side could be listening; a dead line looks as if it were. */
  get open(): boolean {
    return this.#webSocket.readyState === this.#webSocket.OPEN;
  }

  /** Whether it was struck dead: what still arrives must be ignored. */
  get silent(): boolean {
    return this.#silent;
  }

  send(frame: string | Uint8Array): void {
    if (this.open && !this.#silent) this.#webSocket.send(frame);
  }

  /** Cuts the connection as a broken network does; with a code, it is closed in good order. */
  end(code?: number, reason?: string): void {
    if (code === undefined || this.#silent) this.#webSocket.terminate();
    else this.#webSocket.close(code, reason);
  }

  /** From now on nothing is read and nothing is sent, not even the answer to a ping or to a close frame. */
  silence(): void {
    this.#silent = true;
    this.#webSocket.pause();
    this.#gone.abort();
  }
}
