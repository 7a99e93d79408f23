import type { CaptureOrder, CapturedFrame } from './capture/capture-engine.js';
import type { PlaybackOrder } from './playback/playback-engine.js';
import type { PlayerReport } from './playback/player.js';
import { Port } from './port.js';
import { captureName, playbackName } from './worklets/processor-names.js';

/** Both sides of a call in a context, ready to be connected. */
export interface Graph {
  /** Where the microphone goes. */
  readonly input: AudioNode;
  /** Where replies come from. */
  readonly output: AudioNode;
  readonly capture: Port<CaptureOrder, CapturedFrame>;
  readonly playback: Port<PlaybackOrder, PlayerReport>;
}

/** Loads the worklets into a context; where they cannot be loaded, the same code runs on the page's thread. */
export async function buildGraph(context: AudioContext, worklets: string): Promise<Graph> {
  try {
    await context.audioWorklet.addModule(worklets);
    const input = new AudioWorkletNode(context, captureName, { numberOfOutputs: 1 });
    const output = new AudioWorkletNode(context, playbackName, { numberOfInputs: 0, outputChannelCount: [1] });
    // It stays silent, but some browsers run only what leads somewhere.
    input.connect(context.destination);
    return { input, output, capture: new Port(input.port), playback: new Port(output.port) };
  } catch (error) {
    if (context.state === 'closed') throw error;
    const { buildGraphHere } = await import('./graph-here.js');
    return buildGraphHere(context);
  }
}
