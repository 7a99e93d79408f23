import type { WebSocket } from 'ws';

/** A code and reason to close with; no code means a close frame without one. */
export interface Closing {
  readonly code?: number;
  readonly reason?: string;
}

/** A message to send on. */
export interface Passing {
  readonly data: Buffer | string;
  readonly binary: boolean;
}

export interface ForwardOptions {
  readonly from: WebSocket;
  readonly to: WebSocket;
  /** What becomes of a message; a `Closing` ends both connections. Messages keep their order while one is decided on. */
  readonly pass: (data: Buffer, binary: boolean) => Passing | Closing | Promise<Passing | Closing>;
  /** What the far side is told when this one is lost without a close frame. */
  readonly whenLost: Closing;
  /** What the far side is told of the reason that this one closed with. Default: all of it. */
  readonly tell?: (reason: string) => string;
}

/** Reading stops while more than this waits to be sent on, and goes on below a quarter of it, in bytes. */
const highWater = 1024 * 1024;
const lowWater = highWater / 4;

/** Sends on, in order, what one connection receives, and closes the other in the same way. */
export function forward({ from, to, pass, whenLost, tell = (reason) => reason }: ForwardOptions): void {
  /** The end of the queue behind a message that is still being decided on. */
  let queue: Promise<void> | undefined;
  /** Both are being closed: what was read before is of no interest any more. */
  let isOver = false;

  const goOn = () => {
    const isCongested = to.readyState === to.OPEN && to.bufferedAmount >= lowWater;
    if (from.isPaused && !queue && !isCongested) from.resume();
  };
  const end = (closing: Closing) => {
    isOver = true;
    closeBoth(from, to, closing);
  };
  const deliver = (outcome: Passing | Closing) => {
    if (!('data' in outcome)) return end(outcome);
    if (to.readyState !== to.OPEN) return;
    to.send(outcome.data, { binary: outcome.binary }, goOn);
    if (to.bufferedAmount > highWater) from.pause();
  };
  const take = (data: Buffer, binary: boolean): Promise<void> | undefined => {
    if (isOver) return undefined;
    const outcome = pass(data, binary);
    if (outcome instanceof Promise) return outcome.then(deliver);
    deliver(outcome);
    return undefined;
  };
  const fail = () => end({ code: 1011, reason: 'The relay failed' });
  /** What was read already waits for its turn; nothing more is read meanwhile. */
  const inTurn = (step: () => Promise<void> | void) => {
    let result: Promise<void> | void;
    try {
      result = queue ? queue.then(step) : step();
    } catch {
      return fail();
    }
    if (!result) return;
    const settled = result.catch(fail).then(() => {
      if (queue !== settled) return;
      queue = undefined;
      goOn();
    });
    queue = settled;
    from.pause();
  };

  from.on('message', (data, binary) => inTurn(() => take(data as Buffer, binary)));
  from.on('close', (code, reason) => inTurn(() => close(to, closingOf(code, tell(String(reason)), whenLost))));
  // The cause of an error is the visitor's or the network's; the close that follows says all there is to do.
  from.on('error', () => undefined);
}

/** 1005 and 1006 are what a side notes when there was no code and no close frame: neither may be sent. */
function closingOf(code: number, reason: string, whenLost: Closing): Closing {
  if (code === 1005) return {};
  return code === 1006 ? whenLost : { code, reason };
}

export function closeBoth(one: WebSocket, other: WebSocket, closing: Closing): void {
  close(one, closing);
  close(other, closing);
}

function close(webSocket: WebSocket, { code, reason }: Closing): void {
  if (webSocket.readyState !== webSocket.OPEN) return;
  // A paused connection would not read the answer to its close frame.
  if (webSocket.isPaused) webSocket.resume();
  webSocket.close(code, reason);
}
