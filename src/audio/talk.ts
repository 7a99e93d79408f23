import type { State } from '../base/state.js';
import type { CallSnapshot, TalkMode } from './call.js';
import type { Gate } from './capture/capture-engine.js';
import type { SpeechPhase } from './detection/speech-detector.js';

export interface TalkOptions {
  readonly state: State<CallSnapshot>;
  /** Frames are let through, or not. */
  readonly setGate: (gate: Gate) => void;
  readonly openMicrophone: () => void;
  readonly closeMicrophone: () => void;
  /** What is heard is cut: the person speaks. */
  readonly interrupt: () => void;
  readonly onSpeech: (phase: SpeechPhase) => void;
}

/** Whether what the person says is let through: always, while a button is held, or not at all. */
export class Talk {
  readonly #options: TalkOptions;
  #isListening = false;

  constructor(options: TalkOptions) {
    this.#options = options;
  }

  get isListening(): boolean {
    return this.#isListening;
  }

  mute(): void {
    if (this.#mode === 'muted') return;
    this.#enter('muted');
    this.#options.closeMicrophone();
  }

  unmute(): void {
    if (this.#mode === 'muted') this.#leaveMuted(this.#usual);
  }

  setPushToTalk(isPushToTalk: boolean): void {
    if (this.#mode !== 'muted') this.#enter(isPushToTalk ? 'push' : this.#usual);
  }

  hold(isHeld: boolean): void {
    const { state, interrupt } = this.#options;
    if (isHeld === state.current.isHeld) return;
    if (isHeld && this.#mode === 'muted') this.#leaveMuted('push');
    if (isHeld) this.#enter('push');
    state.patch({ isHeld });
    this.update();
    if (isHeld) interrupt();
    this.#tell(isHeld ? 'confirmed' : 'end');
  }

  /** The detector has heard something. While a button says who speaks, it has no say. */
  hear(phase: SpeechPhase): void {
    if (this.#mode !== 'push') this.#tell(phase);
  }

  /** Lets through what should be let through now. */
  update(): void {
    const { phase, talk, isHeld } = this.#options.state.current;
    const wasListening = this.#isListening;
    this.#isListening = phase === 'live' && (talk === 'open' || (talk === 'push' && isHeld));
    if (this.#isListening) this.#options.setGate('open');
    else if (talk !== 'push') this.#options.setGate('shut');
    // A server that waits for silence would wait for ever.
    else if (wasListening) this.#options.setGate('silence');
  }

  get #mode(): TalkMode {
    return this.#options.state.current.talk;
  }

  /** Where nothing detects speech, nobody can be listened to all the time. */
  get #usual(): 'open' | 'push' {
    return this.#options.state.current.detection === 'off' ? 'push' : 'open';
  }

  #leaveMuted(talk: 'open' | 'push'): void {
    this.#enter(talk);
    this.#options.openMicrophone();
  }

  #enter(talk: TalkMode): void {
    if (talk === this.#mode) return;
    const { isHeld, hearing } = this.#options.state.current;
    this.#options.state.patch({ talk, isHeld: false });
    this.update();
    // What the detector has begun it ends by itself, but is not heard in push to talk.
    if (isHeld || (talk === 'push' && hearing === 'speech')) this.#tell('end');
    else if (talk === 'push' && hearing === 'maybe') this.#tell('misfire');
  }

  #tell(phase: SpeechPhase): void {
    this.#options.state.patch({ hearing: phase === 'maybe' ? 'maybe' : phase === 'confirmed' ? 'speech' : 'nothing' });
    this.#options.onSpeech(phase);
  }
}
