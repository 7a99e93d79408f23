/** One end of a channel to another thread, which knows what goes through it. */
export class Port<Sent, Heard> {
  /** As it is handed to the other thread. */
  readonly raw: MessagePort;
  #hear: ((event: MessageEvent) => void) | undefined;

  constructor(raw: MessagePort) {
    this.raw = raw;
  }

  /** Sends a copy. @param transfer what is handed over instead */
  send(message: Sent, transfer: Transferable[] = []): void {
    this.raw.postMessage(message, transfer);
  }

  /** What came before has waited until now. */
  listen(listener: (message: Heard) => void): void {
    this.#hear = ({ data }) => listener(data as Heard);
    this.raw.addEventListener('message', this.#hear);
    this.raw.start();
  }

  /** Neither end hears anything any more. The listener goes, too: Chromium keeps the port of a worklet's node for as long as the page. */
  close(): void {
    if (this.#hear) this.raw.removeEventListener('message', this.#hear);
    this.raw.close();
  }
}
