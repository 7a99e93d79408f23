import { relative } from 'node:path';
import { defaultReporter, startTestRunner, type TestSession, type TestSuiteResult } from '@web/test-runner';
import { browserConfig } from './browser-config.js';
import { browserPages } from './browser-pages.js';
import { wantedBrowsers, type BrowserName } from './browsers.js';
import { nothing, sum, type Failure, type Tally } from './tally.js';
import { pageBundles } from './page-bundles.js';
import { report, type FileTime } from './suite-process.js';

/*
 * Runs the browser tests, in every browser wanted. `browser-suite.mjs {files…}`
 */

const start = performance.now();
const pages = browserPages(process.argv.slice(2));
const first = await run(pages.flatMap((page) => page.slice(0, 1)), wantedBrowsers());
// A browser that itself has ended says nothing of the tests: they get another one, once. More than one such end is no accident.
const ended = first.filter(wasLost);
const lost = ended.length > 1 ? [] : ended;
for (const session of lost) console.log(`${nameOf(session)} has ended in ${fileOf(session)}, which is run again`);
const sessions = first.filter((session) => !lost.includes(session));
for (const browser of wantedBrowsers()) sessions.push(...(await runAgain(browser)));
for (const browser of wantedBrowsers()) {
  const own = sessions.filter((session) => nameOf(session) === browser);
  report({ name: browser, ...sum(own.map(tallyOf)), ms: performance.now() - start, files: own.flatMap(timesOf), failures: own.flatMap(failuresOf) });
}
process.exit(sessions.every((session) => tallyOf(session).failed === 0) ? 0 : 1);

/** Settles when all of the files have been run in all of these browsers. */
async function run(files: readonly string[], browsers: readonly BrowserName[]): Promise<TestSession[]> {
  const runner = await startTestRunner({
    config: {
      ...browserConfig(browsers, files, pageBundles(pages).plugin),
      reporters: [defaultReporter({ reportTestProgress: false })],
      // One line after the other, without moving the cursor.
      staticLogging: true,
    },
    // What is in the file would be added to, not replaced.
    readFileConfig: false,
    readCliArgs: false,
    autoExitProcess: false,
  });
  if (!runner) throw new Error('The test runner did not start');
  return new Promise((resolve) => runner.on('stopped', () => resolve([...runner.sessions.all()])));
}

async function runAgain(browser: BrowserName): Promise<TestSession[]> {
  const files = lost.filter((session) => nameOf(session) === browser).map(fileOf);
  return files.length > 0 ? run(files, [browser]) : [];
}

/** WebDriver's words where the browser’s own process is gone. */
function wasLost({ errors }: TestSession): boolean {
  return errors.some(({ message }) => message.includes('session deleted because of page crash'));
}

function fileOf({ testFile }: TestSession): string {
  return relative('.', testFile);
}

/** The launchers name their browsers as they like. */
function nameOf({ browser: { name } }: TestSession): BrowserName {
  if (name.startsWith('Chrom')) return 'chromium';
  return name.startsWith('Firefox') ? 'firefox' : 'webkit';
}

function tallyOf({ testResults, errors, passed }: TestSession): Tally {
  const tally = sum([testResults ? tallySuite(testResults) : nothing, { ...nothing, failed: errors.length }]);
  // A file that failed as a whole, or has nothing in it.
  return tally.failed === 0 && (passed !== true || tally.passed + tally.skipped === 0) ? { ...tally, failed: 1 } : tally;
}

function tallySuite({ tests, suites }: TestSuiteResult): Tally {
  return sum([
    ...tests.map(({ passed, skipped }) => ({
      passed: passed ? 1 : 0,
      failed: !passed && !skipped ? 1 : 0,
      skipped: skipped ? 1 : 0,
    })),
    ...suites.map(tallySuite),
  ]);
}

function failuresOf(session: TestSession): Failure[] {
  const { errors, passed } = session;
  const inTests = partsOf(session).flatMap(({ file, suite }) => failuresIn(suite, []).map((failure) => ({ ...failure, file })));
  const others = errors.map(({ name, message }) => ({ test: name ?? 'error', file: fileOf(session), message }));
  const all = [...inTests, ...others];
  return all.length > 0 || passed === true ? all : [{ test: 'the file as a whole', file: fileOf(session), message: 'see above' }];
}

/** What each file of a session's page had in it; files that share a page are suites there, by their paths. */
function partsOf(session: TestSession): { readonly file: string; readonly suite: TestSuiteResult }[] {
  const { testResults } = session;
  if (!testResults) return [];
  const file = fileOf(session);
  const page = pages.find(([first]) => first === file) ?? [file];
  return page.length > 1 ? testResults.suites.map((suite) => ({ file: suite.name, suite: { ...suite, name: '' } })) : [{ file, suite: testResults }];
}

function failuresIn({ name, tests, suites }: TestSuiteResult, above: readonly string[]): Failure[] {
  const path = name === '' ? above : [...above, name];
  return [
    ...tests
      .filter(({ passed, skipped }) => !passed && !skipped)
      .map((test) => ({ test: [...path, test.name].join(' › '), message: test.error?.message ?? '' })),
    ...suites.flatMap((suite) => failuresIn(suite, path)),
  ];
}

function timesOf(session: TestSession): FileTime[] {
  return partsOf(session).map(({ file, suite }) => ({ file, ms: durationOf(suite) }));
}

function durationOf({ tests, suites }: TestSuiteResult): number {
  return tests.reduce((all, { duration = 0 }) => all + duration, 0) + suites.reduce((all, suite) => all + durationOf(suite), 0);
}
