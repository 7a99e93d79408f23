import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { digestOfSources, noteBuild, outputs } from './built.js';

/*
 * npm run build
 *
 * Makes `dist/` and `lib/` from nothing: chunks of earlier builds have other names, and would be packed. `dist/` is what a
 * browser needs and nothing else: a site copies it as it is. `lib/` is for bundlers and for Node.
 */

const digest = digestOfSources();
for (const folder of outputs) await rm(folder, { recursive: true, force: true });
const isDone = await Promise.all([run('rollup/dist/bin/rollup', '--config', '--silent'), run('typescript/bin/tsc', '-p', '.config/tsconfig.build.json')]);
if (isDone.every(Boolean)) noteBuild(digest);
else process.exitCode = 1;

async function run(program: string, ...args: string[]): Promise<boolean> {
  const [status] = (await once(spawn(process.execPath, [`node_modules/${program}`, ...args], { stdio: 'inherit' }), 'close')) as [number | null];
  return status === 0;
}
