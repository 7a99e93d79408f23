/** A turn as it was heard, in samples since the first. */
export interface SpokenTurn {
  readonly from: number;
  readonly to: number;
}

export interface EnergyGateOptions {
  readonly sampleRate: number;
  /** What is at least this loud is speech, in dB below full scale. */
  readonly thresholdDb: number;
  /** What is louder for this long begins a turn, in ms. */
  readonly startMs: number;
  /** A turn ends after this long a silence, in ms. */
  readonly endMs: number;
}

const windowMs = 10;
/** A syllable may dip below the threshold for this long while a turn begins, in ms. */
const dipMs = 20;
/** How much of what came before belongs to a turn, in ms. */
const leadMs = 200;

/** Tells speech from silence by loudness alone, in the time of the samples, whenever they arrive. */
export class EnergyGate {
  readonly #options: EnergyGateOptions;
  readonly #windowSize: number;
  #sum = 0;
  #inWindow = 0;
  #position = 0;
  #loudMs = 0;
  #quietMs = 0;
  #turnFrom: number | undefined;
  #earliest = 0;

  constructor(options: EnergyGateOptions) {
    this.#options = options;
    this.#windowSize = Math.round((options.sampleRate * windowMs) / 1000);
  }

  get isOpen(): boolean {
    return this.#turnFrom !== undefined;
  }

  /** @returns what changed with each of these samples, in order */
  hear(samples: Float32Array): readonly ('start' | SpokenTurn)[] {
    const changes: ('start' | SpokenTurn)[] = [];
    for (const sample of samples) {
      this.#position += 1;
      // What is no number is no sound.
      if (Number.isFinite(sample)) this.#sum += sample * sample;
      this.#inWindow += 1;
      if (this.#inWindow < this.#windowSize) continue;
      const isLoud = 10 * Math.log10(this.#sum / this.#inWindow) >= this.#options.thresholdDb;
      this.#sum = 0;
      this.#inWindow = 0;
      const change = this.#judge(isLoud);
      if (change) changes.push(change);
    }
    return changes;
  }

  /** Ends a turn that is open, as if silence had come. */
  end(): SpokenTurn | undefined {
    const from = this.#turnFrom;
    if (from === undefined) return undefined;
    this.#turnFrom = undefined;
    const quiet = Math.max(0, this.#quietMs - leadMs);
    const to = this.#position - this.#samplesIn(quiet);
    this.#earliest = to;
    this.#loudMs = 0;
    this.#quietMs = 0;
    return { from, to };
  }

  #judge(isLoud: boolean): 'start' | SpokenTurn | undefined {
    this.#quietMs = isLoud ? 0 : this.#quietMs + windowMs;
    if (this.#turnFrom !== undefined) return this.#quietMs >= this.#options.endMs ? this.end() : undefined;
    if (isLoud) this.#loudMs += windowMs;
    else if (this.#quietMs > dipMs) this.#loudMs = 0;
    if (this.#loudMs < this.#options.startMs) return undefined;
    this.#turnFrom = Math.max(this.#earliest, this.#position - this.#samplesIn(this.#loudMs + leadMs));
    return 'start';
  }

  #samplesIn(ms: number): number {
    return Math.round((ms * this.#options.sampleRate) / 1000);
  }
}
