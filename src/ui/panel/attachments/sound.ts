import { AgentError } from '../../../base/errors.js';
import { openWav } from '../../../media/files/wav-source.js';

/** Plays a file as it is sent. Needs no address, which a policy might forbid. */
export class Player {
  readonly #context = new AudioContext();
  readonly #onEnd: () => void;
  #source: AudioBufferSourceNode | undefined;

  /** To be made inside a click. @param wav as `readSpeechFile` makes it @param onEnd it has ended by itself, or was stopped */
  constructor(wav: Blob, onEnd: () => void) {
    this.#onEnd = onEnd;
    void this.#play(wav).catch(() => this.stop());
  }

  stop(): void {
    if (this.#context.state === 'closed') return;
    void this.#context.close();
    this.#source?.stop();
    this.#onEnd();
  }

  async #play(wav: Blob): Promise<void> {
    const sound = await openWav(wav);
    if (!sound) throw new AgentError('file-type', 'The file is no WAV');
    const buffer = new AudioBuffer({ length: Math.max(1, sound.length), sampleRate: sound.rate });
    let at = 0;
    for await (const [samples] of sound.blocks()) {
      buffer.copyToChannel(samples as Float32Array<ArrayBuffer>, 0, at);
      at += samples!.length;
    }
    if (this.#context.state === 'closed') return;
    this.#source = new AudioBufferSourceNode(this.#context, { buffer });
    this.#source.connect(this.#context.destination);
    this.#source.addEventListener('ended', () => this.stop());
    this.#source.start();
  }
}
