import { AgentSession } from '../../src/session/agent-session.js';
import type { AgentSessionOptions, SessionPorts } from '../../src/session/options.js';
import { openStore } from '../../src/storage/conversation-store.js';
import { nodeSockets } from './node-socket.js';
import { page } from './relayed.js';

/** A session under Node, which says that it is on a page as a browser would. */
export function headlessSession(options: AgentSessionOptions, ports: Partial<SessionPorts> = {}): AgentSession {
  return new AgentSession(options, {
    fetch(input, init) {
      const headers = new Headers(init?.headers);
      headers.set('Origin', page);
      return fetch(input, { ...init, headers });
    },
    createSocket: nodeSockets(page),
    locks: undefined,
    network: { isOnline: () => true, onHope: () => undefined, onRest: () => undefined, onHide: () => undefined, onReturn: () => undefined },
    openStore: (_persist, identity, onTrouble) => openStore('none', identity, onTrouble),
    onNextFrame: (callback) => void setTimeout(callback, 0),
    ...ports,
  });
}
