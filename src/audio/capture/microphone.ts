import { microphoneObstacle, microphoneTrouble } from '../../media/microphone-errors.js';

export interface MicrophoneOptions {
  readonly mediaDevices: MediaDevices;
  /** The microphone went away by itself: it was unplugged, or the permission was taken back. */
  readonly onLost: () => void;
  /** The system lets nothing through, or does so again. */
  readonly onSilent: (isSilent: boolean) => void;
}

/** One microphone at a time; another one is opened only when the one before is closed. */
export class Microphone {
  readonly #options: MicrophoneOptions;
  #track: MediaStreamTrack | undefined;
  #source: MediaStreamAudioSourceNode | undefined;
  #input: AudioNode | undefined;
  /** Counts what was asked for, so that what comes too late is not taken. */
  #request = 0;

  constructor(options: MicrophoneOptions) {
    this.#options = options;
  }

  /** The `deviceId` in use. */
  get id(): string | undefined {
    return this.#track?.getSettings().deviceId;
  }

  get isOpen(): boolean {
    return this.#track?.readyState === 'live';
  }

  /**
   * @param id a `deviceId`; without it, or where there is no such one, the system's choice
   * @throws {AgentError} any code of the microphone
   */
  async open(id: string | undefined): Promise<void> {
    const obstacle = microphoneObstacle();
    if (obstacle) throw obstacle;
    this.close();
    const request = this.#request;
    const stream = await this.#ask(id).catch((error: unknown) => {
      throw microphoneTrouble(error);
    });
    if (request !== this.#request) {
      for (const late of stream.getTracks()) late.stop();
      return;
    }
    const track = stream.getAudioTracks()[0]!;
    this.#track = track;
    track.addEventListener('ended', () => {
      if (track === this.#track) this.#options.onLost();
    });
    for (const type of ['mute', 'unmute']) {
      track.addEventListener(type, () => {
        if (track === this.#track) this.#options.onSilent(track.muted);
      });
    }
    this.#connect();
  }

  /** Where its sound goes, from now on. */
  connect(input: AudioNode): void {
    this.#input = input;
    this.#connect();
  }

  /** Lets go of the device. */
  close(): void {
    this.#request++;
    this.#source?.disconnect();
    this.#source = undefined;
    // Without an `ended`: that is for what happens by itself.
    this.#track?.stop();
    this.#track = undefined;
  }

  async #ask(id: string | undefined): Promise<MediaStream> {
    const audio: MediaTrackConstraints = {
      echoCancellation: true,
      noiseSuppression: true,
      // It makes what is left of the agent's own voice loud enough to be taken for a person's.
      autoGainControl: false,
      channelCount: { ideal: 1 },
    };
    const { mediaDevices } = this.#options;
    if (id === undefined) return mediaDevices.getUserMedia({ audio });
    try {
      return await mediaDevices.getUserMedia({ audio: { ...audio, deviceId: { exact: id } } });
    } catch (error) {
      const isGone = error instanceof Error && /^(OverconstrainedError|NotFoundError)$/.test(error.name);
      if (!isGone) throw error;
      return mediaDevices.getUserMedia({ audio });
    }
  }

  #connect(): void {
    this.#source?.disconnect();
    if (!this.#input || !this.#track) return;
    this.#source = (this.#input.context as AudioContext).createMediaStreamSource(new MediaStream([this.#track]));
    this.#source.connect(this.#input);
  }
}
