/** Tells speech from other sound, frame after frame. */
export interface SpeechModel {
  /**
   * To be called for one frame at a time: it remembers those before.
   *
   * @param frame 512 samples at 16 kHz
   * @returns how likely it is speech, 0 to 1
   */
  process(frame: Float32Array): number | Promise<number>;
  /** Lets go of its memory. */
  release(): void | Promise<void>;
}

/** What a model is made of. */
export interface SpeechModelFiles {
  /** WebAssembly. */
  readonly runtime: ArrayBuffer;
  /** Address of the module that starts it. */
  readonly starter: string;
  readonly model: ArrayBuffer;
}

/** A script that holds a model exports such a function, as `loadSpeechModel`. */
export type LoadSpeechModel = (files: SpeechModelFiles) => Promise<SpeechModel>;
