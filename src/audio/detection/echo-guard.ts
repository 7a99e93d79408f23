import { levelOf } from '../../samples/level.js';
import { blockLength, echoBins, EchoFilter, longestEcho } from './echo-filter.js';

/** Where each band begins, as an index of frequencies that are 31 Hz apart: 125 Hz to 7 kHz; the last is the end. */
const edges = [4, 8, 12, 16, 20, 24, 30, 36, 44, 52, 64, 80, 100, 124, 152, 184, 224] as const;
const bandCount = edges.length - 1;
/** How much of a voice may come back before anything is known, as power: -3 dB. */
const most = 0.5;
/** Less is never left, as power: -70 dB. */
const least = 1e-7;
/** By how much what is left goes up and down, as power: 8 dB. */
const margin = 6;
/** How fast the share that is left is followed, for each frame of 32 ms: down; up; and up while a person may speak. */
const fall = 0.1;
const rise = 0.5;
const riseBeside = 0.02;
/** From which part of what is left on it is a person's, perhaps. */
const beside = 0.3;
/** How fast the most that may come back after a delay rises again, for each block of 16 ms, as power: 0.5 dB. */
const release = 1.12;
/** A room makes several echoes of one, and its share goes up and down, as power: 10 dB. */
const boundMargin = 10;
/** How fast an echo dies away in a room, for each block, as power: -4 dB. */
const reverberation = 0.4;
/** A delay counts for less than the one by which most comes back, but for so much where nothing does, as power. */
const anyDelay = 1e-4;
/** Rendered sound below it is silence: -80 dB of full scale, as the power of a block's spectrum. */
const silent = 1e-8 * blockLength * blockLength;
/** A share that is so many times the mean falls faster, by its logarithm. */
const ceilingOverMean = 8;
const fallFromFar = 0.3;
/** How fast the means are followed of what is left and of what was rendered: for each frame. */
const follow = 0.15;
/** After so many silent blocks a voice begins anew, and is heard only when it has come through the room. */
const pause = 16;

/**
 * Says how loud what the microphone hears is that is not the agent's own voice. A filter takes away what can be foretold
 * of that voice; of the rest as much may be the agent's, band by band, as was left of it before.
 */
export class EchoGuard {
  /** The last frame without what is known to be the agent's voice. */
  readonly rest: Float32Array<ArrayBuffer>;
  readonly #filter = new EchoFilter();
  /** Of what was rendered, band by band: how much of it may be left, as power. */
  readonly #shares = new Float64Array(bandCount).fill(most);
  /** Of a frame, band by band: what is left, and what was rendered and may be heard in it. */
  readonly #left = new Float64Array(bandCount);
  readonly #rendered = new Float64Array(bandCount);
  readonly #meanLeft = new Float64Array(bandCount);
  readonly #meanRendered = new Float64Array(bandCount);
  /**
   * After each delay, band by band: how much may come back, as power, or more would have been heard. A person who speaks
   * meanwhile does not raise it, and a delay is ruled out as soon as what would have come by it did not.
   */
  readonly #bounds = new Float64Array(longestEcho * bandCount).fill(most);
  /** Of the last block, with what dies away of those before, band by band: what was heard. */
  readonly #peaks = new Float64Array(bandCount);
  /** Of a frame, band by band: how much may be the agent's, by those bounds. */
  readonly #mostLeft = new Float64Array(bandCount);
  /** Of each block that may still be heard, band by band, as a ring; where the newest is. */
  readonly #bands = new Float64Array(longestEcho * bandCount);
  #newest = 0;
  /** For how many blocks there has been a voice, and for how many silence. */
  #soundingFor = 0;
  #silentFor = Infinity;
  /** For how many blocks there may be echoes of what was never told. */
  #missing = 0;

  constructor() {
    this.rest = new Float32Array(2 * blockLength);
  }

  /** Whether something that was rendered may still be heard. */
  get isEchoing(): boolean {
    return this.#silentFor < longestEcho;
  }

  /** Frames were left out: what was rendered meanwhile is not known. What has been learned still holds. */
  restart(): void {
    this.#filter.forget();
    this.#bands.fill(0);
    this.#soundingFor = 0;
    this.#missing = longestEcho;
  }

  /**
   * @param heard 512 samples at 16 kHz
   * @param rendered what was rendered meanwhile
   * @param level of what was heard, see `levelOf`
   * @returns the level of what is not the agent's
   */
  judge(heard: Float32Array, rendered: Float32Array, level: number): number {
    // All that is remembered is silence: nothing would be found, and nothing learned.
    if (!Number.isFinite(level) || (this.#silentFor > longestEcho && rendered.every((sample) => sample === 0))) {
      this.rest.set(heard);
      return level;
    }
    this.#left.fill(0);
    this.#rendered.fill(0);
    this.#mostLeft.fill(0);
    for (let from = 0; from < heard.length; from += blockLength) {
      this.#filter.process(heard, rendered, from, this.rest);
      this.#add();
    }
    const added = levelOf(this.rest) / (level || 1);
    // Of little that is known more may be added than taken away.
    if (added > 1) this.rest.set(heard);
    let others = 0;
    let all = 0;
    for (let band = 0; band < bandCount; band++) {
      others += Math.max(0, this.#left[band]! - Math.min(this.#mostLeft[band]!, margin * this.#shares[band]! * this.#rendered[band]!));
      all += this.#left[band]!;
    }
    this.#missing = Math.max(0, this.#missing - 2);
    // Until then it may all be the agent's.
    if (this.#missing > 0 && this.#silentFor === 0) return 0;
    this.#learn(others > beside * all);
    // Parseval: spectra of twice a block, of which the mirrored half was not added.
    return Math.sqrt(others / 2) / blockLength / Math.max(1, added);
  }

  /** A block more: what is left of it, and what was rendered in the time from which it may come. */
  #add(): void {
    this.#newest = (this.#newest + longestEcho - 1) % longestEcho;
    let sound = 0;
    for (let band = 0; band < bandCount; band++) {
      let left = 0;
      let heard = 0;
      let rendered = 0;
      for (let bin = edges[band]!; bin < edges[band + 1]!; bin++) {
        left += this.#filter.left[bin]!;
        heard += this.#filter.heard[bin]!;
        rendered += this.#filter.renderedPower(0, bin);
      }
      this.#left[band]! += left;
      this.#peaks[band] = Math.max(heard, reverberation * this.#peaks[band]!);
      this.#bands[this.#newest * bandCount + band] = rendered;
      sound += rendered;
    }
    this.#bound();
    this.#silentFor = sound > silent ? 0 : this.#silentFor + 1;
    this.#soundingFor = this.#silentFor > pause ? 0 : this.#soundingFor + 1;
    const { gains } = this.#filter;
    let strongest = anyDelay * echoBins;
    for (let delay = 0; delay < longestEcho; delay++) strongest = Math.max(strongest, gains[delay]!);
    for (let delay = 0; delay < longestEcho; delay++) {
      // A window is twice as long as a block.
      const weight = 0.5 * Math.min(1, (gains[delay]! + anyDelay * echoBins) / strongest);
      for (let band = 0; band < bandCount; band++) this.#rendered[band]! += weight * this.#bandAt(delay, band);
    }
  }

  /** How strong a band was in what was rendered so many blocks ago. */
  #bandAt(delay: number, band: number): number {
    return this.#bands[((this.#newest + delay) % longestEcho) * bandCount + band]!;
  }

  /** What comes by each delay is at most what is heard, a block later, since a delay ends within one. */
  #bound(): void {
    for (let band = 0; band < bandCount; band++) {
      let strongest = 0;
      // Nothing is known of what came before the oldest.
      let earlier = this.#bandAt(longestEcho - 1, band);
      for (let delay = longestEcho - 1; delay >= 0; delay--) {
        const at = delay * bandCount + band;
        const rendered = this.#bandAt(delay, band);
        if (earlier > silent) this.#bounds[at] = Math.min(most, this.#bounds[at]! * release, this.#peaks[band]! / earlier + least);
        strongest = Math.max(strongest, this.#bounds[at]! * rendered);
        earlier = rendered;
      }
      this.#mostLeft[band]! += boundMargin * strongest;
    }
  }

  /** How much is left of what is rendered. @param isBeside whether a person may speak at the same time */
  #learn(isBeside: boolean): void {
    for (let band = 0; band < bandCount; band++) {
      const left = this.#left[band]!;
      const rendered = this.#rendered[band]!;
      this.#meanLeft[band]! += follow * (left - this.#meanLeft[band]!);
      this.#meanRendered[band]! += follow * (rendered - this.#meanRendered[band]!);
      if (rendered < silent) continue;
      const share = Math.min(most, left / rendered);
      const mean = this.#meanLeft[band]! / this.#meanRendered[band]!;
      const known = this.#shares[band]!;
      if (share > known) this.#shares[band] = known + (isBeside ? riseBeside : rise) * (share - known);
      // A voice that has only begun is on its way, which does not mean that nothing is left of it.
      else if (this.#soundingFor >= longestEcho) {
        const ceiling = ceilingOverMean * mean + least;
        this.#shares[band] = Math.min(known + fall * (share - known), known * Math.min(1, ceiling / known) ** fallFromFar);
      }
    }
  }
}
