import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';

/*
 * npm run fuzz [-- part of a file's name …] [--runs 100000] [--seed 17]
 *
 * The properties of test/fuzz with many more inputs than in the tests.
 */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: '100000' }, seed: { type: 'string' } },
});
const files = readdirSync('test/fuzz')
  .filter((name) => name.endsWith('.node.test.ts'))
  .filter((name) => positionals.length === 0 || positionals.some((part) => name.includes(part)))
  .map((name) => `test/fuzz/${name}`);
if (files.length === 0) {
  console.error('No property has such a name');
  process.exit(1);
}
const seed = values.seed === undefined ? {} : { FUZZ_SEED: values.seed };
const { status } = spawnSync(process.execPath, ['--import', 'tsx', '--test', '--test-reporter=spec', ...files], {
  stdio: 'inherit',
  env: { ...process.env, FUZZ_RUNS: values.runs, ...seed },
});
process.exit(status ?? 1);
