import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { LimitedBy } from './rate-limits.js';

/** What the relay counts, for Prometheus; names and labels only, nothing of anybody's. */
export interface Metrics {
  readonly contentType: string;
  text(): Promise<string>;
  /** @param route `token` or an operation's name */
  request(route: string, status: number, seconds: number): void;
  /** @param status 101 where it was accepted */
  handshake(status: number): void;
  opened(): void;
  closed(by: Side, code: number): void;
  message(to: Side, bytes: number): void;
  limited(by: LimitedBy | 'store'): void;
}

export type Side = 'browser' | 'agent';

/** In seconds; an agent may think for minutes. */
const buckets = [0.005, 0.025, 0.1, 0.5, 1, 2.5, 5, 10, 30, 120];

/** @param ofProcess whether to tell of memory and CPU too; once in a process is enough */
export function createMetrics(ofProcess: boolean, isStoreConnected: (() => boolean) | undefined): Metrics {
  const registers = [new Registry()];
  const [registry] = registers as [Registry];
  if (ofProcess) collectDefaultMetrics({ register: registry });
  const name = (end: string) => `autessa_relay_${end}`;
  const count = (end: string, help: string, labelNames: readonly string[]) =>
    new Counter({ name: name(end), help, labelNames, registers });

  const requests = new Histogram({
    name: name('request_seconds'),
    help: 'HTTP requests by route and status, and how long they took',
    labelNames: ['route', 'status'],
    buckets,
    registers,
  });
  const handshakes = count('handshakes_total', 'WebSocket handshakes by the status they were answered with', ['status']);
  const sockets = new Gauge({ name: name('sockets'), help: 'Open sockets', registers });
  const closes = count('socket_closes_total', 'Closed sockets by the side that closed and the code', ['by', 'code']);
  const messages = count('messages_total', 'Messages forwarded on sockets', ['to']);
  const bytes = count('message_bytes_total', 'Bytes of messages forwarded on sockets', ['to']);
  // Looked up once: this is counted for every word that is streamed.
  const forwardedTo = (to: Side) => ({ messages: messages.labels({ to }), bytes: bytes.labels({ to }) });
  const forwarded = { browser: forwardedTo('browser'), agent: forwardedTo('agent') };
  const limited = count('limited_total', 'Requests and messages refused by a rate limit', ['by']);
  if (isStoreConnected) {
    const help = 'Whether the shared store of the rate limits is there';
    const up: Gauge = new Gauge({ name: name('store_up'), help, registers, collect: () => up.set(isStoreConnected() ? 1 : 0) });
  }

  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    request: (route, status, seconds) => requests.observe({ route, status }, seconds),
    handshake: (status) => handshakes.inc({ status }),
    opened: () => sockets.inc(),
    closed(by, code) {
      sockets.dec();
      closes.inc({ by, code: labelOf(code) });
    },
    message(to, size) {
      forwarded[to].messages.inc();
      forwarded[to].bytes.inc(size);
    },
    limited: (by) => limited.inc({ by }),
  };
}

/** Either side may choose among thousands of codes: only those with a meaning get a series of their own. */
function labelOf(code: number): string {
  return code <= 1015 || [4400, 4401, 4403].includes(code) ? String(code) : `${Math.floor(code / 1000)}xxx`;
}
