declare module '@echogarden/espeak-ng-emscripten' {
  /** What happens at a place of the speech. */
  export interface EspeakEvent {
    readonly type: string;
    /** Of the text, counted from 1. */
    readonly text_position: number;
    /** In ms. */
    readonly audio_position: number;
  }

  export interface EspeakWorker {
    get_samplerate(): number;
    set_voice(name: string): number;
    /** Calls back, at once, with 100 ms of samples at a time. @returns 0 to go on */
    synthesize(text: string, callback: (samples: Int16Array | null, events: readonly EspeakEvent[]) => 0 | 1): void;
  }

  export default function initialize(): Promise<{ readonly eSpeakNGWorker: new () => EspeakWorker }>;
}
