import type { SpeechModel } from '../../../../src/audio/detection/speech-model.js';

/** What a worker is told: frames to judge. */
export type EngineOrder = readonly Float32Array[];

/** That the engine can judge, or how long each frame took, in ms. */
export type EngineReport = { readonly type: 'ready' } | { readonly type: 'judged'; readonly times: readonly number[]; readonly likelihoods: readonly number[] };

/** Both engines, in a worker each, do the same. */
export async function serveEngine(load: () => Promise<SpeechModel>): Promise<void> {
  const report = (news: EngineReport): void => postMessage(news);
  const model = await load();
  addEventListener('message', async ({ data: frames }: MessageEvent<EngineOrder>) => {
    const times: number[] = [];
    const likelihoods: number[] = [];
    for (const frame of frames) {
      const start = performance.now();
      likelihoods.push(await model.process(frame));
      times.push(performance.now() - start);
    }
    report({ type: 'judged', times, likelihoods });
  });
  report({ type: 'ready' });
}

/** @param file beside the worker */
export async function bytesOf(file: string): Promise<ArrayBuffer> {
  return (await fetch(new URL(file, location.href))).arrayBuffer();
}
