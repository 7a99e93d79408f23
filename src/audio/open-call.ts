import { systemClock } from '../base/clock.js';
import type { Call, CallOptions } from './call.js';
import type { CallPorts } from './call-ports.js';
import { LiveCall } from './live-call.js';

/**
 * Opens a call. To be called right after the click in which `options.context` was made: the microphone is asked for at
 * once, and the rest is loaded meanwhile.
 *
 * @param ports the world outside; a test hands in its own
 */
export function openCall(options: CallOptions, ports: Partial<CallPorts> = {}): Call {
  return new LiveCall(options, {
    clock: systemClock,
    mediaDevices: navigator.mediaDevices,
    createContext: () => new AudioContext(),
    window,
    ...ports,
  });
}
