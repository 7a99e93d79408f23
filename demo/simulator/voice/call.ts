import type { Clock } from '../../../src/base/clock.js';
import type { AudioFormat } from '../../../src/protocol/content.js';
import type { VoiceMessage } from '../../../src/protocol/messages.js';
import type { Agent } from '../agent.js';
import { EnergyGate, type SpokenTurn } from './energy-gate.js';
import type { HeardRecord } from './heard-record.js';
import { remarkOn } from './remark.js';
import { resample } from './resample.js';
import type { Speech } from './speech.js';
import { readSamples, type SampleLayout } from './wav.js';

/** A spoken turn, understood. */
export interface UnderstoodTurn {
  readonly text: string;
  /** What an agent that repeats the person says; otherwise it has words of its own. */
  readonly parrot: readonly Speech[] | undefined;
}

export interface CallOptions {
  readonly agent: Agent;
  readonly message: VoiceMessage;
  readonly heard: HeardRecord;
  readonly clock: Clock;
  /** Aborts when the connection is gone. */
  readonly gone: AbortSignal;
  /** The person begins to speak. */
  onStart(): void;
  /** The person has finished. */
  onTurn(turn: UnderstoodTurn): void;
}

/** What a message may leave out. */
const usual: Pick<AudioFormat, 'signed' | 'bigEndian'> = { signed: true, bigEndian: false };

/** How samples come, as a VOICE message says it: 32 bits are floats (API document: "Audio Streaming Format"). */
export function layoutOf({ audioFormat }: VoiceMessage): SampleLayout {
  const { sampleRate, sampleSizeInBits: bits, channels, signed, bigEndian } = { ...usual, ...audioFormat };
  return { sampleRate, bits, channels, float: bits === 32, signed, bigEndian };
}

/** What is wrong with the audio that a VOICE message announces, if anything is. */
export function problemWithCall(message: VoiceMessage): string | undefined {
  const sound = readSamples(new Uint8Array(0), layoutOf(message));
  return typeof sound === 'string' ? `The audioFormat cannot be used: ${sound}` : undefined;
}

/** One spoken conversation: takes raw audio in, and tells when the person speaks and what was said. */
export class Call {
  readonly #options: CallOptions;
  readonly #layout: SampleLayout;
  readonly #gate: EnergyGate;
  /** Takes back the end of a turn for want of audio. */
  #cancelEnd: () => void = () => undefined;

  constructor(options: CallOptions) {
    this.#options = options;
    this.#layout = layoutOf(options.message);
    this.#gate = new EnergyGate({ ...options.agent.settings.voice, sampleRate: this.#layout.sampleRate });
    options.gone.addEventListener('abort', () => this.#cancelEnd());
  }

  hear(bytes: Uint8Array): void {
    const { heard, clock, agent, onStart } = this.#options;
    const sound = readSamples(bytes, this.#layout);
    // The layout was checked before the call began.
    if (typeof sound === 'string') throw new Error(sound);
    const size = (this.#layout.bits / 8) * this.#layout.channels;
    heard.add(sound.samples, bytes.byteLength % size, clock.now());
    this.#cancelEnd();
    for (const change of this.#gate.hear(sound.samples)) {
      if (change === 'start') onStart();
      else this.#end(change);
    }
    // Who sends only while speaking, or is muted, sends no silence.
    if (!this.#gate.isOpen || agent.faults.take('patient')) return;
    this.#cancelEnd = clock.after(agent.settings.voice.endMs, () => {
      const turn = this.#gate.end();
      if (turn) this.#end(turn);
    });
  }

  #end(turn: SpokenTurn): void {
    const { agent, heard, onTurn } = this.#options;
    const { sampleRate } = this.#layout;
    const { parrot, sampleRate: wanted } = agent.settings.voice;
    const text = agent.transcriptions.shift() ?? remarkOn((turn.to - turn.from) / sampleRate);
    heard.turns.push({ ...turn, text });
    const speech = parrot ? resample(heard.slice(turn), sampleRate, wanted) : undefined;
    onTurn({ text, parrot: speech && [{ samples: speech, words: [{ text, at: 0 }] }] });
  }
}
