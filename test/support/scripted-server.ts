import type { MultimodalMessage } from '../../src/protocol/messages.js';
import type { AgentLog } from '../../src/protocol/logs.js';
import { settled } from './fake-clock.js';

/** A socket whose other end is the test. */
export class ScriptedSocket extends EventTarget {
  static readonly OPEN = 1;
  static readonly CLOSED = 3;
  binaryType = 'blob';
  readyState = 0;
  /** How much the client has handed over, and the network has not taken yet, in bytes. */
  bufferedAmount = 0;
  /** What the client said aloud: one entry for each binary message. */
  readonly frames: Float32Array[] = [];
  /** What the client sent, decoded. */
  readonly sent: MultimodalMessage[] = [];
  readonly address: URL;
  /** Whether the client closed it. */
  isClosedByClient = false;

  constructor(address: string) {
    super();
    this.address = new URL(address);
  }

  send(data: string | Float32Array): void {
    if (this.readyState !== ScriptedSocket.OPEN) throw new DOMException('not open', 'InvalidStateError');
    if (typeof data !== 'string') return void this.frames.push(data);
    this.sent.push(JSON.parse(data) as MultimodalMessage);
  }

  close(): void {
    this.isClosedByClient = true;
    this.readyState = ScriptedSocket.CLOSED;
  }

  /** The handshake succeeds. */
  accept(): void {
    this.readyState = ScriptedSocket.OPEN;
    this.dispatchEvent(new Event('open'));
  }

  /** The server sends a frame: text as it is, all else as JSON. */
  async say(data: unknown): Promise<void> {
    if (!this.isClosedByClient) this.dispatchEvent(new MessageEvent('message', { data: typeof data === 'string' ? data : JSON.stringify(data) }));
    await settled();
  }

  /** The handshake succeeds, and the status message comes. */
  async open(conversationId: string, status = 'CREATED'): Promise<void> {
    this.accept();
    await this.say({ conversationId, status, errors: [] });
  }

  async stream(...pieces: string[]): Promise<void> {
    for (const content of pieces) await this.say({ streamedOutput: { outputType: 'TEXT', content } });
  }

  /** A piece of a reply in speech. */
  async speak(transcription: string, { ms = 100, isFinalChunk = false, base64Audio = speech(ms) } = {}): Promise<void> {
    await this.say({ streamedOutput: { outputType: 'AUDIO', sampleRate: 16_000, base64Audio, transcription, isFinalChunk } });
  }

  async finish(content: string, errors: readonly string[] = []): Promise<void> {
    await this.say({ conversationId: 'any', output: content ? [{ outputType: 'TEXT', content }] : [], errors });
  }

  /** The connection ends. */
  async drop(code = 1006, reason = ''): Promise<void> {
    this.readyState = ScriptedSocket.CLOSED;
    // Node has no CloseEvent.
    this.dispatchEvent(Object.assign(new Event('close'), { code, reason, wasClean: code === 1000 }));
    await settled();
  }
}

/** Silence of so many ms, as the server sends it. */
export const speech = (ms: number): string => btoa('\0'.repeat(ms * 32));

/** How a REST operation, or the token endpoint, is answered. */
export interface Answer {
  readonly status?: number;
  /** May be a promise: the answer waits for it. */
  readonly json?: unknown;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The server's side of everything a session reaches out to. */
export class ScriptedServer {
  readonly sockets: ScriptedSocket[] = [];
  /** Every request, in order: `token`, or the operation's name. */
  readonly requests: { readonly name: string; readonly body: Record<string, unknown>; readonly token: string | null }[] = [];
  logs: AgentLog[] = [];
  tokens = 0;
  /** Answers that take the place of the usual ones, by name, each used once. */
  readonly next = new Map<string, Answer[]>();

  /** Lets the next calls of this name be answered so. */
  answer(name: string, ...answers: Answer[]): void {
    this.next.set(name, [...(this.next.get(name) ?? []), ...answers]);
  }

  readonly createSocket = (address: string): WebSocket => {
    const socket = new ScriptedSocket(address);
    this.sockets.push(socket);
    return socket as unknown as WebSocket;
  };

  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    init?.signal?.throwIfAborted();
    const url = new URL(input as string, 'https://site.test');
    const name = url.pathname === '/token' ? 'token' : (url.pathname.split('/').at(-1) ?? '');
    const body = JSON.parse((init?.body as string | undefined) ?? '{}') as Record<string, unknown>;
    this.requests.push({ name, body, token: new Headers(init?.headers).get('Authorization') });
    const { status = 200, json, text, headers } = this.next.get(name)?.shift() ?? this.#usual(name, body);
    if (status === 0) throw new TypeError('Failed to fetch');
    const awaited = await untilAborted(Promise.resolve(json), init?.signal);
    // Not a real Response: reading the body of one takes a time of its own, and longer on a busy machine.
    const content = text ?? JSON.stringify(awaited);
    return {
      ok: status >= 200 && status < 300,
      status,
      headers: new Headers(headers),
      text: () => Promise.resolve(content),
      json: () => Promise.resolve().then(() => JSON.parse(content) as unknown),
    } as Response;
  };

  /** The newest socket. */
  get socket(): ScriptedSocket {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error('no socket was opened');
    return socket;
  }

  count(name: string): number {
    return this.requests.filter((request) => request.name === name).length;
  }

  #usual(name: string, { conversationId }: Record<string, unknown>): Answer {
    switch (name) {
      case 'token':
        return { json: { token: `token-${(this.tokens += 1)}`, expiresIn: 300 } };
      case 'conversation-status':
        return { json: { conversationId, status: 'IN_PROGRESS', errors: [] } };
      case 'conversation':
        return { json: { conversation: { conversationId, version: '1', closeDate: null, logs: this.logs }, errors: [] } };
      case 'execute-create':
        return { json: { conversationId: 'created', errors: [] } };
      default:
        return { json: { conversationId, errors: [] } };
    }
  }
}

function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | null | undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    promise.then(resolve, reject);
  });
}

export const userLog = (content: string): AgentLog => ({ logType: 'USER', userMultimodalInputs: [{ inputType: 'TEXT', content }] });
export const spokenLog = (transcription: string): AgentLog => ({ logType: 'USER', userMultimodalInputs: [{ inputType: 'AUDIO', transcription }] });
export const agentLog = (content: string): AgentLog => ({
  logType: 'MESSAGE_TO_USER',
  multimodalOutput: { outputType: 'TEXT', content },
});
