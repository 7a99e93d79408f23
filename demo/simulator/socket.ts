import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { refuseHandshake } from '../../src/relay/refuse-handshake.js';
import type { Agent } from './agent.js';
import { serveConnection } from './connection.js';
import type { Conversation } from './conversations.js';
import { finalFrame, statusFrame, tokenFrame } from './frames.js';
import { admitSocket, passesNetwork } from './handshake.js';
import { Line } from './line.js';
import { isRefusal } from './refusals.js';
import { apiKeyId, findConversation, type Simulation } from './simulation.js';

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
  const shaking = new Set<Duplex>();

  async function shakeHands(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const [pathname, search] = (request.url ?? '').split('?', 2);
    const query = new URLSearchParams(search);
    const agent = admitSocket(simulation, pathname, query);
    if (isRefusal(agent)) return refuseHandshake(socket, agent.status, agent.errors, agent.headers);
    if (!(await passesNetwork(agent, socket, simulation))) return undefined;
    return server.handleUpgrade(request, socket, head, (webSocket) => open(simulation, agent, webSocket, query));
  }

  return {
    upgrade(request, socket, head) {
      shaking.add(socket);
      socket.on('error', () => socket.destroy()).on('close', () => shaking.delete(socket));
      void shakeHands(request, socket, head);
    },
    close() {
      for (const webSocket of server.clients) webSocket.terminate();
      for (const socket of shaking) socket.destroy();
      server.close();
    },
  };
}

function open(simulation: Simulation, agent: Agent, webSocket: WebSocket, query: URLSearchParams): void {
  const { faults, traffic } = agent;
  const line = new Line(webSocket);
  traffic.connections.opened += 1;
  traffic.connections.open += 1;
  agent.lines.add(line);
  webSocket.on('error', () => webSocket.terminate());
  webSocket.on('close', () => {
    traffic.connections.open -= 1;
    agent.lines.delete(line);
  });
  closeWithToken(simulation, line, query.get('authorization'));
  const dropAtOnce = faults.take('drop-on-connect');
  if (dropAtOnce) return line.end(dropAtOnce.code);
  const { conversation, status } = begin(simulation, agent, query.get('conversationId'));
  serveConnection({ simulation, agent, conversation, webSocket, line });
  if (faults.take('silent-on-connect')) return line.silence();
  const errors = faults.take('status-errors') ? ['The agent is not available'] : [];
  const frame = statusFrame(conversation.id, status, errors);
  if (!faults.take('no-status')) line.send(frame);
  if (faults.take('double-status')) line.send(frame);
  if (faults.take('stray-final')) {
    line.send(finalFrame(conversation.id, [{ outputType: 'TEXT', content: 'Nobody asked for this.' }], []));
  }
  if (faults.take('greet')) greet(conversation, line);
  const drop = faults.take('drop-after-status');
  if (drop) line.end(drop.code);
  if (faults.take('silent-after-status')) line.silence();
  return undefined;
}

function greet(conversation: Conversation, line: Line): void {
  const words = ['Good day! ', 'How can ', 'I help?'];
  const whole = { outputType: 'TEXT', content: words.join('') } as const;
  for (const word of words) line.send(tokenFrame(word));
  conversation.log({ logType: 'MESSAGE_TO_USER', multimodalOutput: whole });
  line.send(finalFrame(conversation.id, [whole], []));
}

/** A token of the simulator's own ends its sockets with it. */
function closeWithToken({ clock, issuedTokens }: Simulation, line: Line, token: string | null): void {
  const leftMs = issuedTokens.expiryOf(token) - clock.now();
  if (leftMs <= 0) return;
  line.gone.addEventListener('abort', clock.after(leftMs, () => line.end(4401, 'The token has expired')));
}

/** The conversation that a socket is for: the one asked for, revived if need be, or a fresh one. */
function begin(
  simulation: Simulation,
  agent: Agent,
  wanted: string | null,
): { readonly conversation: Conversation; readonly status: string } {
  const known = wanted === null ? undefined : findConversation(simulation, agent, wanted, 'handshake');
  const create = (version: number) => simulation.conversations.create(agent.id, version, apiKeyId);
  if (!known) return { conversation: create(agent.versions.published), status: 'CREATED' };
  if (agent.faults.take('other-id', 'handshake')) return { conversation: create(known.version), status: 'REVIVED' };
  const status = known.status === 'CLOSED' ? 'REVIVED' : 'IN_PROGRESS';
  known.revive();
  return { conversation: known, status };
}
