import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { defaultApiBase, socketAddress, socketPath } from '../protocol/addresses.js';
import { clientAddress } from './address.js';
import { requesterOf, type Admission, type Admitted } from './admission.js';
import { presentedConversation, sealingFor, type VisitorGrants } from './visitor-grants.js';
import { Capacity } from './capacity.js';
import { AudioAllowance } from './frames.js';
import { bridgeSockets } from './socket-bridge.js';
import type { Lifetime } from './lifetime.js';
import { noLog } from './log.js';
import type { Metrics } from './metrics.js';
import { defaultSizes, defaultSockets, defaultTimeouts, type RelayOptions } from './options.js';
import { createPinned } from './pinned-version.js';
import type { ReadingTurns } from './reading-turns.js';
import type { Redaction } from './redaction.js';
import { refuseHandshake } from './refuse-handshake.js';
import { isRefusal, refusal, type Refusal } from './refusal.js';
import { connectUpstream } from './upstream.js';

export interface SocketForwarderParts {
  readonly options: RelayOptions;
  readonly admission: Admission;
  readonly grants: VisitorGrants;
  readonly memory: Capacity;
  readonly turns: ReadingTurns;
  readonly redaction: Redaction;
  readonly metrics: Metrics;
  readonly isDraining: () => boolean;
}

export interface SocketForwarder {
  /** Takes a request to upgrade. @returns `false`, untouched, if it is not for the relay's path */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** Ends every socket with 1001: at a pause, or at the deadline. Settles when there is none. @param deadline in ms */
  drain(deadline: number): Promise<void>;
  close(): void;
}

/** A client that is told so comes back, to another copy of the relay. */
const leaving = { code: 1001, reason: 'The relay is going away' };
/** In ms. */
const closingMs = 1000;

/**
 * Forwards the socket (API document: "WebSocket API"). The order is: verify the token, connect to the Agent API, and
 * only then accept, so that a refusal by either has its status. Until then the browser's bytes wait unread in its
 * connection, bounded by TCP.
 */
export function socketForwarder(parts: SocketForwarderParts): SocketForwarder {
  const { options, admission, grants, memory, turns, redaction, metrics, isDraining } = parts;
  const { apiBase = defaultApiBase, apiKey, log = noLog, proxies = 0, now = Date.now } = options;
  const { allowEnvironmentVariables = false, allowVersion = false } = options;
  const { bodyLimit, textLimit } = { ...defaultSizes, ...options };
  const { socketsPerVisitor, socketsPerAddress } = { ...defaultSockets, ...options };
  const timeouts = { ...defaultTimeouts, ...options.timeouts };
  const server = new WebSocketServer({ noServer: true, maxPayload: bodyLimit, perMessageDeflate: false });
  const places = new Capacity({ visitor: socketsPerVisitor, address: socketsPerAddress, total: Infinity });
  const lifetimes = new Map<WebSocket, Lifetime>();

  async function admit(request: IncomingMessage, query: URLSearchParams, address: string | undefined): Promise<Admitted | Refusal> {
    if (isDraining()) return { ...refusal(503, 'The relay is going away'), headers: { 'Retry-After': '1' } };
    return admission.admit({
      token: query.get('authorization'),
      origin: request.headers.origin,
      resourceId: query.get('resourceId'),
      address,
    });
  }

  async function open(request: IncomingMessage, socket: Duplex, head: Buffer, query: URLSearchParams): Promise<Refusal | undefined> {
    const forwarded = request.headers['x-forwarded-for']?.toString();
    const address = clientAddress(request.socket.remoteAddress, forwarded, proxies);
    const admitted = await admit(request, query, address);
    if (isRefusal(admitted)) return admitted;
    const { holder } = admitted;
    const asked = presentedConversation(grants, holder, query.get('conversationId'));
    if (isRefusal(asked)) return asked;
    const by = { visitor: String(requesterOf(holder).visitor), address };
    const place = places.hold(by);
    // Taken at once: of many handshakes in one moment each must see those before it.
    if (!place.add(1)) return { ...refusal(429, 'Too many sockets are open'), headers: { 'Retry-After': '5' } };
    const begun = asked.id === undefined && holder.version ? await createPinned(options, holder) : asked;
    if (isRefusal(begun) || socket.destroyed) {
      place.release();
      return isRefusal(begun) ? begun : undefined;
    }

    const isVoice = query.get('voiceModeEnabled') === 'true';
    const upstreamAddress = socketAddress(apiBase, {
      agentId: holder.agent,
      token: apiKey,
      conversationId: begun.id === undefined ? undefined : begun.original,
      voice: isVoice,
    });
    let joined = false;
    const upstream = connectUpstream(upstreamAddress, {
      // Both sides are joined in the very moment the far one opens: its first message follows at once.
      opened: () =>
        server.handleUpgrade(request, socket, head, (client) => {
          joined = true;
          metrics.handshake(101);
          metrics.opened();
          const openedAt = now();
          const lifetime = bridgeSockets({
            client,
            upstream,
            connection: socket,
            holder,
            address,
            hold: memory.hold(by),
            turns,
            rules: { holder, grants, allowEnvironmentVariables, allowVersion, textLimit, isVoice, audio: new AudioAllowance(now) },
            seal: sealingFor(grants, holder, asked),
            redaction,
            admission,
            metrics,
            timeouts,
            now,
            onClosed(by, code) {
              metrics.closed(by, code);
              log.info({ agent: holder.agent, by, code, seconds: Math.round((now() - openedAt) / 1000) }, 'Socket closed');
            },
          });
          lifetimes.set(client, lifetime);
          client.once('close', () => lifetimes.delete(client));
        }),
      refused: ({ status, errors, headers }) => refuse(socket, { status: status as 502, errors: errors.map(redaction.text), headers }),
    });
    upstream.once('close', place.release);
    // Covers the browser that leaves, or breaks the handshake, before it is accepted.
    socket.once('close', () => joined || upstream.close());
    return undefined;
  }

  function refuse(socket: Duplex, { status, errors, headers }: Refusal): void {
    metrics.handshake(status);
    log.warn({ status }, 'Socket refused');
    refuseHandshake(socket, status, errors, headers);
  }

  return {
    upgrade(request, socket, head) {
      // Taken apart by hand: the line comes from outside, and URL throws on some of what Node lets through (`//`).
      const [pathname, query] = (request.url ?? '').split('?', 2);
      if (pathname !== socketPath) return false;
      socket.on('error', () => socket.destroy());
      open(request, socket, head, new URLSearchParams(query)).then(
        (refused) => refused && refuse(socket, refused),
        () => refuse(socket, refusal(500, 'The relay failed')),
      );
      return true;
    },
    async drain(deadline) {
      const gone = [...lifetimes].map(([client, lifetime]) => {
        lifetime.endSoon(leaving, deadline);
        return new Promise((resolve) => client.once('close', resolve));
      });
      await Promise.all(gone);
    },
    close() {
      for (const client of server.clients) {
        client.close(leaving.code, leaving.reason);
        setTimeout(() => client.terminate(), closingMs).unref();
      }
      server.close();
    },
  };
}
