import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import type { Timeouts } from './options.js';
import { leaveRequests, SequentialResponse, readInSlices } from './pipelining.js';
import { refuseHandshake } from './refuse-handshake.js';

export interface RunningRelay {
  /** Where it listens. */
  readonly url: string;
  /** Closes every connection with 1001 and stops listening. */
  close(): Promise<void>;
  /**
   * Lets go of its visitors without cutting a reply in two: it stops being ready, sockets end with 1001 at their next
   * pause, requests under way are answered. Then it stops listening.
   *
   * @param deadline when it closes in any case, in ms
   */
  drain(deadline: number): Promise<void>;
}

/** How often connections are looked at for requests that take too long, in ms. */
const lookMs = 1_000;
/** How often connections without a request are closed while it drains, in ms. */
const sweepMs = 50;
/** Longer than the proxies in front keep a connection without use, in ms, so that none is closed under a request. */
const keepAliveMs = 75_000;

/** What the server is for. */
export interface Served {
  fetch(request: Request, remote?: string): Response | Promise<Response>;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  drain(deadline: number): Promise<void>;
  close(): void;
}

/** A server with nothing but the relay. */
export async function listen(relay: Served, { head, request }: Timeouts, port: number, host: string): Promise<RunningRelay> {
  const settings = {
    headersTimeout: Math.min(head, request) * 1000,
    requestTimeout: request * 1000,
    connectionsCheckingInterval: lookMs,
    keepAliveTimeout: keepAliveMs,
    ServerResponse: SequentialResponse,
  };
  const answer = getRequestListener((asked, environment) =>
    relay.fetch(asked, 'incoming' in environment ? environment.incoming.socket.remoteAddress : undefined),
  );
  const server = createServer(settings, (asked, answered) => {
    if (!asked.socket.destroyed) void answer(asked, answered);
  });
  server.on('connection', readInSlices);
  server.on('upgrade', (asked, socket, rest) => {
    if (!leaveRequests(socket)) return;
    if (!relay.upgrade(asked, socket, rest)) refuseHandshake(socket, 404, ['There is nothing here']);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  const { address, family, port: actualPort } = server.address() as AddressInfo;

  const close = () => {
    relay.close();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    return closed;
  };
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${actualPort}`,
    close,
    async drain(deadline) {
      const sockets = relay.drain(deadline);
      const over = new Promise((resolve) => setTimeout(resolve, deadline).unref());
      // It listens on until the sockets are gone: a balancer that has not noticed yet is told to go elsewhere.
      await Promise.race([sockets, over]);
      const answered = new Promise<void>((resolve) => server.close(() => resolve()));
      // A connection that is kept alive would outlast the last answer on it.
      const sweep = setInterval(() => server.closeIdleConnections(), sweepMs);
      await Promise.race([answered, over]);
      clearInterval(sweep);
      await close();
    },
  };
}
