/** Where the files are that only voice needs. */
export interface VoiceAssets {
  /** A module for an AudioWorklet. */
  readonly worklets: string;
  /** A module for a worker, or for the page. */
  readonly detector: string;
  /** What the detector's model has learnt. */
  readonly weights: string;
}

/** How large the weights are; their progress is counted by it. */
export const weightsBytes = 498_803;

/**
 * @param base the folder that holds `voice/`; without it the files are looked for beside the script. Bundlers follow
 *   these addresses, as they are written, and bring the files along.
 */
export function voiceAssets(base: string | undefined): VoiceAssets {
  if (base === undefined) {
    return {
      worklets: new URL('../../dist/voice/worklets.js', import.meta.url).href,
      detector: new URL('../../dist/voice/detector.js', import.meta.url).href,
      weights: new URL('../../dist/voice/silero-v6-16khz.bin', import.meta.url).href,
    };
  }
  const folder = new URL(`${base.replace(/\/*$/, '')}/voice/`, document.baseURI);
  const at = (name: string) => new URL(name, folder).href;
  return { worklets: at('worklets.js'), detector: at('detector.js'), weights: at('silero-v6-16khz.bin') };
}
