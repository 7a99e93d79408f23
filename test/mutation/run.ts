import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { coreMutants } from './core-mutants.js';
import { pageMutants } from './page-mutants.js';
import { relayMutants } from './relay-mutants.js';

/*
 * npm run mutants [-- part of a file's name …]
 *
 * Changes one place of the code at a time, in a copy, and looks whether a test notices. The tests of a mutant are those
 * that ought to.
 */

const parts = process.argv.slice(2);
const mutants = [...coreMutants, ...pageMutants, ...relayMutants].filter(({ file }) => parts.length === 0 || parts.some((part) => file.includes(part)));
const copy = mkdtempSync(join(tmpdir(), 'autessa-mutants-'));
for (const name of ['src', 'test', 'demo', 'package.json', 'tsconfig.json', '.config']) cpSync(name, join(copy, name), { recursive: true });
symlinkSync(resolve('node_modules'), join(copy, 'node_modules'));

/** Longer than any of the files takes, in ms. */
const timeout = 120_000;

/** Runs test files until one test fails: the first is enough. @returns whether all passed */
async function passes(args: readonly string[]): Promise<boolean> {
  const env = { ...process.env, FUZZ_RUNS: '200', STORMS: '2000', ROUNDS: '3' };
  const run = spawn(process.execPath, ['--import', 'tsx', ...args], { cwd: copy, stdio: ['ignore', 'pipe', 'ignore'], env, detached: true });
  const end = () => {
    try {
      // What it has started ends with it.
      process.kill(-run.pid!, 'SIGKILL');
    } catch {
      // It has ended already.
    }
  };
  const timer = setTimeout(end, timeout);
  let heard = '';
  run.stdout.on('data', (data) => {
    heard += String(data);
    if (/^ *not ok /m.test(heard)) end();
  });
  const status = await new Promise((resolve) => run.once('close', resolve));
  clearTimeout(timer);
  return status === 0;
}

const survivors: string[] = [];
try {
  for (const { file, was, becomes, tests, isBundled = false } of mutants) {
    const path = join(copy, file);
    const original = readFileSync(path, 'utf8');
    if (original.split(was).length !== 2) throw new Error(`${file}: there is not exactly one ${was}`);
    writeFileSync(path, original.replace(was, () => becomes));
    const files = tests.map((name) => `test/${name}.node.test.ts`);
    const run = isBundled ? ['test/run.ts', '--only', 'node'] : ['--test', '--test-concurrency=1', '--test-reporter=tap'];
    const isKilled = !(await passes([...run, ...files]));
    writeFileSync(path, original);
    if (!isKilled) survivors.push(`${file}: ${was} → ${becomes}`);
    console.log(`${isKilled ? 'killed  ' : 'SURVIVED'} ${file}: ${was} → ${becomes}`);
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
const byFolder = new Map<string, { killed: number; all: number }>();
for (const { file, was, becomes } of mutants) {
  const folder = file.slice(0, file.lastIndexOf('/'));
  const counted = byFolder.get(folder) ?? { killed: 0, all: 0 };
  byFolder.set(folder, { all: counted.all + 1, killed: counted.killed + (survivors.includes(`${file}: ${was} → ${becomes}`) ? 0 : 1) });
}
for (const [folder, { killed: some, all }] of byFolder) console.log(`${folder}: ${some} of ${all}, ${((some / all) * 100).toFixed(0)} %`);
const killed = mutants.length - survivors.length;
console.log(`\n${killed} of ${mutants.length} killed, ${((killed / mutants.length) * 100).toFixed(0)} %${survivors.map((one) => `\n  ${one}`).join('')}`);
process.exit([...byFolder.values()].every(({ killed: some, all }) => some / all >= 0.85) ? 0 : 1);
