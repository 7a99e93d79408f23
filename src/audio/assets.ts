import type { DetectorFiles } from './detection/serve-detector.js';

/** Where the files are that only voice needs. */
export interface VoiceAssets extends DetectorFiles {
  /** A module for an AudioWorklet. */
  readonly worklets: string;
  /** A module for a worker, or for the page. */
  readonly detector: string;
}

/** What the detector loads besides its scripts, in bytes; its progress is counted by them. */
export const detectorBytes = 11_210_254 + 2_327_524;

/**
 * @param base the folder that holds `voice/`; without it the files are looked for beside the script. Bundlers follow
 *   these addresses, as they are written, and bring the files along.
 */
export function voiceAssets(base: string | undefined): VoiceAssets {
  if (base === undefined) {
    return {
      worklets: new URL('../../dist/voice/worklets.js', import.meta.url).href,
      detector: new URL('../../dist/voice/detector.js', import.meta.url).href,
      engine: new URL('../../dist/voice/silero.js', import.meta.url).href,
      runtime: new URL('../../dist/voice/ort-wasm-simd-threaded.wasm', import.meta.url).href,
      starter: new URL('../../dist/voice/ort-wasm-simd-threaded.js', import.meta.url).href,
      model: new URL('../../dist/voice/silero_vad_v6.onnx', import.meta.url).href,
    };
  }
  const folder = new URL(`${base.replace(/\/*$/, '')}/voice/`, document.baseURI);
  const at = (name: string) => new URL(name, folder).href;
  return {
    worklets: at('worklets.js'),
    detector: at('detector.js'),
    engine: at('silero.js'),
    runtime: at('ort-wasm-simd-threaded.wasm'),
    starter: at('ort-wasm-simd-threaded.js'),
    model: at('silero_vad_v6.onnx'),
  };
}
