import { relative, resolve } from 'node:path';
import { run } from 'node:test';
import { inspect } from 'node:util';
import { openBrowserPool } from './browser-pool.js';
import { giveWayIfAsked, report } from './suite-process.js';
import type { Failure } from './tally.js';

/*
 * Runs test files of node:test, which are bundled as it is. `node-suite.mjs {name} {concurrency} {bundles…}`
 */

interface TestEvent {
  readonly name: string;
  readonly nesting: number;
  readonly file?: string;
  readonly skip?: boolean | string;
  readonly todo?: boolean | string;
  readonly details: { readonly duration_ms?: number; readonly type?: string; readonly error?: Error & { failureType?: string } };
}

const [name = '', concurrency = '1', ...files] = process.argv.slice(2);
const start = performance.now();
let passed = 0;
let failed = 0;
let skipped = 0;
const failures: Failure[] = [];

/** By their sources. */
const times = new Map<string, number>();

function addTime({ nesting, file, details }: TestEvent): void {
  if (nesting > 0 || file === undefined) return;
  const source = sourceOf(file);
  times.set(source, (times.get(source) ?? 0) + (details.duration_ms ?? 0));
}

/** The names of what was skipped, by the reason. */
const skips = new Map<string, string[]>();

function skip({ name: skippedName, skip: reason }: TestEvent): void {
  skipped += 1;
  if (typeof reason !== 'string' || reason === '') return;
  skips.set(reason, [...(skips.get(reason) ?? []), skippedName]);
}

giveWayIfAsked();
const pool = await openBrowserPool();
const events = run({ files, concurrency: Number(concurrency), timeout: 600_000 });
events.on('test:pass', (event: TestEvent) => {
  addTime(event);
  if (event.details.type === 'suite') {
    // What is in it is not told of.
    if (event.skip !== undefined) skip(event);
    return;
  }
  // A file in which nothing was run stands for itself: there is no test in it, or it ended before its time.
  if (event.file !== undefined && resolve(event.name) === event.file) {
    failed += 1;
    failures.push({ test: 'no test was run', file: sourceOf(event.file), message: '' });
    console.log(`\n✗ ${sourceOf(event.file)}: no test was run\n`);
  } else if (event.skip !== undefined || event.todo !== undefined) skip(event);
  else passed += 1;
});
events.on('test:fail', (event: TestEvent) => {
  addTime(event);
  const { error } = event.details;
  // Whatever holds a failed test fails as well.
  if (error?.failureType === 'subtestsFailed') return;
  if (event.todo !== undefined) {
    skip(event);
    return;
  }
  failed += 1;
  const message = inspect(error?.cause ?? error, { depth: 5 });
  failures.push({ test: event.name, ...(event.file !== undefined && { file: sourceOf(event.file) }), message });
  const place = event.file === undefined ? '' : ` (${sourceOf(event.file)})`;
  console.log(`\n✗ ${event.name}${place}\n${indent(message)}\n`);
});
events.on('test:stdout', ({ message }: { message: string }) => process.stdout.write(message));
events.on('test:stderr', ({ message }: { message: string }) => process.stderr.write(message));
events.once('end', async () => {
  for (const [reason, names] of skips) console.log(`Skipped, ${reason}: ${names.join('; ')}`);
  report({ name, passed, failed, skipped, ms: performance.now() - start, files: [...times].map(([file, ms]) => ({ file, ms })), failures });
  await pool.close();
  process.exitCode = failed > 0 ? 1 : 0;
  process.disconnect?.();
});
// Events flow only to who reads them.
events.resume();

function indent(text: string): string {
  return text.replaceAll(/^/gm, '    ');
}

/** The source of a bundle, from the root. Node gives either, as it finds a source map or not. */
function sourceOf(path: string): string {
  const bundles = (process.argv[1] ?? '').slice(0, -'test/tools/node-suite.mjs'.length);
  return path.startsWith(bundles) ? path.slice(bundles.length).replace(/\.mjs$/, '.ts') : relative('.', path);
}
