import type { WebSocket } from 'ws';

/**
 * Asks now and then whether the other end is still there, and cuts a connection that has not said a thing since it was
 * asked last: a phone that went into a tunnel closes nothing. It ends with the connection.
 *
 * @param every in ms
 */
export function keepAlive(webSocket: WebSocket, every: number): void {
  let heard = true;
  const hear = () => (heard = true);
  webSocket.on('pong', hear).on('ping', hear).on('message', hear);
  const timer = setInterval(() => {
    // While nothing is read, because the other side is slow, no answer is read either.
    if (!heard && !webSocket.isPaused) return webSocket.terminate();
    heard = false;
    if (webSocket.readyState === webSocket.OPEN) webSocket.ping();
  }, every);
  webSocket.once('close', () => clearInterval(timer));
}
