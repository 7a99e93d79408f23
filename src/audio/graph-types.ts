import type { CaptureOrder, CapturedFrame } from './capture/capture-engine.js';
import type { PlaybackOrder } from './playback/playback-engine.js';
import type { PlayerReport } from './playback/player-report.js';
import type { Port } from './port.js';

/** The side of a call, in a context, that listens. */
export interface CaptureGraph {
  /** Where the microphone goes. */
  readonly input: AudioNode;
  readonly capture: Port<CaptureOrder, CapturedFrame>;
}

/** The side that speaks, ready to be connected. */
export interface PlaybackGraph {
  /** Where replies come from. */
  readonly output: AudioNode;
  readonly playback: Port<PlaybackOrder, PlayerReport>;
}

export type Graph = CaptureGraph & PlaybackGraph;
