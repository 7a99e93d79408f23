import { Silero } from '@ricky0123/vad-web/dist/models/silero.js';
import * as ort from 'onnxruntime-web/wasm';
import { bytesOf, serveEngine } from './serve-engine.js';

/* The model by the runtime that it was made for, on one thread: how speech was detected here before. */
void serveEngine(async () => {
  const [runtime, model] = await Promise.all([bytesOf('ort-wasm-simd-threaded.wasm'), bytesOf('silero_vad_v6.onnx')]);
  ort.env.logLevel = 'error';
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.proxy = false;
  ort.env.wasm.wasmBinary = runtime;
  ort.env.wasm.wasmPaths = { mjs: new URL('ort-wasm-simd-threaded.mjs', location.href).href };
  const silero = await Silero.new(ort, () => Promise.resolve(model));
  return { process: async (frame) => (await silero.process(frame)).isSpeech };
});
