import type { Duplex } from 'node:stream';
import { sleep } from '../../src/base/clock.js';
import { socketPath } from '../../src/protocol/addresses.js';
import type { Agent } from './agent.js';
import { isRefusal, refusalByFault, retryAfter, type Refusal } from './refusals.js';
import { admit, type Simulation } from './simulation.js';

/** Whether a socket may be opened: the checks of the API, then the agent's faults. */
export function admitSocket(
  simulation: Simulation,
  pathname: string | undefined,
  query: URLSearchParams,
): Agent | Refusal {
  if (pathname !== socketPath) return { status: 404, errors: ['There is no such socket'] };
  const agent = admit(simulation, query.get('authorization'), query.get('resourceId'));
  if (isRefusal(agent)) return agent;
  const isVoice = query.get('voiceModeEnabled') === 'true';
  const refuse = agent.faults.take('refuse', 'handshake') ?? (isVoice ? agent.faults.take('refuse-voice', 'handshake') : undefined);
  if (refuse) {
    const { status = 503 } = refuse;
    return { status, errors: [`Refused with ${status}`], headers: retryAfter(refuse, simulation.clock) };
  }
  const fault = refusalByFault(agent, 'handshake', simulation.clock);
  if (fault) return fault;
  const { allowed, headers } = simulation.rateLimiter.take(simulation.apiKey);
  return allowed ? agent : { status: 429, errors: ['Too many requests'], headers };
}

const proxyPage = '<!doctype html><title>Blocked</title><p>This connection is not allowed';

/**
 * What a network can do to a handshake that the server itself would take.
 *
 * @returns whether it can go on
 */
export async function passesNetwork(agent: Agent, socket: Duplex, { clock }: Simulation): Promise<boolean> {
  const { faults } = agent;
  const slow = faults.take('slow-handshake', 'handshake');
  if (slow) await sleep(clock, slow.ms ?? 3000, new AbortController().signal);
  if (faults.take('block-sockets', 'handshake')) {
    const head = ['HTTP/1.1 403 Forbidden', 'Connection: close', 'Content-Type: text/html'];
    socket.end([...head, `Content-Length: ${Buffer.byteLength(proxyPage)}`, '', proxyPage].join('\r\n'));
    return false;
  }
  if (faults.take('cut-handshake', 'handshake')) socket.destroy();
  if (faults.take('hang-handshake', 'handshake')) return false;
  return !socket.destroyed;
}
