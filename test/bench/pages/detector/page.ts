import type { EngineReport } from './serve-engine.js';

/** In the page: engines in workers. Benches see it as `engines`. */
export class Engines {
  readonly #workers = new Map<string, Worker>();

  /** @returns from asking for it until it can judge, in ms */
  async start(folder: string): Promise<number> {
    const asked = performance.now();
    const worker = new Worker(`/${folder}/worker.js`, { type: 'module' });
    this.#workers.set(folder, worker);
    await this.#next(worker, 'ready');
    return performance.now() - asked;
  }

  /** @returns how long each frame took, in ms */
  async judge(folder: string, sound: readonly number[]): Promise<readonly number[]> {
    const worker = this.#workers.get(folder)!;
    const frames: Float32Array[] = [];
    for (let at = 0; at + 512 <= sound.length; at += 512) frames.push(Float32Array.from(sound.slice(at, at + 512)));
    const judged = this.#next(worker, 'judged');
    worker.postMessage(frames, []);
    return (await judged).times;
  }

  stop(folder: string): void {
    this.#workers.get(folder)?.terminate();
    this.#workers.delete(folder);
  }

  /** What workers hold, in bytes, as far as the browser tells: Chromium alone, of a page that is isolated. */
  async workerMemory(): Promise<number> {
    const { measureUserAgentSpecificMemory } = performance as unknown as {
      measureUserAgentSpecificMemory(): Promise<{ breakdown: readonly { bytes: number; attribution: readonly { scope: string }[] }[] }>;
    };
    const { breakdown } = await measureUserAgentSpecificMemory.call(performance);
    return breakdown.filter(({ attribution }) => attribution.some(({ scope }) => scope !== 'Window')).reduce((sum, { bytes }) => sum + bytes, 0);
  }

  #next<Type extends EngineReport['type']>(worker: Worker, type: Type): Promise<Extract<EngineReport, { type: Type }>> {
    return new Promise((resolve, reject) => {
      const end = new AbortController();
      const { signal } = end;
      worker.addEventListener('error', (event) => (end.abort(), reject(new Error(event.message))), { signal });
      worker.addEventListener(
        'message',
        ({ data }: MessageEvent<EngineReport>) => {
          if (data.type !== type) return;
          end.abort();
          resolve(data as Extract<EngineReport, { type: Type }>);
        },
        { signal },
      );
    });
  }
}

Object.assign(globalThis, { engines: new Engines() });
