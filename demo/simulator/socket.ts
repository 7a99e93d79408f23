import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { socketPath } from '../../src/protocol/addresses.js';
import { refuseHandshake } from '../../src/relay/refuse-handshake.js';
import type { Agent } from './agent.js';
import { serveConnection } from './connection.js';
import type { Conversation } from './conversations.js';
import { statusFrame } from './frames.js';
import {
  admit,
  apiKeyId,
  findConversation,
  isRefusal,
  refusalByFault,
  type Refusal,
  type Simulation,
} from './simulation.js';

/** Base64 of an audio file of some minutes fits in, in bytes. */
const maximumMessageBytes = 32 * 1024 * 1024;

/** The socket (API document: "WebSocket API"). */
export interface SocketSide {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Cuts every connection. */
  close(): void;
}

export function createSocketSide(simulation: Simulation): SocketSide {
  const server = new WebSocketServer({ noServer: true, maxPayload: maximumMessageBytes });
  return {
    upgrade(request, socket, head) {
      const [pathname, search] = (request.url ?? '').split('?', 2);
      const query = new URLSearchParams(search);
      const agent = admitSocket(simulation, pathname, query);
      if (isRefusal(agent)) return refuseHandshake(socket, agent.status, agent.errors, agent.headers);
      server.handleUpgrade(request, socket, head, (webSocket) => open(simulation, agent, webSocket, query));
    },
    close() {
      for (const webSocket of server.clients) webSocket.terminate();
      server.close();
    },
  };
}

function admitSocket(simulation: Simulation, pathname: string | undefined, query: URLSearchParams): Agent | Refusal {
  if (pathname !== socketPath) return { status: 404, errors: ['There is no such socket'] };
  const agent = admit(simulation, query.get('authorization'), query.get('resourceId'));
  if (isRefusal(agent)) return agent;
  if (agent.faults.take('refuse')) return { status: 503, errors: ['The service is unavailable'] };
  const fault = refusalByFault(agent);
  if (fault) return fault;
  const { allowed, headers } = simulation.rateLimiter.take(simulation.apiKey);
  return allowed ? agent : { status: 429, errors: ['Too many requests'], headers };
}

function open(simulation: Simulation, agent: Agent, webSocket: WebSocket, query: URLSearchParams): void {
  const { connections } = agent.traffic;
  connections.opened += 1;
  connections.open += 1;
  const cut = () => webSocket.terminate();
  agent.cuts.add(cut);
  webSocket.on('error', cut);
  webSocket.on('close', () => {
    connections.open -= 1;
    agent.cuts.delete(cut);
  });
  if (agent.faults.take('drop-on-connect')) return cut();
  const { conversation, status } = begin(simulation, agent, query.get('conversationId'));
  if (!agent.faults.take('no-status')) webSocket.send(statusFrame(conversation.id, status));
  return serveConnection({ simulation, agent, conversation, webSocket });
}

/** The conversation that a socket is for: the one asked for, revived if need be, or a fresh one. */
function begin(
  simulation: Simulation,
  agent: Agent,
  wanted: string | null,
): { readonly conversation: Conversation; readonly status: string } {
  const known = wanted === null ? undefined : findConversation(simulation, agent, wanted);
  const create = (version: number) => simulation.conversations.create(agent.id, version, apiKeyId);
  if (!known) return { conversation: create(agent.versions.published), status: 'CREATED' };
  if (agent.faults.take('other-id')) return { conversation: create(known.version), status: 'REVIVED' };
  const status = known.status === 'CLOSED' ? 'REVIVED' : 'IN_PROGRESS';
  known.revive();
  return { conversation: known, status };
}
