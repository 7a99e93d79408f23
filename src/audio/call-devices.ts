import type { AgentError } from '../base/errors.js';
import type { State } from '../base/state.js';
import type { CallSnapshot } from './call.js';
import type { CallPorts } from './call-ports.js';
import { Microphone } from './capture/microphone.js';
import { watchDevices, type DeviceList } from './devices/devices.js';

export interface CallDevicesOptions extends Pick<CallPorts, 'clock' | 'mediaDevices' | 'window'> {
  readonly state: State<CallSnapshot>;
  /** There is no microphone for now. */
  readonly onTrouble: (error: AgentError) => void;
  readonly signal: AbortSignal;
}

/** The devices that a call can use, and the microphone that it does, as they come and go. */
export class CallDevices {
  readonly microphone: Microphone;
  readonly #options: CallDevicesOptions;
  /** Asks for the list anew. */
  readonly refresh: () => void;
  /** What the person wants, whether or not it is there. */
  #chosen: string | undefined;
  #system: string | undefined;

  constructor(options: CallDevicesOptions) {
    const { state, clock, mediaDevices, window: { document }, signal } = options;
    this.#options = options;
    this.#chosen = state.current.microphoneId;
    this.microphone = new Microphone({
      mediaDevices,
      onLost: () => void this.reopen(),
      onSilent: (isMicrophoneSilent) => state.patch({ isMicrophoneSilent }),
    });
    this.refresh = watchDevices({ mediaDevices, clock, onChange: (devices) => this.#list(devices), signal });
    // Phones take the microphone from pages that are hidden.
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible' && this.#isWanted && !this.microphone.isOpen) void this.reopen();
    }, { signal });
  }

  /** Opens the microphone that is wanted. @throws {AgentError} any code of the microphone */
  async open(): Promise<void> {
    await this.microphone.open(this.#chosen);
    this.#options.state.patch({ microphoneId: this.microphone.id, isMicrophoneSilent: false });
  }

  /** A call goes on without a microphone: one may be plugged in. */
  async reopen(): Promise<void> {
    const { state, onTrouble, signal } = this.#options;
    if (signal.aborted) return;
    try {
      await this.open();
    } catch (error) {
      state.patch({ microphoneId: undefined });
      if (!signal.aborted) onTrouble(error as AgentError);
    }
    this.refresh();
  }

  /** See `Call.chooseMicrophone`. */
  async choose(id: string | undefined): Promise<void> {
    this.#chosen = id;
    if (this.#options.state.current.talk !== 'muted') await this.reopen();
  }

  get #isWanted(): boolean {
    const { phase, talk } = this.#options.state.current;
    return phase === 'live' && talk !== 'muted';
  }

  #list({ microphones, speakers, systemMicrophone }: DeviceList): void {
    const { state } = this.#options;
    const { microphones: known, speakerId } = state.current;
    const isNew = microphones.some(({ id }) => !known.some((one) => one.id === id));
    const hasSystemChanged = this.#system !== undefined && this.#system !== systemMicrophone;
    this.#system = systemMicrophone;
    state.patch({ microphones, speakers, speakerId: speakers.find(({ id }) => id === speakerId)?.id });
    const isBetter = (isNew && !this.microphone.isOpen) || (hasSystemChanged && this.#chosen === undefined);
    if (isBetter && this.#isWanted) void this.reopen();
  }
}
