import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

interface PackageJson {
  readonly dependencies?: Record<string, string>;
}

/** What a consumer with React and TypeScript has besides. */
const ownPackages = ['react', '@types/react', '@types/node'];

/**
 * Packs the package as it would be published, and unpacks it into a new project, beside what it depends on and nothing
 * else. Nothing is fetched: dependencies are those that are installed here.
 *
 * @param files the project's own files, by name
 * @returns the project's folder, which is gone when this process ends
 */
export function installPacked(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'consumer-')));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const packed = join(folder, 'node_modules/autessa-agent');
  mkdirSync(packed, { recursive: true });
  const output = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    shell: process.platform === 'win32',
  });
  const [tarball] = Object.values(JSON.parse(output) as Record<string, { filename: string }>);
  execFileSync('tar', ['-xzf', join(folder, tarball?.filename ?? ''), '--strip-components=1', '-C', packed]);
  const { dependencies = {} } = readJson(join(packed, 'package.json'));
  const seen = new Set<string>();
  for (const name of [...Object.keys(dependencies), ...ownPackages]) link(name, folder, seen);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

/** With a package come those that it depends on. */
function link(name: string, folder: string, seen: Set<string>): void {
  if (seen.has(name)) return;
  seen.add(name);
  const installed = join(process.cwd(), 'node_modules', name);
  const place = join(folder, 'node_modules', name);
  mkdirSync(dirname(place), { recursive: true });
  symlinkSync(installed, place, 'junction');
  for (const next of Object.keys(readJson(join(installed, 'package.json')).dependencies ?? {})) link(next, folder, seen);
}

function readJson(file: string): PackageJson {
  return createRequire(import.meta.url)(file) as PackageJson;
}
