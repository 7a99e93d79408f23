/* oxlint-disable unicorn/prefer-add-event-listener -- a port has one listener here, of which it lets go by a word */

/** One end of a channel to another thread, which knows what goes through it. */
export class Port<Sent, Heard> {
  /** As it is handed to the other thread. */
  readonly raw: MessagePort;

  constructor(raw: MessagePort) {
    this.raw = raw;
  }

  /** Sends a copy. @param transfer what is handed over instead */
  send(message: Sent, transfer: Transferable[] = []): void {
    this.raw.postMessage(message, transfer);
  }

  /** What came before has waited until now. */
  listen(listener: (message: Heard) => void): void {
    this.raw.onmessage = ({ data }) => listener(data as Heard);
  }

  /** Neither end hears anything any more. Who listened is let go of: Chromium keeps the port of a worklet's node for as long as the page. */
  close(): void {
    this.raw.onmessage = null;
    this.raw.close();
  }
}
