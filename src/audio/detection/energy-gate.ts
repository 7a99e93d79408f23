/** Nobody who means to be heard is quieter: -50 dB of full scale. */
const quietest = 0.003;
/** How much louder than what is left of the agent's own voice a person is: 6 dB. */
const margin = 2;
/** How fast the floor follows, for each frame of 32 ms: half a second up, two down. */
const rise = 0.05;
const fall = 0.015;

/**
 * While the agent is audible the microphone hears what the echo cancellation leaves of it. Follows how loud that is,
 * slowly enough for a person's voice to stand out.
 */
export class EnergyGate {
  #floor = 0;

  /**
   * @param level of a frame, see `levelOf`
   * @param isLowered whether the agent waits, so that silence says nothing of its echo
   * @returns whether it is loud enough to be a person's
   */
  passes(level: number, isLowered: boolean): boolean {
    // A frame of what is no sound has no level.
    if (!Number.isFinite(level)) return false;
    const isLoud = level >= Math.max(quietest, this.#floor * margin);
    if (level > this.#floor) this.#floor += (level - this.#floor) * rise;
    else if (!isLowered) this.#floor += (level - this.#floor) * fall;
    return isLoud;
  }
}
