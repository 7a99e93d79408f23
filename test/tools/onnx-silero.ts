import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { Silero } from '@ricky0123/vad-web/dist/models/silero.js';
import * as ort from 'onnxruntime-web/wasm';
import type { SpeechModel } from '../../src/audio/detection/speech-model.js';

/** The model that ours is made from, run by the runtime that it was made for: what ours is measured against. */
export async function loadOnnxSilero(): Promise<SpeechModel> {
  const read = (file: string) => new Uint8Array(readFileSync(`node_modules/${file}`)).buffer;
  ort.env.logLevel = 'error';
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.proxy = false;
  ort.env.wasm.wasmBinary = read('onnxruntime-web/dist/ort-wasm-simd-threaded.wasm');
  ort.env.wasm.wasmPaths = { mjs: pathToFileURL('node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.mjs').href };
  const silero = await Silero.new(ort, () => Promise.resolve(read('@ricky0123/vad-web/dist/silero_vad_v6.onnx')));
  return { process: async (frame) => (await silero.process(frame)).isSpeech };
}
