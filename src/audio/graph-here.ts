import { CaptureEngine } from './capture/capture-engine.js';
import type { CaptureGraph, PlaybackGraph } from './graph-types.js';
import { PlaybackEngine } from './playback/playback-engine.js';
import { Port } from './port.js';

/* For pages that cannot load worklets: both sides of a call on the page's own thread, and so only as good as that. */

/** In frames, 43 ms at 48 kHz: less, and a busy page is heard. */
const bufferSize = 2048;

export function captureHere(context: AudioContext): CaptureGraph {
  const { port1, port2 } = new MessageChannel();
  const engine = new CaptureEngine(port2, context.sampleRate);
  const input = context.createScriptProcessor(bufferSize, 1, 1);
  input.addEventListener('audioprocess', ({ inputBuffer }) => engine.process([inputBuffer.getChannelData(0)]));
  input.connect(context.destination);
  return { input, capture: new Port(port1) };
}

export function playbackHere(context: AudioContext): PlaybackGraph {
  const { port1, port2 } = new MessageChannel();
  const engine = new PlaybackEngine(port2, context.sampleRate);
  const output = context.createScriptProcessor(bufferSize, 1, 1);
  output.addEventListener('audioprocess', ({ outputBuffer }) => engine.process([outputBuffer.getChannelData(0)]));
  return { output, playback: new Port(port1) };
}
