import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const outputs = ['dist', 'lib'];
const inputs = ['src', '.config', 'rollup.config.mjs', 'package-lock.json'];

/** It goes with what it tells of, and is not packed. */
const stamp = 'lib/.built';

/** By what the present sources, and what they are built with, are told apart from others. */
export function digestOfSources(): string {
  const digest = createHash('sha256').update(process.version);
  for (const file of inputs.flatMap(filesIn)) digest.update(`${file}\0`).update(readFileSync(file));
  return digest.digest('hex');
}

/** Whether `dist/` and `lib/` are what the present sources come to. */
export function isBuilt(): boolean {
  return filesIn(stamp).length > 0 && readFileSync(stamp, 'utf8') === stampOf(digestOfSources());
}

/** @param digest of the sources that `dist/` and `lib/` have been made of */
export function noteBuild(digest: string): void {
  writeFileSync(stamp, stampOf(digest));
}

function stampOf(digest: string): string {
  return `${digest} ${outputs.flatMap(filesIn).filter((file) => file !== stamp).length}`;
}

/** The file, or those in the folder, if there is one. */
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
