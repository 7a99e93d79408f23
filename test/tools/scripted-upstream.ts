import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';

/** A REST call as the Agent API would receive it. */
export interface ReceivedCall {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: Record<string, unknown>;
}

/** Stands where the Agent API stands, and does what a test says. */
export interface ScriptedUpstream {
  readonly url: string;
  readonly calls: ReceivedCall[];
  /** Addresses of the handshakes, as they came. */
  readonly handshakes: string[];
  /** Answers a REST call. Default: an empty answer. */
  onCall: (response: ServerResponse, request: IncomingMessage) => void;
  /** Whether a handshake is accepted. Default: yes. */
  verify: (refuse: (status: number, headers?: Record<string, string>) => void) => boolean;
  /** The body of a refused handshake. */
  refusal: string;
  /** What happens on a socket. Default: nothing. */
  onSocket: (socket: WebSocket) => void;
  close(): Promise<void>;
}

export async function startScriptedUpstream(): Promise<ScriptedUpstream> {
  const server = createServer((request, response) => void answer(request, response));
  const sockets = new WebSocketServer({
    server,
    verifyClient: ({ req }, done) => {
      upstream.handshakes.push(req.url ?? '');
      if (upstream.verify((status, headers) => done(false, status, upstream.refusal, headers))) done(true);
    },
  });
  sockets.on('connection', (socket) => upstream.onSocket(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const upstream: ScriptedUpstream = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: [],
    handshakes: [],
    onCall: (response) => response.setHeader('Content-Type', 'application/json').end('{"errors":[]}'),
    verify: () => true,
    refusal: '{"errors":["scripted"]}',
    onSocket: () => undefined,
    close() {
      for (const socket of sockets.clients) socket.terminate();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
    const { url = '', headers } = request;
    const body = JSON.parse(text) as Record<string, unknown>;
    upstream.calls.push({ path: url, authorization: headers.authorization, headers, body });
    upstream.onCall(response, request);
  }

  return upstream;
}
