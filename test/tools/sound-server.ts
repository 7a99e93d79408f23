import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually.js';
import { lacks } from './needs.js';
import { end, endWithThisProcess } from './processes.js';

/** A PulseAudio of a test's own, with a loudspeaker and a microphone that are no more than wires. */
export interface SoundServer {
  /** What a browser has to have in its environment in order to use it. */
  readonly environment: Readonly<Record<string, string>>;
  /**
   * A headset takes the place of both devices, as one without wires does when its microphone is used: with one channel, and
   * another rate. From now on it is what is spoken into and listened to.
   *
   * @param rate in Hz @param name as people read it
   */
  plugHeadset(rate: number, name: string): void;
  /** Plays a sound file into the microphone, once. @returns ends it early */
  speak(file: string): () => Promise<void>;
  /** Records what comes out of the loudspeaker, until it is asked for it. @returns mono, 32-bit floats at 48 kHz */
  listen(): Promise<() => Promise<Float32Array>>;
  close(): Promise<void>;
}

const programs = ['pulseaudio', 'pactl', 'paplay', 'parec'];

/** Why there can be none on this machine; `false` where there can. */
export const lacksSoundServer = (): string | false => lacks(...programs);

/** @throws {Error} where it does not start */
export async function startSoundServer(): Promise<SoundServer> {
  const folder = mkdtempSync(join(tmpdir(), 'autessa-sound-'));
  const environment = { PULSE_SERVER: `unix:${folder}/native`, PULSE_RUNTIME_PATH: folder };
  const options = { stdio: 'ignore', env: { ...process.env, ...environment, HOME: folder } } as const;
  const modules = [
    `module-native-protocol-unix socket=${folder}/native auth-anonymous=1`,
    'module-null-sink sink_name=loudspeaker',
    'module-null-sink sink_name=into_microphone',
    'module-remap-source source_name=microphone master=into_microphone.monitor',
  ];
  const server = endWithThisProcess(
    spawn('pulseaudio', ['-n', '--daemonize=no', '--use-pid-file=no', '--exit-idle-time=-1', ...modules.flatMap((module) => ['-L', module])], options),
  );
  const ask = (...args: string[]) => spawnSync('pactl', args, { ...options, stdio: 'pipe', encoding: 'utf8' });
  const set = (...args: string[]): boolean => ask(...args).status === 0;
  let [into, from] = ['into_microphone', 'loudspeaker.monitor'];
  await eventually(() => set('set-default-source', 'microphone') && set('set-default-sink', 'loudspeaker'), 20_000);
  const running = new Set<ChildProcess>();
  const run = (program: string, args: readonly string[], stdio: 'ignore' | readonly ['ignore', 'pipe', 'ignore']) => {
    const child = endWithThisProcess(spawn(program, args, { ...options, stdio: stdio as 'ignore' }));
    running.add(child);
    child.once('exit', () => running.delete(child));
    return child;
  };
  return {
    environment,
    plugHeadset(rate, name) {
      const before = ask('list', 'short', 'modules').stdout.split('\n').filter((line) => /remap-source|sink_name=loudspeaker/.test(line));
      const form = [`rate=${rate}`, 'channels=1'];
      const called = `device.description="${name.replaceAll(' ', '\\ ')}"`;
      set('load-module', 'module-null-sink', 'sink_name=headset', ...form, `sink_properties=${called}`);
      set('load-module', 'module-null-sink', 'sink_name=into_headset', ...form);
      set('load-module', 'module-remap-source', 'source_name=headset_microphone', 'master=into_headset.monitor', ...form, `source_properties=${called}`);
      const isSet = set('set-default-source', 'headset_microphone') && set('set-default-sink', 'headset');
      if (!isSet || before.length !== 2) throw new Error('There is no headset');
      for (const line of before) set('unload-module', line.split('\t', 1).join());
      [into, from] = ['into_headset', 'headset.monitor'];
    },
    speak(file) {
      const player = run('paplay', [`--device=${into}`, file], 'ignore');
      return () => end(player);
    },
    async listen() {
      const recorder = run('parec', [`--device=${from}`, '--format=float32le', '--rate=48000', '--channels=1', '--latency-msec=20'], ['ignore', 'pipe', 'ignore']);
      const pieces: Buffer[] = [];
      recorder.stdout!.on('data', (piece: Buffer) => pieces.push(piece));
      await eventually(() => pieces.length > 0, 20_000);
      return async () => {
        await end(recorder);
        const { buffer, byteOffset, byteLength } = Buffer.concat(pieces);
        return new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength - (byteLength % 4)));
      };
    },
    async close() {
      for (const child of running) await end(child);
      await end(server);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
