import { WebSocket } from 'ws';
import { AgentSession } from '../../src/session/agent-session.js';
import type { AgentSessionOptions, SessionPorts } from '../../src/session/options.js';
import { noStore } from '../../src/storage/conversation-store.js';
import { page } from './relayed.js';

// Node 20 has none of its own; a session reads the constants of its states there.
globalThis.WebSocket ??= WebSocket as unknown as typeof globalThis.WebSocket;

/** A session under Node, which says that it is on a page as a browser would. */
export function headlessSession(options: AgentSessionOptions, ports: Partial<SessionPorts> = {}): AgentSession {
  return new AgentSession(options, {
    fetch(input, init) {
      const headers = new Headers(init?.headers);
      headers.set('Origin', page);
      return fetch(input, { ...init, headers });
    },
    createSocket(address) {
      const socket = new WebSocket(address, { origin: page });
      // In a browser nobody need listen.
      socket.on('error', () => undefined);
      return socket as unknown as globalThis.WebSocket;
    },
    network: { isOnline: () => true, onHope: () => undefined },
    openStore: () => noStore,
    onNextFrame(callback) {
      const timer = setTimeout(callback, 0);
      return () => clearTimeout(timer);
    },
    ...ports,
  });
}
