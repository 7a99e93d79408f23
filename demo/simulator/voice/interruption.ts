import type { Agent } from '../agent.js';
import type { Beat } from '../beats.js';

/** Decides when a spoken reply ends because the person has begun to speak. */
export class Interruption {
  readonly #agent: Agent;
  readonly #interrupted: AbortSignal | undefined;
  /** Chunks that are still sent; `undefined` while nobody interrupts. */
  #chunksLeft: number | undefined;

  constructor(agent: Agent, interrupted: AbortSignal | undefined) {
    this.#agent = agent;
    this.#interrupted = interrupted;
  }

  /** Whether nothing more is said, not even this. */
  endsBefore(beat: Beat): boolean {
    if (this.#interrupted?.aborted !== true) return false;
    this.#chunksLeft ??= this.#howMany();
    if (this.#chunksLeft <= 0) return true;
    if (beat.kind === 'audio') this.#chunksLeft -= 1;
    return false;
  }

  #howMany(): number {
    const { faults } = this.#agent;
    if (faults.take('ignore-interruption')) return Infinity;
    const late = faults.take('late-chunks');
    return late ? (late.count ?? 5) : 0;
  }
}
