import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { isJsonObject, parseJson } from '../base/json.js';
import { defaultApiBase, socketAddress, socketPath } from '../protocol/addresses.js';
import { admit } from './admission.js';
import { forward, type Closing } from './forward.js';
import { defaultBodyLimit, type RelayOptions } from './options.js';
import { refuseHandshake } from './refuse-handshake.js';
import { isRefusal } from './refusal.js';
import { rewrite } from './rewrite.js';
import type { Claims, Tokens } from './tokens.js';
import { connectUpstream } from './upstream.js';

export interface SocketForwarder {
  /** Takes a request to upgrade. @returns `false`, untouched, if it is not for the relay's path */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  close(): void;
}

/** How long a browser gets to answer the relay's close frame, in ms. */
const closingMs = 1000;

/**
 * Forwards the socket (API document: "WebSocket API"). The order is: verify the token, connect to the Agent API, and
 * only then accept, so that a refusal by either has its status. Until then the browser's bytes wait unread in its
 * connection, bounded by TCP.
 */
export function socketForwarder(options: RelayOptions, tokens: Tokens): SocketForwarder {
  const { apiBase = defaultApiBase, apiKey, bodyLimit = defaultBodyLimit, log } = options;
  const server = new WebSocketServer({ noServer: true, maxPayload: bodyLimit });

  async function open(request: IncomingMessage, socket: Duplex, head: Buffer, query: URLSearchParams): Promise<void> {
    const claims = await admit(tokens, {
      token: query.get('authorization'),
      origin: request.headers.origin,
      resourceId: query.get('resourceId'),
    });
    if (isRefusal(claims)) return refuseHandshake(socket, claims.status, claims.errors);
    if (socket.destroyed) return undefined;
    const address = socketAddress(apiBase, {
      agentId: claims.agent,
      token: apiKey,
      conversationId: query.get('conversationId') ?? undefined,
      voice: query.get('voiceModeEnabled') === 'true',
    });
    let joined = false;
    const upstream = connectUpstream(address, {
      // Both sides are joined in the very moment the far one opens: its first message follows at once.
      opened: () =>
        server.handleUpgrade(request, socket, head, (client) => {
          joined = true;
          forward({ from: upstream, to: client, whenLost: { code: 1011, reason: 'Connection to the agent lost' } });
          const transform = (text: string) => check(text, claims, options);
          forward({ from: client, to: upstream, transform, whenLost: { code: 1001 } });
        }),
      refused: ({ status, errors, headers }) => {
        log?.(`socket refused: ${status}`);
        refuseHandshake(socket, status, errors, headers);
      },
    });
    // Covers the browser that leaves, or breaks the handshake, before it is accepted.
    socket.once('close', () => joined || upstream.close());
    return undefined;
  }

  return {
    upgrade(request, socket, head) {
      // Taken apart by hand: the line comes from outside, and URL throws on some of what Node lets through (`//`).
      const [pathname, query] = (request.url ?? '').split('?', 2);
      if (pathname !== socketPath) return false;
      socket.on('error', () => socket.destroy());
      const failed = () => refuseHandshake(socket, 500, ['The relay failed']);
      open(request, socket, head, new URLSearchParams(query)).catch(failed);
      return true;
    },
    close() {
      for (const client of server.clients) {
        client.close(1001, 'The relay is going away');
        setTimeout(() => client.terminate(), closingMs).unref();
      }
      server.close();
    },
  };
}

/**
 * A text message as it may go on. It is always written anew from what was read here: text that this parser and the
 * Agent API's might read differently could carry variables past it.
 */
function check(text: string, claims: Claims, { allowEnvironmentVariables = false }: RelayOptions): string | Closing {
  const message = parseJson(text);
  if (!isJsonObject(message)) return { code: 4400, reason: 'Messages must be JSON objects' };
  if (message['agentId'] !== claims.agent) return { code: 4403, reason: 'The token was issued for another agent' };
  try {
    return JSON.stringify(rewrite(message, { claims, allowEnvironmentVariables }));
  } catch {
    // What is nested deeper than the stack can be parsed, but not be written.
    return { code: 4400, reason: 'The message is nested too deeply' };
  }
}
