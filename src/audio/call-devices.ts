import type { Clock } from '../base/clock.js';
import type { AgentError } from '../base/errors.js';
import type { State } from '../base/state.js';
import type { CallSnapshot } from './call.js';
import type { Microphone } from './capture/microphone.js';
import { watchDevices, type DeviceList } from './devices/devices.js';

export interface CallDevicesOptions {
  readonly state: State<CallSnapshot>;
  readonly microphone: Microphone;
  /** A `deviceId`. Without it: the system's choice. */
  readonly microphoneId: string | undefined;
  /** `undefined` where the page may use no devices. */
  readonly mediaDevices: MediaDevices | undefined;
  readonly clock: Clock;
  /** @param id a `deviceId`; empty for the system's choice. Rejects where there is no such one */
  readonly useSpeaker: (id: string) => Promise<void>;
  readonly onTrouble: (error: AgentError) => void;
  /** Ends with the call. */
  readonly signal: AbortSignal;
}

/** Which devices a call uses: what the person chose or, as long as that is not there, what the system does. */
export class CallDevices {
  readonly #options: CallDevicesOptions;
  /** What the person wants, whether or not it is there. */
  #chosenMicrophone: string | undefined;
  #systemMicrophone: string | undefined;
  /** Asks anew which devices there are. */
  readonly refresh: () => void;

  constructor(options: CallDevicesOptions) {
    const { mediaDevices, microphoneId, clock, signal } = options;
    this.#options = options;
    this.#chosenMicrophone = microphoneId;
    const watch = mediaDevices && watchDevices({ mediaDevices, clock, onChange: (devices) => this.#list(devices), signal });
    this.refresh = () => watch?.refresh();
  }

  /** @throws {AgentError} any code of the microphone */
  openMicrophone(): Promise<void> {
    return this.#options.microphone.open(this.#chosenMicrophone);
  }

  /** A call goes on without a microphone: one may be plugged in. */
  async reopenMicrophone(): Promise<void> {
    const { microphone, state, onTrouble, signal } = this.#options;
    if (signal.aborted) return;
    try {
      await this.openMicrophone();
      state.patch({ microphoneId: microphone.id, isMicrophoneSilent: false });
    } catch (error) {
      state.patch({ microphoneId: undefined });
      if (!signal.aborted) onTrouble(error as AgentError);
    }
    this.refresh();
  }

  async chooseMicrophone(id: string | undefined): Promise<void> {
    this.#chosenMicrophone = id;
    if (this.#options.state.current.talk !== 'muted') await this.reopenMicrophone();
  }

  async chooseSpeaker(id: string | undefined): Promise<void> {
    const { state, useSpeaker } = this.#options;
    try {
      await useSpeaker(id ?? '');
      state.patch({ speakerId: id });
    } catch {
      // It has gone: the sound stays where it was.
      this.refresh();
    }
  }

  /** The page is seen again: phones take the microphone from pages that are hidden. */
  onSeen(): void {
    const { state, microphone } = this.#options;
    if (state.current.talk !== 'muted' && !microphone.isOpen) void this.reopenMicrophone();
  }

  #list({ microphones, speakers, systemMicrophone }: DeviceList): void {
    const { state, microphone } = this.#options;
    const { talk, phase, microphones: known, speakerId } = state.current;
    const hasSystemChanged = this.#systemMicrophone !== undefined && this.#systemMicrophone !== systemMicrophone;
    this.#systemMicrophone = systemMicrophone;
    state.patch({
      microphones,
      speakers,
      ...(speakers.some(({ id }) => id === speakerId) ? {} : { speakerId: undefined }),
    });
    if (phase !== 'live' || talk === 'muted') return;
    const isNew = microphones.some(({ id }) => !known.some((one) => one.id === id));
    const isSystems = this.#chosenMicrophone === undefined;
    if ((isNew && !microphone.isOpen) || (hasSystemChanged && isSystems)) void this.reopenMicrophone();
  }
}
