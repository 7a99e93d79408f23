/** How many moments are read at a time: little enough that the page stays awake between them. */
export const blockLength = 32_768;

/** The sound of a file. It can be read from its beginning as often as is wanted. */
export interface SoundSource {
  /** In Hz, a whole number. */
  readonly rate: number;
  readonly channels: number;
  /** In moments, each of which has one sample of each channel. */
  readonly length: number;
  /** The sound in order: an array of samples for each channel, all of one length, of use until the next are asked for. */
  blocks(): AsyncIterable<readonly Float32Array[]>;
}
