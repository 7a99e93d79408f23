import type { Clock } from '../base/clock.js';
import type { AgentError } from '../base/errors.js';
import type { State } from '../base/state.js';
import type { AudioPath } from './audio-path.js';
import type { Call, CallSnapshot } from './call.js';
import type { Microphone } from './capture/microphone.js';
import { watchDevices, type DeviceList } from './devices/devices.js';

export interface CallDevicesOptions {
  readonly state: State<CallSnapshot>;
  readonly microphone: Microphone;
  /** `undefined` where the page may use no devices. */
  readonly mediaDevices: MediaDevices | undefined;
  readonly clock: Clock;
  readonly path: AudioPath;
  readonly onTrouble: (error: AgentError) => void;
  /** Ends with the call. */
  readonly signal: AbortSignal;
}

export interface CallDevices extends Pick<Call, 'chooseMicrophone' | 'chooseSpeaker'> {
  /** Opens what should be used now. Never rejects: a call goes on without a microphone, since one may be plugged in. */
  reopenMicrophone(): Promise<void>;
  /** Asks anew which devices there are. */
  refresh(): void;
}

/** Which devices a call uses: what the person chose or, as long as that is not there, what the system does. */
export function callDevices({ state, microphone, mediaDevices, clock, path, onTrouble, signal }: CallDevicesOptions): CallDevices {
  /** What the person wants, whether or not it is there. */
  let chosen = state.current.microphoneId;
  let system: string | undefined;

  const list = ({ microphones, speakers, systemMicrophone }: DeviceList): void => {
    const { talk, phase, microphones: known, speakerId } = state.current;
    const hasSystemChanged = system !== undefined && system !== systemMicrophone;
    system = systemMicrophone;
    state.patch({ microphones, speakers, speakerId: speakers.find(({ id }) => id === speakerId)?.id });
    if (phase !== 'live' || talk === 'muted') return;
    const isNew = microphones.some(({ id }) => !known.some((one) => one.id === id));
    if ((isNew && !microphone.isOpen) || (hasSystemChanged && chosen === undefined)) void reopenMicrophone();
  };
  const refresh = mediaDevices ? watchDevices({ mediaDevices, clock, onChange: list, signal }) : () => undefined;
  const reopenMicrophone = async (): Promise<void> => {
    if (signal.aborted) return;
    try {
      await microphone.open(chosen);
      state.patch({ microphoneId: microphone.id, isMicrophoneSilent: false });
    } catch (error) {
      state.patch({ microphoneId: undefined });
      if (!signal.aborted) onTrouble(error as AgentError);
    }
    refresh();
  };

  return {
    reopenMicrophone,
    refresh,
    async chooseMicrophone(id) {
      chosen = id;
      if (state.current.talk !== 'muted') await reopenMicrophone();
    },
    async chooseSpeaker(id) {
      try {
        await path.chooseSpeaker(id ?? '');
        state.patch({ speakerId: id });
      } catch {
        // It has gone: the sound stays where it was.
        refresh();
      }
    },
  };
}
