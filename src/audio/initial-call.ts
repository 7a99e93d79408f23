import type { CallOptions, CallSnapshot } from './call.js';

/** What there is to know of a call when it begins. */
export function initialCall({ volume = 1, isPushToTalk = false, microphoneId, speakerId }: CallOptions): CallSnapshot {
  return {
    phase: 'starting',
    progress: 0,
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
  };
}
