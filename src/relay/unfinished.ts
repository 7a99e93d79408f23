import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Hold } from './capacity.js';
import type { Closing } from './forward.js';
import { FrameMeter } from './frame-meter.js';

export interface UnfinishedOptions {
  readonly webSocket: WebSocket;
  /** The connection under it, from the very beginning. */
  readonly connection: Duplex;
  /** Room for what has come of a message. */
  readonly hold: Hold;
  /** How long a message may take, in ms. */
  readonly patienceMs: number;
  /** Must let go of what has come within moments. */
  readonly end: (closing: Closing) => void;
}

/** Ends a connection whose message takes up too much room, or too long, before it is whole. */
export function watchUnfinished({ webSocket, connection, hold, patienceMs, end }: UnfinishedOptions): void {
  const meter = new FrameMeter();
  let held = 0;
  let deadline: NodeJS.Timeout | undefined;
  const giveUp = (closing: Closing) => {
    connection.off('data', take);
    clearTimeout(deadline);
    end(closing);
    // Nothing more is read; what was is let go of when the connection is.
    connection.pause();
  };
  const expire = () => {
    // The relay itself does not read while the other side is slow.
    if (webSocket.isPaused) deadline = setTimeout(expire, patienceMs);
    else giveUp({ code: 1008, reason: 'The message took too long' });
  };
  const take = (chunk: Buffer) => {
    meter.read(chunk);
    const { unfinished } = meter;
    if (unfinished > held && !hold.add(unfinished - held)) return giveUp({ code: 1013, reason: 'Too much is being sent at once' });
    if (unfinished < held) hold.shrinkTo(unfinished);
    held = unfinished;
    if (unfinished === 0) {
      clearTimeout(deadline);
      deadline = undefined;
    } else deadline ??= setTimeout(expire, patienceMs);
    return undefined;
  };
  connection.on('data', take);
  webSocket.once('close', () => {
    clearTimeout(deadline);
    connection.off('data', take);
    hold.release();
  });
}
