import type { RawData, WebSocket } from 'ws';

/** A code and reason to close with; no code means a close frame without one. */
export interface Closing {
  readonly code?: number;
  readonly reason?: string;
}

export interface ForwardOptions {
  readonly from: WebSocket;
  readonly to: WebSocket;
  /** The message to send on; a `Closing` ends both connections with it. Default: as it came. */
  readonly transform?: (text: string) => string | Closing;
  /** What the far side is told when this one is lost without a close frame. */
  readonly whenLost: Closing;
}

/** Reading stops while more than this waits to be sent on, and goes on below a quarter of it, in bytes. */
const highWater = 1024 * 1024;
const lowWater = highWater / 4;

/** Sends on, in order, what one connection receives, and closes the other in the same way. */
export function forward({ from, to, transform = (text) => text, whenLost }: ForwardOptions): void {
  from.on('message', (data, isBinary) => {
    const outcome = isBinary ? data : transform(String(data));
    if (isClosing(outcome)) {
      close(from, outcome);
      close(to, outcome);
      return;
    }
    if (to.readyState !== to.OPEN) return;
    to.send(outcome, { binary: isBinary }, () => {
      if (from.isPaused && to.bufferedAmount < lowWater) from.resume();
    });
    if (to.bufferedAmount > highWater) from.pause();
  });
  from.on('close', (code, reason) => close(to, closingOf(code, String(reason), whenLost)));
  // The cause of an error is the visitor's or the network's; the close that follows says all there is to do.
  from.on('error', () => undefined);
}

function isClosing(outcome: RawData | string | Closing): outcome is Closing {
  return typeof outcome === 'object' && 'code' in outcome;
}

/** 1005 and 1006 are what a side notes when there was no code and no close frame: neither may be sent. */
function closingOf(code: number, reason: string, whenLost: Closing): Closing {
  if (code === 1005) return {};
  return code === 1006 ? whenLost : { code, reason };
}

function close(webSocket: WebSocket, { code, reason }: Closing): void {
  if (webSocket.readyState !== webSocket.OPEN) return;
  // A paused connection would not read the answer to its close frame.
  if (webSocket.isPaused) webSocket.resume();
  webSocket.close(code, reason);
}
