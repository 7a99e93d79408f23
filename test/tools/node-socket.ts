import { WebSocket } from 'ws';

/** A browser's `WebSocket`, as far as a session uses it, over real sockets from Node. */
class NodeSocket extends EventTarget {
  binaryType = 'arraybuffer';
  readonly #socket: WebSocket;

  constructor(address: string, origin: string) {
    super();
    this.#socket = new WebSocket(address, { origin });
    this.#socket.binaryType = 'arraybuffer';
    this.#socket.on('open', () => this.dispatchEvent(new Event('open')));
    this.#socket.on('message', (data, isBinary) =>
      this.dispatchEvent(new MessageEvent('message', { data: isBinary ? data : String(data) })),
    );
    this.#socket.on('close', (code, reason) =>
      this.dispatchEvent(Object.assign(new Event('close'), { code, reason: String(reason) })),
    );
    // A close follows.
    this.#socket.on('error', () => undefined);
  }

  get readyState(): number {
    return this.#socket.readyState;
  }

  get bufferedAmount(): number {
    return this.#socket.bufferedAmount;
  }

  send(data: string | ArrayBufferView): void {
    this.#socket.send(data);
  }

  close(code?: number): void {
    if (this.readyState === WebSocket.CONNECTING) this.#socket.terminate();
    else this.#socket.close(code);
  }
}

/** @param origin of the page that it seems to come from */
export const nodeSockets =
  (origin: string) =>
  (address: string): globalThis.WebSocket =>
    new NodeSocket(address, origin) as unknown as globalThis.WebSocket;
