/** Both sides of a call as processors of an AudioWorklet, in one file: what they share is loaded once. */
import { CaptureEngine } from '../capture/capture-engine.js';
import { PlaybackReference } from '../playback-reference.js';
import { PlaybackEngine } from '../playback/playback-engine.js';
import { captureName, playbackName } from './processor-names.js';

type Channels = readonly Float32Array[];

interface Processor {
  /** Called for each quantum. @returns whether to go on, even where nothing comes in */
  process(inputs: readonly Channels[], outputs: readonly Channels[]): boolean;
}

/** What there is in an AudioWorkletGlobalScope, which the compiler's library does not know. */
interface WorkletScope {
  readonly AudioWorkletProcessor: new () => { readonly port: MessagePort };
  /** Of the context, in Hz. */
  readonly sampleRate: number;
  registerProcessor(name: string, processor: new () => Processor): void;
}

const { AudioWorkletProcessor, sampleRate, registerProcessor } = globalThis as unknown as WorkletScope;

/** Of this context: it has one scope, and one of each. */
const reference = new PlaybackReference();

registerProcessor(
  captureName,
  class extends AudioWorkletProcessor implements Processor {
    readonly #engine = new CaptureEngine(this.port, sampleRate, reference);

    process(inputs: readonly Channels[]): boolean {
      this.#engine.process(inputs[0]!);
      return true;
    }
  },
);

registerProcessor(
  playbackName,
  class extends AudioWorkletProcessor implements Processor {
    readonly #engine = new PlaybackEngine(this.port, sampleRate);

    process(_inputs: readonly Channels[], outputs: readonly Channels[]): boolean {
      this.#engine.process(outputs[0]!);
      reference.put(outputs[0]![0]!);
      return true;
    }
  },
);
