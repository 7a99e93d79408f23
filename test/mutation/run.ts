import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { coreMutants } from './core-mutants.js';
import { generateMutants } from './generated-mutants.js';
import type { Mutant } from './mutant.js';
import { pageMutants } from './page-mutants.js';
import { relayMutants } from './relay-mutants.js';
import { runTestFile, type Result } from './run-test-file.js';

/*
 * npm run mutants [-- part of a file's name …] [--generated 50]
 *
 * Changes one place of the code at a time, and looks whether a test notices. The tests of a mutant are those that ought
 * to. With a number, as many of those that nobody has chosen, from all over the files.
 */

type Outcome = 'killed' | 'survived' | 'timed out';

const { values, positionals: parts } = parseArgs({ allowPositionals: true, options: { generated: { type: 'string' } } });
const chosen = [...coreMutants, ...pageMutants, ...relayMutants].filter(({ file }) => parts.length === 0 || parts.some((part) => file.includes(part)));
for (const { file, was } of chosen) {
  if (readFileSync(file, 'utf8').split(was).length !== 2) throw new Error(`${file}: there is not exactly one ${was}`);
}
const mutants = values.generated === undefined ? chosen : sample(Number(values.generated));
// What was started ends with this.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

const outcomes = new Map<Mutant, Outcome>();
/** How test files end as the code is: one that fails then kills nothing. */
const unchanged = new Map<string, Promise<Result>>();
/** The test file that killed the last mutant of a file: it is tried first with the next one. */
const lastKillers = new Map<string, string>();

const waiting = [...mutants];
await Promise.all(Array.from({ length: availableParallelism() }, judgeWaiting));

const folderOf = ({ file }: Mutant): string => file.slice(0, file.lastIndexOf('/'));
const folders = [...new Set(mutants.map(folderOf))].map((folder) => [folder, mutants.filter((mutant) => folderOf(mutant) === folder)] as const);
for (const [folder, own] of folders) console.log(score(folder, own));
console.log(`\n${score('all', mutants)}`);
for (const [mutant, outcome] of outcomes) if (outcome !== 'killed') console.log(`  ${outcome}: ${describe(mutant)}`);
const broken = (await Promise.all([...unchanged].map(async ([test, result]) => ((await result) === 'passed' ? [] : test)))).flat();
for (const test of broken) console.log(`  not passed without any change, so it killed nothing: ${test}`);
process.exit(broken.length === 0 && folders.every(([, own]) => share(own) >= 0.85) ? 0 : 1);

/** Each so many of what can be changed in the files of which something was chosen, with all tests that were named for them. */
function sample(size: number): readonly Mutant[] {
  const testsOf = new Map<string, Set<string>>();
  for (const { file, tests } of chosen) testsOf.set(file, new Set([...(testsOf.get(file) ?? []), ...tests]));
  const all = [...testsOf].flatMap(([file, tests]) => generateMutants(file, [...tests]));
  return all.filter((_, index) => Math.floor((index * size) / all.length) !== Math.floor(((index - 1) * size) / all.length));
}

async function judgeWaiting(): Promise<void> {
  for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
    const start = performance.now();
    const outcome = await judge(mutant);
    outcomes.set(mutant, outcome);
    console.log(`${outcome.padEnd(9)} ${describe(mutant)} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
  }
}

async function judge({ file, was, becomes, whole, tests }: Mutant): Promise<Outcome> {
  const change = (code: string, path: string): string => (path === file ? (whole ?? code.replace(was, () => becomes)) : code);
  const isFirst = (test: string): boolean => test === lastKillers.get(file);
  let isLate = false;
  for (const test of [...tests.filter(isFirst), ...tests.filter((each) => !isFirst(each))]) {
    const result = await runTestFile(test, change);
    if (result === 'passed' || (await resultUnchanged(test)) !== 'passed') continue;
    if (result === 'failed') {
      lastKillers.set(file, test);
      return 'killed';
    }
    // It may be the machine that is late.
    isLate = true;
  }
  return isLate ? 'timed out' : 'survived';
}

function resultUnchanged(test: string): Promise<Result> {
  const result = unchanged.get(test) ?? tryUnchanged(test);
  unchanged.set(test, result);
  return result;
}

/** A busy machine may let it fail: passing once in three times is enough. */
async function tryUnchanged(test: string, triesLeft = 3): Promise<Result> {
  const result = await runTestFile(test);
  return result === 'passed' || triesLeft === 1 ? result : tryUnchanged(test, triesLeft - 1);
}

function describe({ file, was, becomes }: Mutant): string {
  return `${file}: ${was} → ${becomes}`;
}

function share(some: readonly Mutant[]): number {
  return some.filter((mutant) => outcomes.get(mutant) === 'killed').length / some.length;
}

function score(name: string, some: readonly Mutant[]): string {
  const count = (outcome: Outcome): number => some.filter((mutant) => outcomes.get(mutant) === outcome).length;
  return `${name}: ${count('killed')} of ${some.length} killed (${(share(some) * 100).toFixed(0)} %), ${count('survived')} survived, ${count('timed out')} timed out`;
}
