import type { Clock } from '../../../src/base/clock.js';
import type { Agent } from '../agent.js';
import type { Beat } from '../beats.js';

/** Decides when a spoken reply ends because the person has begun to speak. */
export class Interruption {
  readonly #agent: Agent;
  readonly #interrupted: AbortSignal | undefined;
  readonly #clock: Clock;
  /** Chunks that are still sent; `undefined` while nobody interrupts. */
  #chunksLeft: number | undefined;
  /** Until when chunks are still sent, in ms since the epoch. */
  #until = Infinity;

  constructor(agent: Agent, interrupted: AbortSignal | undefined, clock: Clock) {
    this.#agent = agent;
    this.#interrupted = interrupted;
    this.#clock = clock;
    interrupted?.addEventListener('abort', () => {
      this.#chunksLeft = this.#howMany();
    });
  }

  /** Whether nothing more is said, not even this. */
  endsBefore(beat: Beat): boolean {
    if (this.#interrupted?.aborted !== true) return false;
    this.#chunksLeft ??= this.#howMany();
    if (this.#chunksLeft <= 0 || this.#clock.now() > this.#until) return true;
    if (beat.kind === 'audio') this.#chunksLeft -= 1;
    return false;
  }

  #howMany(): number {
    const { faults } = this.#agent;
    if (faults.take('ignore-interruption')) return Infinity;
    const late = faults.take('late-chunks');
    if (late?.ms !== undefined) this.#until = this.#clock.now() + late.ms;
    return late ? (late.count ?? (late.ms === undefined ? 5 : Infinity)) : 0;
  }
}
