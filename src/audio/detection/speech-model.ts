/** Tells speech from other sound, frame after frame. */
export interface SpeechModel {
  /**
   * To be called for one frame at a time: it remembers those before.
   *
   * @param frame 512 samples at 16 kHz
   * @returns how likely it is speech, 0 to 1
   */
  process(frame: Float32Array): number | Promise<number>;
}

/** Makes a model of the file with its weights. Rejects where that is something else. */
export type LoadSpeechModel = (weights: ArrayBuffer) => Promise<SpeechModel>;
