interface WithSink {
  setSinkId(id: string): Promise<void>;
}

/** Where the sound of a context goes. */
export class Loudspeaker {
  readonly #context: AudioContext;
  readonly #output: AudioNode;
  #element: HTMLAudioElement | undefined;

  constructor(context: AudioContext, output: AudioNode) {
    this.#context = context;
    this.#output = output;
    output.connect(context.destination);
  }

  /** @param id a `deviceId`; `''` is the system's choice. Rejects where there is no such device. */
  async choose(id: string): Promise<void> {
    if ('setSinkId' in this.#context) return (this.#context as unknown as WithSink).setSinkId(id);
    if (id === '' && !this.#element) return;
    // Firefox lets elements choose, contexts not.
    this.#element ??= this.#throughElement();
    await this.#element.setSinkId(id);
    await this.#element.play();
  }

  close(): void {
    this.#element?.pause();
    if (this.#element) this.#element.srcObject = null;
  }

  #throughElement(): HTMLAudioElement {
    const destination = this.#context.createMediaStreamDestination();
    const element = new Audio();
    element.srcObject = destination.stream;
    this.#output.disconnect();
    this.#output.connect(destination);
    return element;
  }
}
