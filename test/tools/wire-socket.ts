import { WebSocket, type ClientOptions } from 'ws';
import { isJsonObject, parseJson, type JsonObject } from '../../src/base/json.js';

/** How a socket ended, as its client saw it. */
export interface Closed {
  readonly code: number;
  readonly reason: string;
}

/** A handshake that was answered with something other than 101. */
export interface Refused {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

/** What does not come by then never will, however busy the machine is. */
const patienceMs = 30_000;

/** @throws {Error} where it does not come to anything */
function within<T>(promise: Promise<T>, what: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`Not within ${patienceMs} ms: ${what}`)), patienceMs);
    void promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** A real socket whose messages wait until a test asks for them. */
export class WireSocket {
  readonly #socket: WebSocket;
  readonly #received: (string | Buffer)[] = [];
  readonly #waiting: ((frame: string | Buffer | undefined) => void)[] = [];
  readonly #closed: Promise<Closed>;
  #over = false;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data, isBinary) => {
      const frame = isBinary ? (data as Buffer) : String(data);
      const waiting = this.#waiting.shift();
      if (waiting) waiting(frame);
      else this.#received.push(frame);
    });
    this.#closed = new Promise((resolve) => {
      socket.on('close', (code, reason) => {
        this.#over = true;
        for (const waiting of this.#waiting.splice(0)) waiting(undefined);
        resolve({ code, reason: String(reason) });
      });
    });
    socket.on('error', () => undefined);
  }

  /** How it ended, once it has. */
  get closed(): Promise<Closed> {
    return within(this.#closed, 'the socket is closed');
  }

  /** Rejects where the handshake is refused. */
  static async open(address: string, options: ClientOptions = {}): Promise<WireSocket> {
    const result = await WireSocket.attempt(address, options);
    if (result instanceof WireSocket) return result;
    throw new Error(`The handshake was refused with ${result.status}`);
  }

  static attempt(address: string, options: ClientOptions = {}): Promise<WireSocket | Refused> {
    const socket = new WebSocket(address.replace(/^http/, 'ws'), options);
    const wire = new WireSocket(socket);
    return new Promise((resolve, reject) => {
      socket.once('open', () => resolve(wire));
      socket.once('error', reject);
      socket.once('unexpected-response', (_request, response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk) => (text += String(chunk)));
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: parseJson(text) });
        });
      });
    });
  }

  /** The next frame; `undefined` once the socket is closed and all frames are read. */
  frame(): Promise<string | Buffer | undefined> {
    const frame = this.#received.shift();
    if (frame !== undefined || this.#over) return Promise.resolve(frame);
    return within(new Promise((resolve) => this.#waiting.push(resolve)), 'a frame comes');
  }

  /** The next frame as JSON; an empty object where it is none. */
  async message(): Promise<JsonObject> {
    const frame = await this.frame();
    if (frame === undefined) throw new Error('The socket is closed');
    const value = typeof frame === 'string' ? parseJson(frame) : undefined;
    return isJsonObject(value) ? value : {};
  }

  /** All messages up to and with the one that ends a reply. */
  async reply(): Promise<readonly JsonObject[]> {
    const messages: JsonObject[] = [];
    for (;;) {
      const message = await this.message();
      messages.push(message);
      if ('output' in message) return messages;
    }
  }

  /** Every frame until the socket closes. */
  async rest(): Promise<readonly (string | Buffer)[]> {
    const frames: (string | Buffer)[] = [];
    for (let frame = await this.frame(); frame !== undefined; frame = await this.frame()) frames.push(frame);
    return frames;
  }

  send(data: string | Uint8Array | JsonObject): void {
    this.#socket.send(typeof data === 'string' || data instanceof Uint8Array ? data : JSON.stringify(data));
  }

  close(code?: number, reason?: string): void {
    this.#socket.close(code, reason);
  }

  /** Cuts the connection without a close frame. */
  terminate(): void {
    this.#socket.terminate();
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }
}

/** One typed message. */
export function say(agentId: number, content: string, more: JsonObject = {}): JsonObject {
  return { messageType: 'MULTIMODAL', agentId, input: [{ inputType: 'TEXT', content }], ...more };
}

/** The streamed text of some messages, joined. */
export function streamedText(messages: readonly JsonObject[]): string {
  return messages
    .map(({ streamedOutput }) => (isJsonObject(streamedOutput) ? String(streamedOutput['content'] ?? '') : ''))
    .join('');
}

/** The text of a final message. */
export function finalText(message: JsonObject | undefined): string {
  const { output } = (message ?? {}) as { output?: { content?: string }[] };
  return output?.map(({ content = '' }) => content).join('') ?? '';
}
