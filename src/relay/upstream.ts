import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import { isJsonObject, parseJson } from '../base/json.js';
import { decodeErrors } from '../protocol/content.js';
import { passOn } from './refusal.js';

/** How the Agent API refused a handshake. */
export interface UpstreamRefusal {
  /** Its own status; 502 where it gave none, or none that refuses. */
  readonly status: number;
  readonly errors: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
}

export interface UpstreamHandlers {
  opened(): void;
  /** Called at most once, and never after `opened`. */
  refused(refusal: UpstreamRefusal): void;
}

/** In ms. */
const handshakeTimeout = 10_000;
/** Audio of a whole reply fits in one message, in bytes. */
const maxPayload = 64 * 1024 * 1024;
/** An error page may be long; no more of it is read, in characters. */
const longestRefusal = 16_384;

/** Connects to the Agent API. `address` holds the key: it gets into no message and no log. */
export function connectUpstream(address: string, handlers: UpstreamHandlers): WebSocket {
  const upstream = new WebSocket(address, { perMessageDeflate: false, handshakeTimeout, maxPayload });
  let settled = false;
  const refuse = (refusal: UpstreamRefusal) => {
    if (settled) return;
    settled = true;
    handlers.refused(refusal);
  };
  upstream.once('open', () => {
    settled = true;
    handlers.opened();
  });
  upstream.once('unexpected-response', (_request, response) => {
    void readRefusal(response).then((refusal) => {
      refuse(refusal);
      upstream.terminate();
    });
  });
  upstream.on('error', () => refuse(unreachable));
  return upstream;
}

const unreachable: UpstreamRefusal = { status: 502, errors: ['The Agent API cannot be reached'], headers: {} };

async function readRefusal(response: IncomingMessage): Promise<UpstreamRefusal> {
  const { statusCode = 502, headers } = response;
  let text = '';
  try {
    for await (const chunk of response.setEncoding('utf8')) {
      text += String(chunk);
      if (text.length > longestRefusal) break;
    }
  } catch {
    // What arrived before the connection broke is enough.
  }
  const body = parseJson(text);
  const errors = isJsonObject(body) ? decodeErrors(body) : [];
  return {
    status: statusCode >= 400 ? statusCode : 502,
    errors: errors.length > 0 ? errors : ['The Agent API refused the connection'],
    headers: passOn((name) => headers[name.toLowerCase()]?.toString()),
  };
}
