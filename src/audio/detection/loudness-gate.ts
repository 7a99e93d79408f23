/** How quiet a person may be who talks to the agent: `normal` leaves out a television next door, `high` nothing. */
export type VoiceSensitivity = 'normal' | 'high';

/** Speech that is quieter is somebody else's: -45 dB of full scale, as a mean over syllables. */
const quietest: Readonly<Record<VoiceSensitivity, number>> = { normal: 0.0056, high: 0 };
/** How fast loudness is followed, for each frame of 32 ms: a third of a second up, a sixth down. */
const rise = 0.1;
const fall = 0.2;

/** While the agent is silent: tells who talks to it from a voice far away, by how loud both are. */
export class LoudnessGate {
  readonly #quietest: number;
  #power = 0;

  constructor(sensitivity: VoiceSensitivity) {
    this.#quietest = quietest[sensitivity];
  }

  /** @param level of a frame, see `levelOf` @returns whether it is loud enough */
  passes(level: number): boolean {
    if (!Number.isFinite(level)) return false;
    const change = level * level - this.#power;
    this.#power += (change > 0 ? rise : fall) * change;
    return Math.sqrt(this.#power) >= this.#quietest;
  }
}
