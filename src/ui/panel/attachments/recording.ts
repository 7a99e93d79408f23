import { AgentError } from '../../../base/errors.js';
import { Recorder } from './recorder.js';

/** A longer voice note, in ms, ends by itself. */
const longestMs = 5 * 60_000;

/** A voice note that is being recorded. */
export interface Note {
  /** How loud it was, frame by frame, 0 to 1. */
  readonly levels: readonly number[];
  /** How long it is, in ms. */
  readonly durationMs: number;
}

/** Records one voice note at a time. */
export class Recording {
  readonly #onChange: () => void;
  readonly #onNote: (note: Blob) => void;
  readonly #isSeen: () => boolean;
  #recorder: Recorder | undefined;
  #levels: number[] = [];
  #startedAt = 0;
  /** Ends what is being asked for or recorded. */
  #lifetime = new AbortController();

  /**
   * @param onChange `note` is another one now
   * @param onNote one has ended, by itself or because it was finished
   * @param isSeen nothing is recorded while nobody looks
   */
  constructor(onChange: () => void, onNote: (note: Blob) => void, isSeen: () => boolean) {
    this.#onChange = onChange;
    this.#onNote = onNote;
    this.#isSeen = isSeen;
  }

  get note(): Note | undefined {
    return this.#recorder && { levels: this.#levels, durationMs: performance.now() - this.#startedAt };
  }

  /** @throws {AgentError} as `Recorder.start` */
  async start(): Promise<void> {
    this.#lifetime = new AbortController();
    const recorder = await Recorder.start(this.#lifetime.signal);
    this.#recorder = recorder;
    this.#levels = [];
    this.#startedAt = performance.now();
    // The microphone may go away.
    void recorder.ended.then(() => (this.#recorder === recorder ? this.finish() : undefined));
    this.#measure(recorder);
  }

  /** Ends the recording, and keeps it. Where the person is still being asked, there will be none. */
  async finish(): Promise<void> {
    const recorder = this.#recorder;
    if (!recorder) return this.#lifetime.abort(AgentError.aborted());
    this.#recorder = undefined;
    this.#onNote(await recorder.stop());
  }

  /** Ends the recording, and keeps nothing. */
  discard(): void {
    this.#lifetime.abort(AgentError.aborted());
    const recorder = this.#recorder;
    this.#recorder = undefined;
    void recorder?.stop();
  }

  /** As long as it is recorded, each frame shows how loud it is. */
  #measure(recorder: Recorder): void {
    if (this.#recorder !== recorder) return;
    this.#levels.push(recorder.level);
    if (performance.now() - this.#startedAt > longestMs || !this.#isSeen()) return void this.finish();
    this.#onChange();
    requestAnimationFrame(() => this.#measure(recorder));
  }
}
