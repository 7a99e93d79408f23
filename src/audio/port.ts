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
    this.raw.addEventListener('message', ({ data }) => listener(data as Heard));
    this.raw.start();
  }

  /** Neither end hears anything any more. */
  close(): void {
    this.raw.close();
  }
}
