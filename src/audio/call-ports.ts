import type { Clock } from '../base/clock.js';

/** The world outside, as a call sees it. */
export interface CallPorts {
  readonly clock: Clock;
  readonly mediaDevices: MediaDevices;
  /** For when the first one is of no use any more. */
  readonly createContext: () => AudioContext;
  readonly window: Window;
}
