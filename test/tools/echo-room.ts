import { randomNumbers } from '../audio/signals.js';
import { soundRate } from './made-sounds.js';

export interface EchoPath {
  /** From rendering to the microphone, in ms. */
  readonly delayMs: number;
  /** What is left of the agent's voice at first, in dB. */
  readonly gain: number;
  /** How much more a canceller takes away in the course of a call, in dB. */
  readonly converged: number;
  /** By how much the microphone's clock is faster than the loudspeaker's, in millionths. Default: 0. */
  readonly drift?: number;
  readonly seed: number;
}

/** How long a room answers, in samples: 60 ms. */
const roomLength = 960;
const reflections = 60;
/** How soon a canceller gets better, in s. */
const convergence = 2;
/** By how much what it leaves goes up and down, in dB, each half of the sound for itself. */
const unrest = 3;

interface Reflection {
  readonly at: number;
  /** In either of the two rooms that are mixed as somebody moves. */
  readonly low: number;
  readonly high: number;
}

/**
 * What an echo canceller leaves of a voice: late, through a small room, more of it at first, and at any moment another
 * share of low and of high frequencies, since cancellers follow a room and suppress bands one by one.
 */
export class EchoRoom {
  readonly #path: EchoPath;
  readonly #reflections: readonly Reflection[];
  readonly #phases: readonly number[];
  /** What was rendered, a second of it, split by a filter into low and high. */
  readonly #low = new Float64Array(soundRate);
  readonly #high = new Float64Array(soundRate);
  #lowPassed = 0;
  #at = 0;

  constructor(path: EchoPath) {
    this.#path = path;
    const random = randomNumbers(path.seed);
    const made = Array.from({ length: reflections }, (_, index) => {
      const at = index === 0 ? 0 : Math.floor(roomLength * random());
      const size = index === 0 ? 1 : 0.6 * Math.exp((-4 * at) / roomLength);
      return { at, low: index === 0 ? 1 : size * (2 * random() - 1), high: index === 0 ? 1 : size * (2 * random() - 1) };
    });
    const energy = (which: 'low' | 'high') => Math.sqrt(made.reduce((sum, one) => sum + one[which] ** 2, 0));
    const [low, high] = [energy('low'), energy('high')];
    this.#reflections = made.map((one) => ({ at: one.at + Math.round((path.delayMs / 1000) * soundRate), low: one.low / low, high: one.high / high }));
    this.#phases = Array.from({ length: 2 }, () => 2 * Math.PI * random());
  }

  /** What the microphone hears while this is rendered. @param rendered as long as `heard`, to which it is added */
  pass(rendered: Float32Array, heard: Float32Array): void {
    const { gain, converged, drift = 0 } = this.#path;
    const seconds = this.#at / soundRate;
    const level = gain - converged * (1 - Math.exp(-seconds / convergence));
    const share = (which: number, hertz: number) => 10 ** ((level + unrest * Math.sin((this.#phases[which] ?? 0) + 2 * Math.PI * hertz * seconds)) / 20);
    const [forLow, forHigh] = [share(0, 0.7), share(1, 1.1)];
    for (let index = 0; index < rendered.length; index++) {
      const place = this.#at % soundRate;
      // A loudspeaker that is a little too small.
      const sample = Math.tanh(1.5 * (rendered[index] ?? 0)) / 1.5;
      this.#lowPassed += 0.4 * (sample - this.#lowPassed);
      this.#low[place] = this.#lowPassed;
      this.#high[place] = sample - this.#lowPassed;
      let sum = 0;
      const late = (this.#at * drift) / 1e6;
      const whole = Math.floor(late);
      for (const { at, low, high } of this.#reflections) {
        const then = (place - at - whole + 2 * soundRate) % soundRate;
        const before = (then - 1 + soundRate) % soundRate;
        // Between two samples, in a straight line.
        const between = (which: Float64Array) => (which[then] ?? 0) + (late - whole) * ((which[before] ?? 0) - (which[then] ?? 0));
        sum += forLow * low * between(this.#low) + forHigh * high * between(this.#high);
      }
      heard[index] = (heard[index] ?? 0) + sum;
      this.#at++;
    }
  }
}
