import { parseJson } from '../base/json.js';
import { addressWithoutSecrets, withoutSecrets } from './without-secrets.js';

/** Writes a line, with what belongs to it. */
export type WriteLine = (line: string, ...details: readonly unknown[]) => void;

/** Frames of samples come fifty times in a second. */
const framesPerLine = 100;

/**
 * What goes over the wire, for a developer to read: each request and each frame, when it came, and never a token or a
 * key. It stands between a session and the browser.
 */
export class WireLog {
  readonly #write: WriteLine;
  /** Tokens that have been seen. */
  readonly #secrets = new Set<string>();

  constructor(write: WriteLine) {
    this.#write = write;
  }

  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    const address = addressWithoutSecrets(input instanceof Request ? input.url : String(input));
    this.#remember(new Headers(init?.headers).get('Authorization'));
    this.#write(`→ ${init?.method ?? 'GET'} ${address}`, this.#readable(init?.body));
    const start = performance.now();
    try {
      const response = await globalThis.fetch(input, init);
      const text = await response.clone().text();
      this.#remember((parseJson(text) as { readonly token?: string } | undefined)?.token);
      this.#write(`← ${response.status} from ${address} after ${since(start)}`, this.#readable(text));
      return response;
    } catch (error) {
      this.#write(`← nothing from ${address} after ${since(start)}: ${error}`);
      throw error;
    }
  };

  readonly createSocket = (address: string): WebSocket => {
    const start = performance.now();
    const socket = new WebSocket(address);
    this.#remember(new URL(address, globalThis.document?.baseURI).searchParams.get('authorization'));
    this.#write(`→ WebSocket ${addressWithoutSecrets(address)}`);
    let asked = start;
    let isAwaited = false;
    let frames = 0;
    socket.addEventListener('open', () => this.#write(`← WebSocket open after ${since(start)}`));
    socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      this.#write(isAwaited ? `← after ${since(asked)}` : '←', this.#readable(data));
      isAwaited = false;
    });
    socket.addEventListener('error', () => this.#write('← WebSocket refused or lost'));
    socket.addEventListener('close', ({ code, reason }) => this.#write(`← WebSocket closed with ${code} ${reason}`.trimEnd()));
    const send = socket.send.bind(socket);
    socket.send = (data) => {
      if (typeof data === 'string') {
        this.#write('→', this.#readable(data));
        asked = performance.now();
        isAwaited = true;
      } else if ((frames += 1) % framesPerLine === 1) this.#write(`→ samples, frame ${frames}`);
      send(data);
    };
    return socket;
  };

  #remember(token: unknown): void {
    if (typeof token === 'string' && token !== '') this.#secrets.add(token);
  }

  /** What is no JSON may hold anything: it is shown by its length. */
  #readable(data: unknown): unknown {
    const text = typeof data === 'string' ? data : '';
    const json = parseJson(text);
    return json === undefined ? `${text.length} characters` : withoutSecrets(json, this.#secrets);
  }
}

function since(start: number): string {
  return `${Math.round(performance.now() - start)} ms`;
}
