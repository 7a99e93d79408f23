import { Session, type Profiler } from 'node:inspector';
import { setFlagsFromString } from 'node:v8';

/**
 * Counts how often functions are entered, and branches and loops are run through, while something happens: what a
 * machine has to do, however fast it is. What the engine and Node do by themselves, such as copying an array, counts as
 * nothing.
 */
export class WorkCount {
  readonly #session = new Session();

  constructor() {
    // What is compiled for speed is not counted any more.
    setFlagsFromString('--no-opt');
    this.#session.connect();
    this.#session.post('Profiler.enable');
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  during(work: () => void): number {
    this.#take();
    work();
    return this.#take();
  }

  close(): void {
    this.#session.disconnect();
  }

  /** What has been counted since it was taken last. */
  #take(): number {
    let sum = 0;
    this.#session.post('Profiler.takePreciseCoverage', (error, taken?: Profiler.TakePreciseCoverageReturnType) => {
      if (error) throw error;
      for (const { url, functions } of taken?.result ?? []) {
        if (!url.startsWith('file:')) continue;
        for (const { ranges } of functions) for (const { count } of ranges) sum += count;
      }
    });
    return sum;
  }
}
