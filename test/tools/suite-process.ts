import { spawn, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { platform, setPriority } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { nothing, sum, type Failure, type Row, type Tally } from './tally.js';

/** What a suite's own process tells: one for each browser, or one in all. */
export interface SuiteReport extends Tally {
  readonly name: string;
  readonly ms: number;
  readonly files: readonly FileTime[];
  readonly failures: readonly Failure[];
}

/** How long the tests of a file took. */
export interface FileTime {
  readonly file: string;
  readonly ms: number;
}

export interface SuiteOptions {
  readonly name: string;
  /** What Node runs. */
  readonly program: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly deadlineMs: number;
  /** Whether what else is busy on the machine comes before it. */
  readonly givesWay?: boolean;
  /** Reports that must come; without them the suite has failed. */
  readonly expected: readonly string[];
}

/** A session's one signal has more listeners than Node expects of anybody. */
export const nodeOptions: readonly string[] = ['--enable-source-maps', '--disable-warning=MaxListenersExceededWarning'];

/**
 * The priority of what gives way, as `nice` counts: it gets a third of what others get. With less, other programs that are
 * busy as long as it runs would leave it nothing.
 */
const lowPriority = 5;

/** Tells a suite's process that others come before it. */
const givesWayVariable = 'GIVES_WAY';

/** Lets others come first, for this process and those that it starts from now on. To be called in the suite's process. */
export function giveWayIfAsked(): void {
  if (process.env[givesWayVariable] === undefined) return;
  setPriority(lowPriority);
  try {
    // A desktop's Linux shares the processors among sessions first, and the suite is one.
    writeFileSync('/proc/self/autogroup', String(lowPriority));
  } catch {
    // Another system, or none that shares so.
  }
}

/** To be called in the suite's process. */
export function report(suite: SuiteReport): void {
  process.send?.(suite);
}

/** Runs a suite in a process of its own, so that neither a crash nor an endless loop in it stays unnoticed. */
export async function runSuite(options: SuiteOptions, signal: AbortSignal): Promise<Row[]> {
  const { name, program, args, environment, givesWay = false, deadlineMs, expected } = options;
  const start = performance.now();
  const reports = new Map<string, SuiteReport>();
  console.log(heading(name));
  const child = spawn(process.execPath, [...nodeOptions, program, ...args], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, ...environment, ...(givesWay && { [givesWayVariable]: '1' }) },
    // A group of its own, which can be ended as a whole.
    detached: platform() !== 'win32',
  });
  child.on('message', (message) => {
    const suite = message as SuiteReport;
    reports.set(suite.name, suite);
  });
  let trouble: string | undefined;
  const give = (reason: string) => {
    trouble ??= reason;
    void endGroup(child);
  };
  const onAbort = () => give('interrupted');
  signal.addEventListener('abort', onAbort);
  const deadline = setTimeout(() => give(`not done within ${deadlineMs / 1000} s`), deadlineMs);
  const code = await new Promise<number | string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (status, signalName) => resolve(status ?? signalName ?? 'gone'));
  });
  clearTimeout(deadline);
  signal.removeEventListener('abort', onAbort);
  await endGroup(child);

  const rows: Row[] = [...reports.values()].map((suite) => rowOf(name, suite));
  for (const missing of expected.filter((one) => !reports.has(one))) {
    rows.push({
      ...nothing,
      failed: 1,
      name: missing === name ? name : `${name}, ${missing}`,
      ms: performance.now() - start,
      trouble: trouble ?? `did not run, ended with ${code}`,
    });
  }
  if (sum(rows).failed === 0 && (trouble !== undefined || code !== 0)) {
    rows.push({
      ...nothing,
      failed: 1,
      name: `${name}, its process`,
      ms: performance.now() - start,
      trouble: trouble ?? `ended with ${code}`,
    });
  }
  return rows;
}

const heading = (name: string): string => `\n── ${name} ──`;

function rowOf(suite: string, { name, ...report }: SuiteReport): Row {
  const row = { ...report, name: name === suite ? name : `${suite}, ${name}` };
  const { passed, failed, skipped } = row;
  return passed + failed + skipped === 0 ? { ...row, failed: 1, trouble: 'no tests found' } : row;
}

/** Ends what a suite has started, all of it: a test that is cut short closes nothing itself. */
async function endGroup({ pid }: ChildProcess): Promise<void> {
  if (pid === undefined || !signalGroup(pid, 'SIGTERM')) return;
  const deadline = Date.now() + 4000;
  while (Date.now() < deadline) {
    await pause(50);
    if (!signalGroup(pid, 0)) return;
  }
  signalGroup(pid, 'SIGKILL');
}

/** @returns whether there is anyone left to hear it */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(platform() === 'win32' ? pid : -pid, signal);
    return true;
  } catch {
    return false;
  }
}
