import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { platform } from 'node:os';

const stampFile = 'node_modules/.cache/autessa-agent/build';
const outputs = ['dist', 'lib'];
const inputs = ['src', '.config', 'rollup.config.mjs', 'package-lock.json'];

/** Builds `dist/` and `lib/`, unless they are what the present sources come to. @returns whether it worked */
export async function build(): Promise<boolean> {
  const stamp = createHash('sha256').update(process.version);
  for (const file of inputs.flatMap(filesIn)) stamp.update(`${file}\0`).update(readFileSync(file));
  const wanted = `${stamp.digest('hex')} ${outputs.flatMap(filesIn).length}`;
  const digest = wanted.split(' ')[0];
  if (read(stampFile) === wanted) {
    console.log('dist/ and lib/ are up to date');
    return true;
  }
  const building = spawn('npm', ['run', '--silent', 'build'], { stdio: 'inherit', shell: platform() === 'win32' });
  const [status] = (await once(building, 'close')) as [number | null];
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, status === 0 ? `${digest} ${outputs.flatMap(filesIn).length}` : '');
  return status === 0;
}

function filesIn(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .toSorted((one, other) => one.name.localeCompare(other.name))
      .flatMap((entry) => filesIn(join(path, entry.name)));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTDIR') return [path];
    if (code === 'ENOENT') return [];
    throw error;
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
