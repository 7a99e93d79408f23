import { sleep, type Clock } from '../../base/clock.js';

/** What the person says, from -1 to 1, at 16 000 Hz. */
export type Samples = Float32Array<ArrayBuffer>;

const sampleRate = 16_000;
/** What is said while there is no connection is kept, up to so many samples: 10 s. */
const longestGap = 10 * sampleRate;
/** A network that is too slow gets at most so many samples behind: 1 s, of which half is the socket's. */
const longestDelay = sampleRate / 2;
const mostBufferedBytes = (sampleRate / 2) * Float32Array.BYTES_PER_ELEMENT;
/** How often the socket is looked at while it has too much to send, in ms. */
const lookMs = 50;

export interface AudioSenderOptions {
  readonly socket: () => WebSocket | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Takes what the person says to the socket, in order: at once, or as soon as there is one. */
export class AudioSender {
  readonly #options: AudioSenderOptions;
  #waiting: Samples[] = [];
  #samples = 0;
  #isOpen = false;
  /** Whether what waits was said before the socket was there: it is not late, it is what was kept. */
  #isCatchingUp = true;
  #isLooking = false;

  constructor(options: AudioSenderOptions) {
    this.#options = options;
  }

  /** The socket takes samples now. */
  open(): void {
    this.#isOpen = true;
    this.#isCatchingUp = true;
    this.#send();
  }

  /** It does no more; what is said from now on is kept for the next one. */
  close(): void {
    this.#isOpen = false;
  }

  add(samples: Samples): void {
    this.#waiting.push(samples);
    this.#samples += samples.length;
    this.#send();
    const limit = this.#isOpen && !this.#isCatchingUp ? longestDelay : longestGap;
    while (this.#samples > limit) this.#take();
  }

  #send(): void {
    const socket = this.#options.socket();
    // One that is gone will be followed by another.
    this.#isOpen &&= socket?.readyState === 1;
    while (this.#isOpen && this.#waiting[0] && socket!.bufferedAmount < mostBufferedBytes) {
      socket!.send(this.#waiting[0]);
      this.#take();
    }
    if (this.#waiting.length === 0) this.#isCatchingUp = false;
    else if (this.#isOpen) void this.#look();
  }

  /** Nothing tells when a socket has sent what it had. */
  async #look(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    const { clock, signal } = this.#options;
    const isOver = await sleep(clock, lookMs, signal).then(() => false, () => true);
    this.#isLooking = false;
    if (!isOver) this.#send();
  }

  #take(): void {
    this.#samples -= this.#waiting.shift()?.length ?? 0;
  }
}
