import { ServerResponse, type IncomingMessage, type ServerOptions } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/*
 * A browser asks one thing at a time on a connection, and sends bodies in large pieces; so do proxies. Who asks again
 * before they are answered, or sends crumbs, would make the relay do much work for each byte: their connection ends.
 */

/** A body may be in so many pieces, and in one more for each so many bytes. */
const fewPieces = 1_000;
const smallPiece = 64;

/** The least that is parsed in one go, in bytes: fewer than sixty requests, or the head of one. */
const slice = 1_024;

/** What is asked on a connection, and not answered yet. */
interface Exchange {
  /** What is still to come of the body, as the head says, in bytes. */
  unread: number;
}

const exchanges = new WeakMap<Duplex, Exchange>();

/** Nothing more of it is parsed either, of what has been read while it was paused. */
function end(socket: Duplex): void {
  socket.pause();
  socket.destroy();
}

/** What Node makes for each request, even for one that it refuses by itself. Ends a connection on which more is asked before the answer. */
export class SequentialResponse<Asked extends IncomingMessage = IncomingMessage> extends ServerResponse<Asked> {
  constructor(asked: Asked, options?: ServerOptions) {
    // @ts-expect-error -- Node hands its own settings over, which the types leave out
    super(asked, options);
    const { socket } = asked;
    if (exchanges.has(socket)) {
      end(socket);
      return;
    }
    const exchange = { unread: Number(asked.headers['content-length'] ?? 0) };
    exchanges.set(socket, exchange);
    this.once('close', () => exchanges.delete(socket));
    let pieces = 0;
    let size = 0;
    const push = asked.push.bind(asked);
    asked.push = (piece: Buffer | null, encoding) => {
      const { length } = piece ?? [];
      pieces += 1;
      size += length;
      exchange.unread -= length;
      if (pieces <= fewPieces + size / smallPiece) return push(piece, encoding);
      end(socket);
      return false;
    };
  }
}

/**
 * Has a connection parsed in slices, but for bodies of a known length. Else all requests in one read, which may be
 * thousands, are made before anybody sees that the first of them has no answer yet.
 */
export function readInSlices(socket: Socket): void {
  const push = socket.push.bind(socket);
  socket.push = (chunk: Buffer | null, encoding) => {
    if (chunk === null) return push(chunk);
    let wantsMore = true;
    for (let at = 0; at < chunk.length && !socket.destroyed; ) {
      // Less what waits to be parsed, where the body is not asked for at present.
      const unread = (exchanges.get(socket)?.unread ?? 0) - socket.readableLength;
      const after = at + Math.max(slice, unread);
      wantsMore = push(chunk.subarray(at, after), encoding);
      at = after;
    }
    return wantsMore;
  };
  // Node's parser reads a connection by itself unless somebody has listened to it.
  const listener = () => undefined;
  socket.on('data', listener).off('data', listener);
}

/**
 * What follows an upgrade is no request.
 *
 * @returns whether the connection is still there: it has ended where something on it has no answer yet
 */
export function leaveRequests(socket: Duplex): boolean {
  Reflect.deleteProperty(socket, 'push');
  if (exchanges.has(socket)) end(socket);
  return !socket.destroyed;
}
