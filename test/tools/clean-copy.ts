import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/**
 * What somebody has who has just cloned the repository and run `npm ci`: the files that are, or would be, committed,
 * and nothing that was built.
 *
 * @returns the copy's folder, which is gone when this process ends
 */
export function cleanCopy(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'clone-')));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' });
  // A file that was just deleted is still listed.
  for (const path of listed.split('\0').filter((one) => one !== '' && existsSync(one))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(path, join(folder, path));
  }
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'), 'junction');
  return folder;
}
