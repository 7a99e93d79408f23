interface FakeMicrophone {
  readonly id: string;
  readonly track: MediaStreamTrack;
  readonly constraints: MediaTrackConstraints;
}

/** Devices that a test plugs in and out: each microphone hums. */
export class FakeDevices extends EventTarget {
  /** Every microphone that was opened, the last one at the end. */
  readonly opened: FakeMicrophone[] = [];
  /** In the order of their happening. */
  readonly journal: string[] = [];
  plugged = [device('audioinput', 'one'), device('audioinput', 'two'), device('audiooutput', 'loud')];
  /** What `getUserMedia` fails with. */
  error: Error | undefined;
  /** Held back until it settles. */
  delay: Promise<unknown> = Promise.resolve();
  /** 0 makes microphones that are switched off. */
  loudness = 0.3;
  readonly #context = new AudioContext();

  get mediaDevices(): MediaDevices {
    return this as unknown as MediaDevices;
  }

  get current(): FakeMicrophone {
    return this.opened.at(-1)!;
  }

  async getUserMedia({ audio }: { audio: MediaTrackConstraints }): Promise<MediaStream> {
    const wanted = (audio.deviceId as { exact: string } | undefined)?.exact;
    this.journal.push(`open ${wanted ?? 'any'}`);
    await this.delay;
    if (this.error) throw this.error;
    const inputs = this.plugged.filter(({ kind }) => kind === 'audioinput');
    const found = wanted === undefined ? inputs[0] : inputs.find(({ deviceId }) => deviceId === wanted);
    if (!found) throw new DOMException('There is none', wanted === undefined ? 'NotFoundError' : 'OverconstrainedError');
    const destination = this.#context.createMediaStreamDestination();
    const oscillator = this.#context.createOscillator();
    const gain = new GainNode(this.#context, { gain: this.loudness });
    oscillator.connect(gain).connect(destination);
    oscillator.start();
    void this.#context.resume();
    const track = destination.stream.getAudioTracks()[0]!;
    track.getSettings = () => ({ deviceId: found.deviceId });
    const stop = track.stop.bind(track);
    track.stop = () => {
      this.journal.push(`stop ${found.deviceId}`);
      stop();
    };
    this.opened.push({ id: found.deviceId, track, constraints: audio });
    return destination.stream;
  }

  enumerateDevices(): Promise<MediaDeviceInfo[]> {
    return Promise.resolve(this.plugged);
  }

  /** From now on these are plugged in. A microphone that is in use and is not among them ends. */
  plug(...devices: readonly MediaDeviceInfo[]): void {
    this.plugged = [...devices];
    for (const { id, track } of this.opened) {
      if (track.readyState === 'ended' || devices.some(({ deviceId }) => deviceId === id)) continue;
      track.stop();
      track.dispatchEvent(new Event('ended'));
    }
    this.dispatchEvent(new Event('devicechange'));
  }

  close(): Promise<void> {
    return this.#context.close();
  }
}

export function device(kind: MediaDeviceKind, deviceId: string, groupId = deviceId): MediaDeviceInfo {
  return { kind, deviceId, groupId, label: `The ${deviceId}`, toJSON: () => ({}) };
}
