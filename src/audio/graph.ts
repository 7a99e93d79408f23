import { tellDeveloper } from '../base/tell-developer.js';
import type { CaptureGraph, Graph, PlaybackGraph } from './graph-types.js';
import { Port } from './port.js';
import { captureName, playbackName } from './worklets/processor-names.js';

/** Loads the worklets into a context; where they cannot be loaded, the same code runs on the page's thread. */
export async function buildGraph(context: AudioContext, worklets: string): Promise<Graph> {
  try {
    await context.audioWorklet.addModule(worklets);
    return { ...captureNode(context), ...playbackNode(context) };
  } catch (error) {
    if (context.state === 'closed') throw error;
    tellOfWorklets(worklets, error);
    const { captureHere, playbackHere } = await import('./graph-here.js');
    return { ...captureHere(context), ...playbackHere(context) };
  }
}

/** The same without a microphone. */
export async function buildPlayback(context: AudioContext, worklets: string): Promise<PlaybackGraph> {
  try {
    await context.audioWorklet.addModule(worklets);
    return playbackNode(context);
  } catch (error) {
    if (context.state === 'closed') throw error;
    tellOfWorklets(worklets, error);
    return (await import('./graph-here.js')).playbackHere(context);
  }
}

function tellOfWorklets(address: string, error: unknown): void {
  tellDeveloper(`${address} could not be loaded: sound runs on the page's thread, where it may stutter. Copy voice/, or set assets-base. ${error}`);
}

function captureNode(context: AudioContext): CaptureGraph {
  const input = new AudioWorkletNode(context, captureName, { numberOfOutputs: 1 });
  // It stays silent, but some browsers run only what leads somewhere.
  input.connect(context.destination);
  return { input, capture: new Port(input.port) };
}

function playbackNode(context: AudioContext): PlaybackGraph {
  const output = new AudioWorkletNode(context, playbackName, { numberOfInputs: 0, outputChannelCount: [1] });
  return { output, playback: new Port(output.port) };
}
