import { FrameProcessor, type FrameProcessorEvent } from '@ricky0123/vad-web/dist/frame-processor.js';
import { Message } from '@ricky0123/vad-web/dist/messages.js';
import { EchoGuard } from './echo-guard.js';
import { EnergyGate } from './energy-gate.js';
import { LoudnessGate, type VoiceSensitivity } from './loudness-gate.js';
import type { SpeechModel } from './speech-model.js';

/** See `CallEvent`. */
export type SpeechPhase = 'maybe' | 'confirmed' | 'misfire' | 'end';

const frameMs = 32;
/**
 * More frames than that do not wait: half a second late, they may be of what the person said before the reply that is
 * played now, which must not be cut for it. No server answers sooner.
 */
const longestQueue = 15;
/** How long the agent's voice goes on in the room after it was rendered, in frames. */
const tail = 8;
/** Nobody who speaks over the agent is quieter than this, when its own voice has been taken away: -46 dB of full scale. */
const quietestBeside = 0.005;
/** So much of a frame is a person's where it is beyond doubt: all but 3 dB. */
const clearly = 0.7;
/** What the frame processor keeps of a long utterance, in frames. */
const longestRecord = 128;

/** How likely a frame must be speech to count as such, and below what it counts as none; between them nothing changes. */
export interface Thresholds {
  readonly speech: number;
  readonly silence: number;
}

/** Chosen by what they miss and what they mistake: see the table in `src/audio/README.md`. */
const chosen: Thresholds = { speech: 0.5, silence: 0.35 };

export interface DetectorSettings {
  /** Default: `normal`. */
  readonly sensitivity?: VoiceSensitivity | undefined;
  readonly thresholds?: Thresholds | undefined;
}

function rulesFor({ speech, silence }: Thresholds) {
  const rules = { positiveSpeechThreshold: speech, negativeSpeechThreshold: silence, preSpeechPadMs: 0, submitUserSpeechOnPause: false };
  return {
    /** While the agent is silent: two frames of speech are speech, and a pause for breath does not end it. */
    relaxed: { ...rules, minSpeechMs: 2 * frameMs, redemptionMs: 20 * frameMs },
    /** While it is audible: three in a row, and soon forgotten if not, for the agent waits. */
    strict: { ...rules, minSpeechMs: 3 * frameMs, redemptionMs: 7 * frameMs },
  };
}

const nothing = new Float32Array(0);

/** Hears when a person begins and ceases to speak. Takes one frame after the other, however fast they come. */
export class SpeechDetector {
  /** It may come later than the first frames. */
  #model: SpeechModel | undefined;
  readonly #rules: ReturnType<typeof rulesFor>;
  readonly #onPhase: (phase: SpeechPhase) => void;
  readonly #onError: (error: unknown) => void;
  readonly #processor: FrameProcessor;
  readonly #gate = new EnergyGate();
  readonly #echo = new EchoGuard();
  readonly #loudness: LoudnessGate;
  readonly #queue: (readonly [frame: Float32Array, level: number, rendered: Float32Array | undefined])[] = [];
  #isBusy = false;
  /** Since the frame that is being judged was taken. */
  #isPaused = false;
  #isAudible = false;
  /** For how many more frames rules are strict. */
  #strictFor = 0;
  #phase: 'nothing' | 'maybe' | 'confirmed' = 'nothing';

  constructor(onPhase: (phase: SpeechPhase) => void, onError: (error: unknown) => void, { sensitivity = 'normal', thresholds = chosen }: DetectorSettings = {}) {
    this.#loudness = new LoudnessGate(sensitivity);
    this.#rules = rulesFor(thresholds);
    this.#onPhase = onPhase;
    this.#onError = onError;
    this.#processor = new FrameProcessor(() => this.#judge(), () => undefined, this.#rules.relaxed, frameMs);
    this.#processor.resume();
  }

  /** From now on it judges, first what it has kept: the last half second. */
  judgeBy(model: SpeechModel): void {
    this.#model = model;
    void this.#work();
  }

  /** Whether the agent is to be heard. */
  setAudible(isAudible: boolean): void {
    this.#isAudible = isAudible;
    if (isAudible) this.#strictFor = tail;
    this.#adapt();
  }

  /**
   * @param frame 512 samples at 16 kHz
   * @param level see `levelOf`
   * @param rendered what was played meanwhile, as many samples at the same rate, where that is known
   */
  push(frame: Float32Array, level: number, rendered?: Float32Array): void {
    if (this.#queue.length >= longestQueue) {
      this.#queue.shift();
      this.#echo.restart();
    }
    this.#queue.push([frame, level, rendered]);
    void this.#work();
  }

  /** No more frames come for a while: what has begun is over. */
  pause(): void {
    this.#queue.length = 0;
    this.#echo.restart();
    this.#isPaused = true;
    this.#processor.reset();
    this.#over();
  }

  async #work(): Promise<void> {
    if (this.#isBusy || !this.#model) return;
    this.#isBusy = true;
    try {
      // The frame itself stays in the queue until it has been judged.
      while (this.#queue.length > 0) {
        // Given nothing to keep, the processor keeps nothing.
        await this.#processor.process(nothing, (event) => this.#hear(event));
        this.#trim();
        this.#adapt();
      }
    } catch (error) {
      this.#onError(error);
    } finally {
      this.#isBusy = false;
    }
  }

  async #judge(): Promise<{ isSpeech: number; notSpeech: number }> {
    const [frame, level, rendered] = this.#queue.shift()!;
    this.#isPaused = false;
    const others = rendered && this.#echo.judge(frame, rendered, level);
    const likelihood = await this.#model!.process(others === undefined ? frame : this.#echo.rest);
    // Nobody waits for the answer any more.
    if (this.#isPaused) return { isSpeech: 0, notSpeech: 1 };
    if (!this.#isAudible && this.#strictFor > 0) this.#strictFor--;
    if (this.#echo.isEchoing) this.#strictFor = Math.max(1, this.#strictFor);
    const isSpeech = this.#isPersons(level, others) ? likelihood : 0;
    if (this.#isStrict) {
      // A run that is broken begins anew; not quite so where it is known what the agent says, for that hides some of what a person says.
      if (isSpeech < this.#rules.strict.positiveSpeechThreshold) this.#count(others === undefined ? -Infinity : -1);
      // What is a person's beyond doubt need not last longer than while the agent is silent.
      else if (this.#phase === 'maybe' && others! > clearly * level) this.#count(1);
    }
    return { isSpeech, notSpeech: 1 - isSpeech };
  }

  /** Whether a frame is loud enough for who talks to the agent. @param others the level of what is not the agent's, where that is known */
  #isPersons(level: number, others: number | undefined): boolean {
    const isLoud = this.#loudness.passes(others ?? level);
    if (!this.#isStrict) return isLoud;
    return others === undefined ? this.#gate.passes(level, this.#phase === 'maybe') : others >= quietestBeside;
  }

  get #isStrict(): boolean {
    return this.#strictFor > 0 && this.#phase !== 'confirmed';
  }

  #adapt(): void {
    const processor = this.#processor;
    processor.setOptions(this.#isStrict ? this.#rules.strict : this.#rules.relaxed);
    // It confirms speech at that very count, which may have been passed under the other rules.
    if (this.#phase === 'maybe') this.#count(0);
  }

  /** Lets frames count that were none, or not count; one is missing still. */
  #count(more: number): void {
    const processor = this.#processor;
    processor.speechFrameCount = Math.max(0, Math.min(processor.speechFrameCount + more, processor.minSpeechFrames - 1));
  }

  #hear({ msg }: FrameProcessorEvent): void {
    if (msg === Message.SpeechStart) this.#enter('maybe');
    else if (msg === Message.SpeechRealStart) this.#enter('confirmed');
    else if (msg === Message.SpeechEnd || msg === Message.VADMisfire) this.#over();
  }

  #enter(phase: 'maybe' | 'confirmed'): void {
    this.#phase = phase;
    this.#onPhase(phase);
  }

  #over(): void {
    const phase = this.#phase;
    this.#phase = 'nothing';
    if (phase !== 'nothing') this.#onPhase(phase === 'confirmed' ? 'end' : 'misfire');
  }

  /** The processor keeps a record of each frame for as long as somebody speaks. */
  #trim(): void {
    const { audioBuffer } = this.#processor;
    if (audioBuffer.length > longestRecord) audioBuffer.splice(0, longestRecord / 2);
  }
}
