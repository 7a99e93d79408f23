import { Silero } from '@ricky0123/vad-web/dist/models/silero.js';
import * as ort from 'onnxruntime-web/wasm';
import type { LoadSpeechModel } from './speech-model.js';

/** Silero VAD, run by onnxruntime-web: on one thread, without a further request. */
export const loadSpeechModel: LoadSpeechModel = async ({ runtime, starter, model }) => {
  ort.env.logLevel = 'error';
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.proxy = false;
  ort.env.wasm.wasmBinary = runtime;
  ort.env.wasm.wasmPaths = { mjs: starter };
  const silero = await Silero.new(ort, () => Promise.resolve(model));
  return {
    async process(frame) {
      return (await silero.process(frame)).isSpeech;
    },
    release: () => silero.release(),
  };
};
