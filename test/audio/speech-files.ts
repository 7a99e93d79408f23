import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { loadSpeechModel } from '../../src/audio/detection/silero.js';
import type { SpeechModel } from '../../src/audio/detection/speech-model.js';
import { AudioDecoder } from '../../src/audio/samples/audio-decoder.js';

/** Where speech is in `jfk.wav`, in s. */
export const jfkSpeech: readonly (readonly [from: number, to: number])[] = [
  [0.35, 2.24],
  [3.3, 4.42],
  [5.41, 7.65],
  [8.19, 10.98],
];

export function readSamples(file: string): Float32Array<ArrayBuffer> {
  return new AudioDecoder().decode(new Uint8Array(readFileSync(file)), undefined).samples;
}

/** The model that is shipped, from the packages that it comes from. */
export function loadSilero(): Promise<SpeechModel> {
  const read = (file: string) => new Uint8Array(readFileSync(`node_modules/${file}`)).buffer;
  return loadSpeechModel({
    runtime: read('onnxruntime-web/dist/ort-wasm-simd-threaded.wasm'),
    starter: pathToFileURL('node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.mjs').href,
    model: read('@ricky0123/vad-web/dist/silero_vad_v6.onnx'),
  });
}
