import type { ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';

const running = new Set<ChildProcess>();

let watching = false;

/** Ends what was started, however this process ends. */
export function endWithThisProcess<Child extends ChildProcess>(child: Child): Child {
  if (!watching) watch();
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

function watch(): void {
  watching = true;
  process.on('exit', () => {
    for (const child of running) child.kill('SIGKILL');
  });
  // Without a listener these two end the process at once, and `exit` is never told.
  process.once('SIGTERM', () => process.exit(143));
  process.once('SIGHUP', () => process.exit(129));
}

/** Asks a process to end, and makes it if it does not. */
export async function end(child: ChildProcess, graceMs = 3000): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill();
  const deadline = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await ended;
  clearTimeout(deadline);
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Asks a process and all that it has started to end. It has to be the first of its group (`detached`). */
export function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGTERM');
  } catch {
    // It is gone already.
  }
}
