import { existsSync, readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/*
 * npm run bench -- name
 *
 * Runs test/bench/{name}.bench.ts. What is measured depends on the machine, so none of it is a test.
 */

const [name = ''] = process.argv.slice(2);
const file = `test/bench/${name}.bench.ts`;
if (!/^[\w-]+$/.test(name) || !existsSync(file)) {
  const known = readdirSync('test/bench').flatMap((entry) => /^(.+)\.bench\.ts$/.exec(entry)?.[1] ?? []);
  console.error(`Say what to measure: ${known.join(', ')}`);
  process.exit(1);
}
await import(pathToFileURL(file).href);
