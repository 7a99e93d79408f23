import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from './browsers.js';
import { eventually } from './eventually.js';
import { end, endWithThisProcess, freePort } from './processes.js';

/** A Redis of a test's own, which keeps nothing. */
export interface RunningRedis {
  readonly url: string;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  /** Starts it again, empty, at the same address. */
  restart(): Promise<void>;
  /** What one command answers, as Redis writes it. */
  ask(command: string): Promise<string>;
  close(): Promise<void>;
}

export async function startRedis(): Promise<RunningRedis> {
  const program = ensureRedis();
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'autessa-redis-'));
  let running: ChildProcess | undefined;
  const ask = (command: string) => say(port, command);
  const start = async () => {
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
    running = endWithThisProcess(spawn(program, args, { stdio: 'ignore' }));
    await eventually(() => ask('PING').then((answer) => answer.startsWith('+PONG'), () => false));
  };
  const stop = async () => running && end(running);
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    ask,
    async kill() {
      running?.kill('SIGKILL');
      await stop();
      await eventually(() => ask('PING').then(() => false, () => true));
    },
    restart: start,
    async close() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Finds Redis, or gets it where that can be done without asking anybody. @returns its path */
function ensureRedis(): string {
  const name = 'redis-server';
  const found = findProgram(name);
  if (found !== undefined) return found;
  if (platform() === 'linux' && process.getuid?.() === 0 && findProgram('apt-get') !== undefined) {
    console.log('No Redis is here; getting one.');
    const options = { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } as const;
    spawnSync('apt-get', ['update', '-qq'], options);
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name], options);
  }
  const installed = findProgram(name);
  if (installed === undefined) throw new Error('Install Redis (Debian and Ubuntu: apt-get install redis-server; macOS: brew install redis)');
  return installed;
}

function say(port: number, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(port, '127.0.0.1', () => socket.write(`${command}\r\n`));
    socket.setEncoding('utf8').once('data', (data) => {
      resolve(String(data));
      socket.destroy();
    });
    socket.once('error', reject);
  });
}
