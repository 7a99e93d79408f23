import { State } from '../base/state.js';
import type { CallOptions, CallSnapshot } from './call.js';

/** The state of a call that has yet to begin. */
export function createCallState({ volume = 1, isPushToTalk = false, microphoneId, speakerId }: CallOptions): State<CallSnapshot> {
  return new State<CallSnapshot>({
    phase: 'starting',
    progress: isPushToTalk ? 1 : 0,
    talk: isPushToTalk ? 'push' : 'open',
    isHeld: false,
    detection: isPushToTalk ? 'off' : 'loading',
    hearing: 'nothing',
    playing: undefined,
    isBlocked: false,
    isMicrophoneSilent: false,
    microphones: [],
    speakers: [],
    microphoneId,
    speakerId,
    volume,
    underruns: 0,
  });
}
