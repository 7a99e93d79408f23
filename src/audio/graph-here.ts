import { CaptureEngine } from './capture/capture-engine.js';
import type { Graph } from './graph.js';
import { PlaybackEngine } from './playback/playback-engine.js';
import { Port } from './port.js';

/** In frames, 43 ms at 48 kHz: less, and a busy page is heard. */
const bufferSize = 2048;

/** For pages that cannot load worklets: both sides of a call on the page's own thread, and so only as good as that. */
export function buildGraphHere(context: AudioContext): Graph {
  const capture = new MessageChannel();
  const playback = new MessageChannel();
  const capturing = new CaptureEngine(capture.port2, context.sampleRate);
  const playing = new PlaybackEngine(playback.port2, context.sampleRate);
  const input = context.createScriptProcessor(bufferSize, 1, 1);
  const output = context.createScriptProcessor(bufferSize, 1, 1);
  input.addEventListener('audioprocess', ({ inputBuffer }) => capturing.process([inputBuffer.getChannelData(0)]));
  output.addEventListener('audioprocess', ({ outputBuffer }) => playing.process([outputBuffer.getChannelData(0)]));
  input.connect(context.destination);
  return { input, output, capture: new Port(capture.port1), playback: new Port(playback.port1) };
}
