import { AgentError } from '../../../base/errors.js';
import { microphoneTrouble } from '../../../media/microphone-errors.js';

/** What browsers record in. */
const forms: readonly string[] = ['audio/webm', 'audio/mp4', 'audio/ogg'];

/** Records a voice note from the microphone, which is let go as soon as the recording ends. */
export class Recorder {
  readonly #recorder: MediaRecorder;
  readonly #audio: AudioContext;
  readonly #analyser: AnalyserNode;
  readonly #samples: Float32Array<ArrayBuffer>;
  readonly #pieces: Blob[] = [];
  readonly #ended: Promise<void>;

  private constructor(stream: MediaStream) {
    this.#audio = new AudioContext();
    this.#analyser = new AnalyserNode(this.#audio, { fftSize: 1024 });
    this.#samples = new Float32Array(this.#analyser.fftSize);
    this.#audio.createMediaStreamSource(stream).connect(this.#analyser);
    const recorder = new MediaRecorder(stream);
    this.#recorder = recorder;
    recorder.addEventListener('dataavailable', ({ data }) => this.#pieces.push(data));
    this.#ended = new Promise((resolve) => recorder.addEventListener('stop', () => resolve(), { once: true }));
    void this.#ended.then(() => {
      for (const track of stream.getTracks()) track.stop();
      void this.#audio.close();
    });
    recorder.start();
  }

  /** Some browsers have it all, and no encoder. */
  static get isSupported(): boolean {
    const hasMicrophone = typeof navigator.mediaDevices?.getUserMedia === 'function';
    return hasMicrophone && typeof MediaRecorder !== 'undefined' && forms.some((form) => MediaRecorder.isTypeSupported(form));
  }

  /**
   * Asks for the microphone, and records.
   *
   * @throws {AgentError} all codes that begin with `mic-`, `unsupported`; `aborted` where the signal was while the person was being asked
   */
  static async start(signal: AbortSignal): Promise<Recorder> {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } }).catch((error: unknown) => {
      throw microphoneTrouble(error);
    });
    try {
      if (signal.aborted) throw AgentError.aborted();
      return new Recorder(stream);
    } catch (error) {
      for (const track of stream.getTracks()) track.stop();
      throw AgentError.from(error, 'unsupported', 'Nothing can be recorded');
    }
  }

  /** Settles when the recording has ended, if only because the microphone is gone. */
  get ended(): Promise<void> {
    return this.#ended;
  }

  /** How loud it is at this moment, from 0 to 1. */
  get level(): number {
    this.#analyser.getFloatTimeDomainData(this.#samples);
    let power = 0;
    for (const sample of this.#samples) power += sample * sample;
    // Speech is far from full scale.
    return Math.min(1, 4 * Math.sqrt(power / this.#samples.length));
  }

  /** Ends the recording. @returns what was recorded, in a form of the browser's choice */
  async stop(): Promise<Blob> {
    if (this.#recorder.state !== 'inactive') this.#recorder.stop();
    await this.#ended;
    return new Blob(this.#pieces, { type: this.#recorder.mimeType });
  }
}
