import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { wantedBrowsers } from './tools/browsers.js';
import { build } from './tools/build.js';
import { ensureBrowser } from './tools/ensure-browser.js';
import { bundleForNode, type NodeBundles } from './tools/node-bundles.js';
import { onChange } from '../demo/server/on-change.js';
import { runSuite, type SuiteOptions } from './tools/suite-process.js';
import { describe, failed, nothing, slowest, sum, table, type Row, type Tally } from './tools/tally.js';

/*
 * npm test [-- part of a file’s path …] [-- --only node|checks|browser|e2e] [-- --watch] [-- --times]
 *
 * A whole run tells which files took longest, as `--times` does for others.
 * BROWSERS=chromium,firefox,webkit asks for just these; by default all run that are here.
 */

/** In the order in which they begin: first what needs no build, and what takes longest. */
const suiteNames = ['browser', 'node', 'e2e', 'checks'] as const;
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

/** The files that take longest, which begin before the others: one alone, at the end, would leave a core with nothing to do. */
const longest: readonly string[] = [
  'test/e2e/pictures.e2e.ts',
  'test/e2e/hostile-answers.e2e.ts',
  'test/e2e/overlaps.e2e.ts',
  'test/e2e/guest.e2e.ts',
  'test/e2e/random-tabs.e2e.ts',
  'test/e2e/back-forward.e2e.ts',
  'test/e2e/settings.e2e.ts',
  'test/audio/silero.node.test.ts',
  'test/session/core/storms.node.test.ts',
  'test/session/core/random-calls.node.test.ts',
  'test/checks/pack.check.ts',
];

/** Suites of one lane run one after the other: each keeps two processors busy by itself, with three files at a time. */
type Lane = 'pages' | 'sound' | 'no page' | 'end to end';

/**
 * Lanes that stand together run at the same time. Focus bears nothing beside it. Sound, which is played and recorded as time
 * goes by, leaves the processors idle for more than half of it: what needs no page takes that, and gives way to it.
 */
const lanesInOrder: readonly (readonly Lane[])[] = [['pages'], ['sound', 'no page'], ['end to end']];

interface PlannedSuite {
  readonly suite: SuiteName;
  readonly lane: Lane;
  readonly options: SuiteOptions;
}

/** The others are served from source. */
const needBuild: ReadonlySet<SuiteName> = new Set(['checks', 'e2e']);

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
  const isWhole = only.length === 0 && positionals.length === 0;
  if (values.times || isWhole) console.log(`\n${slowest(rows)}`);
  console.log(`\n${table(rows)}\n`);
  if (total.failed > 0) console.log(`── failed ──\n${failed(rows)}\n`);
  console.log(`${((performance.now() - start) / 1000).toFixed(0)} s\n${describe(total)}`);
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
  if (suites.some(({ name }) => name !== 'node')) {
    try {
      ensureBrowser();
      console.log(`Browsers: ${wantedBrowsers().join(', ')}`);
    } catch (error) {
      return [failure('browsers', (error as Error).message)];
    }
  }
  const inNode = suites.flatMap(({ name, files }) => (name === 'browser' ? [] : files));
  const bundles = await bundleForNode([...programs, ...inNode]);
  if (!bundles) return [failure('bundles', 'see above')];
  const empty = suites.filter(({ files }) => files.length === 0).map(({ name }) => failure(name, 'no tests found'));
  const planned = suites.filter(({ files }) => files.length > 0).flatMap(({ name, files }) => plan(name, files, bundles));
  const isBuilt = suites.some(({ name }) => needBuild.has(name)) ? build() : Promise.resolve(true);
  const hasSound = planned.some(({ lane }) => lane === 'sound');
  const runLane = async (lane: Lane): Promise<Row[]> => {
    const rows: Row[] = [];
    for (const { suite, options } of planned.filter((one) => one.lane === lane)) {
      if (needBuild.has(suite) && !(await isBuilt)) continue;
      const givesWay = lane === 'no page' && hasSound;
      rows.push(...(abort.signal.aborted ? [failure(options.name, 'interrupted')] : await runSuite({ ...options, givesWay }, abort.signal)));
    }
    return rows;
  };
  try {
    const rows: Row[] = [];
    for (const lanes of lanesInOrder) rows.push(...(await Promise.all(lanes.map(runLane))).flat());
    return [...(await isBuilt) ? [] : [failure('build', 'see above')], ...empty, ...rows];
  } finally {
    bundles.remove();
  }
}

/** End-to-end tests run in one browser at a time: each file is told which by `BROWSER`. */
function plan(suite: SuiteName, files: readonly string[], bundles: NodeBundles): PlannedSuite[] {
  const inNode = (name: string, own = files, concurrency = 3): SuiteOptions => ({
    name,
    program: bundles.pathOf('test/tools/node-suite.ts'),
    args: [name, String(concurrency), ...longestFirst(own).map(bundles.pathOf)],
    deadlineMs: 20 * minutes,
    expected: [name],
  });
  switch (suite) {
    case 'node':
      return [{ suite, lane: 'no page', options: inNode(suite) }];
    case 'checks':
      return [{ suite, lane: 'no page', options: inNode(suite) }];
    case 'browser': {
      const program = bundles.pathOf('test/tools/browser-suite.ts');
      // After what is done at random, Firefox gives the focus to no page that comes later.
      const isRandom = (path: string): boolean => path.endsWith('/random-use.test.ts');
      const inOrder = [...files.filter((path) => !isRandom(path)), ...files.filter(isRandom)];
      return [{ suite, lane: 'pages', options: { name: suite, program, args: inOrder, deadlineMs: 30 * minutes, expected: wantedBrowsers() } }];
    }
    case 'e2e': {
      const isHeard = (path: string): boolean => /\/(audio|voice)/.test(path);
      const planFiles = (lane: Lane, name: string, own: readonly string[], concurrency: number): PlannedSuite[] =>
        own.length === 0
          ? []
          : wantedBrowsers().map((browser) => ({ suite, lane, options: { ...inNode(`${name}, ${browser}`, own, concurrency), environment: { BROWSER: browser } } }));
      return [...planFiles('sound', 'e2e with sound', files.filter(isHeard), 1), ...planFiles('end to end', suite, files.filter((path) => !isHeard(path)), 3)];
    }
  }
}

function longestFirst(files: readonly string[]): string[] {
  return [...longest.filter((path) => files.includes(path)), ...files.filter((path) => !longest.includes(path))];
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
