import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/** How long a client has to read the answer and close, in ms. */
const lingerMs = 2_000;

/**
 * Answers a WebSocket handshake with a plain HTTP response and ends the connection. A browser learns only that it
 * failed; other clients see the status and the same `{errors}` as from REST.
 */
export function refuseHandshake(
  socket: Duplex,
  status: number,
  errors: readonly string[],
  headers: Readonly<Record<string, string>> = {},
): void {
  const body = JSON.stringify({ errors });
  const lines = Object.entries({
    ...headers,
    Connection: 'close',
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(body)),
  }).map(([name, value]) => `${name}: ${value}`);
  socket.on('error', () => socket.destroy());
  // A client that does not close its side would keep the connection for ever.
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => clearTimeout(timer));
  // What it may still send is of no interest, but unread it would hold up the end.
  socket.resume();
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Refused'}`, ...lines, '', body].join('\r\n'));
}
