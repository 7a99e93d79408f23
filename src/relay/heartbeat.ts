import type { WebSocket } from 'ws';

/** So many control frames between two pings of the relay's are borne: browsers send none but the answers to those. */
const mostControlFrames = 100;

/**
 * Asks now and then whether the other end is still there, and cuts a connection that has not said a thing since it was
 * asked last: a phone that went into a tunnel closes nothing. It ends with the connection.
 *
 * @param every in ms
 */
export function keepAlive(webSocket: WebSocket, every: number): void {
  let heard = true;
  let controlFrames = 0;
  const hear = () => (heard = true);
  const hearControl = () => {
    heard = true;
    controlFrames += 1;
    if (controlFrames > mostControlFrames) webSocket.terminate();
  };
  webSocket.on('pong', hearControl).on('ping', hearControl).on('message', hear);
  const timer = setInterval(() => {
    // While nothing is read, because the other side is slow, no answer is read either.
    if (!heard && !webSocket.isPaused) return webSocket.terminate();
    heard = false;
    controlFrames = 0;
    if (webSocket.readyState === webSocket.OPEN) webSocket.ping();
  }, every);
  webSocket.once('close', () => clearInterval(timer));
}
