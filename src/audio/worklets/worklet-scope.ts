/** What there is in an AudioWorkletGlobalScope, which the compiler's library does not know. */
interface WorkletScope {
  readonly AudioWorkletProcessor: new () => { readonly port: MessagePort };
  /** Of the context, in Hz. */
  readonly sampleRate: number;
  registerProcessor(name: string, processor: new () => Processor): void;
}

/** Called for each quantum; inputs and outputs by number, then channel. */
export interface Processor {
  /** @returns whether to go on, even where nothing comes in */
  process(inputs: readonly (readonly Float32Array[])[], outputs: readonly (readonly Float32Array[])[]): boolean;
}

export const workletScope = globalThis as unknown as WorkletScope;
