import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually.js';
import { end, endWithThisProcess, freePort } from './processes.js';

/** A Redis of a test's own, which keeps nothing; where `lacks('redis-server')` has a reason, there is none. */
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
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'autessa-redis-'));
  let running: ChildProcess | undefined;
  const ask = (command: string) => say(port, command);
  const start = async () => {
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
    running = endWithThisProcess(spawn('redis-server', args, { stdio: 'ignore' }));
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
