import type { Clock } from '../../base/clock.js';
import type { AudioDevice } from '../call.js';

/** The audio devices of a moment. */
export interface DeviceList {
  readonly microphones: readonly AudioDevice[];
  readonly speakers: readonly AudioDevice[];
  /** Changes when the system chooses another microphone, where the browser tells. */
  readonly systemMicrophone: string | undefined;
}

export interface DeviceWatchOptions {
  /** Pages that are not secure have none. */
  readonly mediaDevices: MediaDevices;
  readonly clock: Clock;
  readonly onChange: (devices: DeviceList) => void;
  readonly signal: AbortSignal;
}

/** One that is plugged in comes with several events, in ms. */
const settleMs = 500;
/** Entries that stand for another one. */
const aliases = ['default', 'communications'];

/** Tells which devices there are: when asked, and when that has changed. @returns asks */
export function watchDevices({ mediaDevices, clock, onChange, signal }: DeviceWatchOptions): () => void {
  let cancel = () => undefined as void;
  const refresh = () => {
    mediaDevices
      ?.enumerateDevices()
      .then((devices) => {
        if (!signal.aborted) onChange(listOf(devices));
      })
      .catch(() => undefined);
  };
  mediaDevices?.addEventListener(
    'devicechange',
    () => {
      cancel();
      cancel = clock.after(settleMs, refresh);
    },
    { signal },
  );
  signal.addEventListener('abort', () => cancel());
  return refresh;
}

function listOf(devices: readonly MediaDeviceInfo[]): DeviceList {
  const ofKind = (kind: MediaDeviceKind) =>
    devices
      .filter((device) => device.kind === kind && device.deviceId !== '' && !aliases.includes(device.deviceId))
      .map(({ deviceId, label }) => ({ id: deviceId, label }));
  const system = devices.find(({ kind, deviceId }) => kind === 'audioinput' && deviceId === 'default');
  return {
    microphones: ofKind('audioinput'),
    speakers: canChooseSpeaker() ? ofKind('audiooutput') : [],
    systemMicrophone: system && `${system.groupId} ${system.label}`,
  };
}

function canChooseSpeaker(): boolean {
  return 'setSinkId' in AudioContext.prototype || 'setSinkId' in HTMLMediaElement.prototype;
}
