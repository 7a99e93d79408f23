import { socketAddress } from '../../src/protocol/addresses.js';
import { restAddress } from '../../src/protocol/operations.js';
import type { OperationName } from '../../src/protocol/operations.js';
import { createRelay, type RelayLog, type RelayOptions, type RunningRelay } from '../../src/relay/index.js';
import { post, type RestAnswer } from './simulated.js';
import { WireSocket, type Refused } from './wire-socket.js';

export const secret = 'a secret of the tests, long enough for it';
export const realKey = 'the-real-key';
export const page = 'https://shop.example';

const any = { minute: 0, day: 0 };
/** All tests come from one address. */
export const unlimited = { visitor: any, address: any, newcomers: any, agent: any };

/** A log whose entries are kept as lines. */
export function keepLog(lines: string[]): RelayLog {
  const keep = (fields: object, message: string) => void lines.push(`${message} ${JSON.stringify(fields)}`);
  return { info: keep, warn: keep, error: keep };
}

/** A running relay, with the calls of a page. */
export interface Relayed {
  readonly url: string;
  /** Asks for a token as the page does. */
  token(agentId?: number, conversationId?: string | null): Promise<string>;
  ask(body: unknown, headers?: Readonly<Record<string, string>>, method?: string): Promise<RestAnswer>;
  call(operation: OperationName, token: string, body?: object, more?: CallOptions): Promise<RestAnswer>;
  open(token: string, more?: SocketOptions): Promise<WireSocket>;
  attempt(token: string, more?: SocketOptions): Promise<WireSocket | Refused>;
  close(): Promise<void>;
  drain: RunningRelay['drain'];
}

export interface CallOptions {
  readonly resourceId?: number;
  /** `null` sends none. */
  readonly origin?: string | null;
}

export interface SocketOptions extends CallOptions {
  readonly conversationId?: string;
  readonly voice?: boolean;
  /** Put behind the address. */
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** @param apiBase the Agent API, or its stand-in */
export async function startRelayed(apiBase: string, options: Partial<RelayOptions> = {}): Promise<Relayed> {
  const relay = createRelay({ apiBase, apiKey: realKey, secret, origins: [page], agents: [123, 124], limits: unlimited, ...options });
  const { url, close, drain } = await relay.listen();
  const ask: Relayed['ask'] = (body, headers = { Origin: page }, method = 'POST') =>
    post(`${url}/token`, method, body, headers);
  const attempt: Relayed['attempt'] = (token, more = {}) => {
    const { resourceId: agentId = 123, origin = page, conversationId, voice = false, query = '', headers = {} } = more;
    const address = socketAddress(url, { agentId, token, conversationId, voice });
    return WireSocket.attempt(address + query, origin === null ? { headers } : { origin, headers });
  };
  return {
    url,
    close,
    drain,
    ask,
    attempt,
    async token(agentId = 123, conversationId = null) {
      return String((await ask({ agentId, conversationId })).json['token']);
    },
    call(operation, token, body = { agentId: 123 }, { resourceId = 123, origin = page } = {}) {
      const headers = { Authorization: token, ...(origin !== null && { Origin: origin }) };
      return post(restAddress(url, operation, resourceId), 'POST', body, headers);
    },
    async open(token, more) {
      const result = await attempt(token, more);
      if (result instanceof WireSocket) return result;
      throw new Error(`The handshake was refused with ${result.status}`);
    },
  };
}
