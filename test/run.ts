import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { wantedBrowsers } from './tools/browsers.js';
import { build } from './tools/build.js';
import { ensureBrowser } from './tools/ensure-browser.js';
import { bundleForNode, type NodeBundles } from './tools/node-bundles.js';
import { onChange } from '../demo/server/on-change.js';
import { runSuite, type SuiteOptions } from './tools/suite-process.js';
import { describe, nothing, slowest, sum, table, type Row, type Tally } from './tools/tally.js';

/*
 * npm test [-- part of a file’s path …] [-- --only node|checks|browser|e2e] [-- --watch] [-- --times]
 *
 * BROWSERS=chromium,firefox,webkit asks for just these; by default all run that are here.
 */

const suiteNames = ['node', 'checks', 'browser', 'e2e'] as const;
type SuiteName = (typeof suiteNames)[number];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string', multiple: true, default: [] }, watch: { type: 'boolean', default: false }, times: { type: 'boolean', default: false } },
});
const only = values.only.map((name) => {
  const known = suiteNames.find((suite) => suite === name);
  if (!known) throw new Error(`--only ${name} is none of ${suiteNames.join(', ')}`);
  return known;
});

const filesOf: Readonly<Record<SuiteName, (path: string) => boolean>> = {
  node: (path) => path.endsWith('.node.test.ts'),
  checks: (path) => /^test\/checks\/[^/]+\.check\.ts$/.test(path),
  browser: (path) => path.endsWith('.test.ts') && !path.endsWith('.node.test.ts'),
  e2e: (path) => path.endsWith('.e2e.ts'),
};

const minutes = 60_000;

/** What runs a suite, in a process of its own. */
const programs = ['test/tools/node-suite.ts', 'test/tools/browser-suite.ts'];

const abort = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => abort.abort());

const total = await (values.watch ? runOnChange() : runOnce());
// What still waits for something has nothing to do any more.
process.exit(total.failed > 0 ? 1 : 0);

/** Runs what is wanted, and says how it went. */
async function runOnce(): Promise<Tally> {
  const start = performance.now();
  const rows = await runAll();
  const total = sum(rows);
  if (values.times) console.log(`\n${slowest(rows)}`);
  console.log(`\n${table(rows)}\n\n${((performance.now() - start) / 1000).toFixed(0)} s\n${describe(total)}`);
  return total;
}

/** Runs it again with each change, until somebody stops it. */
async function runOnChange(): Promise<Tally> {
  let hasChanged = (): void => undefined;
  let change = new Promise<void>((resolve) => (hasChanged = resolve));
  const stop = onChange(['src', 'test', 'demo'], () => hasChanged());
  abort.signal.addEventListener('abort', () => hasChanged());
  for (;;) {
    const last = await runOnce();
    if (!abort.signal.aborted) console.log('Waiting for a change; stop with Ctrl+C');
    await change;
    if (abort.signal.aborted) {
      stop();
      return last;
    }
    change = new Promise((resolve) => (hasChanged = resolve));
    console.clear();
  }
}

async function runAll(): Promise<Row[]> {
  const suites = suiteNames
    .filter((name) => only.length === 0 || only.includes(name))
    .map((name) => ({ name, files: findFiles(name) }))
    // A filter need not find something in every suite.
    .filter(({ files }) => files.length > 0 || positionals.length === 0);
  if (suites.length === 0) return [failure('all', 'no test file has such a name')];
  const done: Row[] = [];
  if (suites.some(({ name }) => name !== 'node')) {
    try {
      ensureBrowser();
      console.log(`Browsers: ${wantedBrowsers().join(', ')}`);
    } catch (error) {
      return [failure('browsers', (error as Error).message)];
    }
  }
  if (suites.some(({ name }) => name === 'checks' || name === 'e2e') && !build()) done.push(failure('build', 'see above'));
  const inNode = suites.flatMap(({ name, files }) => (name === 'browser' ? [] : files));
  const bundles = await bundleForNode([...programs, ...inNode]);
  if (!bundles) return [...done, failure('bundles', 'see above')];
  try {
    for (const { name, files } of suites) {
      if (files.length === 0) done.push(failure(name, 'no tests found'));
      for (const options of files.length > 0 ? plan(name, files, bundles) : []) {
        if (abort.signal.aborted) return [...done, failure(options.name, 'interrupted')];
        console.log(`\n── ${options.name} ──`);
        done.push(...(await runSuite(options, abort.signal)));
      }
    }
  } finally {
    bundles.remove();
  }
  return done;
}

/** End-to-end tests run browser after browser: each file is told which by `BROWSER`. */
function plan(name: SuiteName, files: readonly string[], bundles: NodeBundles): SuiteOptions[] {
  const nodeSuite = (suite: string, concurrency: number, deadlineMs: number, own = files): SuiteOptions => ({
    name: suite,
    program: bundles.pathOf('test/tools/node-suite.ts'),
    args: [suite, String(concurrency), ...own.map(bundles.pathOf)],
    deadlineMs,
    expected: [suite],
  });
  switch (name) {
    case 'node':
      return [nodeSuite(name, 2, 15 * minutes)];
    case 'checks':
      return [nodeSuite(name, 2, 15 * minutes)];
    case 'browser':
      return [
        {
          name,
          program: bundles.pathOf('test/tools/browser-suite.ts'),
          args: files,
          deadlineMs: 30 * minutes,
          expected: wantedBrowsers(),
        },
      ];
    case 'e2e':
      return wantedBrowsers().flatMap((browser) => {
        // Sound is played and recorded as time goes by, with nothing beside it that could hold it up.
        const isHeard = (path: string): boolean => /\/(audio|voice)/.test(path);
        const suites = [
          nodeSuite(`${name}, ${browser}`, 2, 20 * minutes, files.filter((path) => !isHeard(path))),
          nodeSuite(`${name} with sound, ${browser}`, 1, 20 * minutes, files.filter(isHeard)),
        ];
        return suites.filter(({ args }) => args.length > 2).map((suite) => ({ ...suite, environment: { BROWSER: browser } }));
      });
  }
}

function findFiles(name: SuiteName): string[] {
  return readdirSync('test', { recursive: true, encoding: 'utf8' })
    .map((path) => `test/${path.replaceAll('\\', '/')}`)
    .filter(filesOf[name])
    .filter((path) => positionals.length === 0 || positionals.some((part) => path.includes(part)))
    .toSorted();
}

function failure(name: string, trouble: string): Row {
  return { ...nothing, name, failed: 1, ms: 0, trouble };
}
