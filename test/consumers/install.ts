import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Outside the repository: nothing of its own packages may be found from there. */
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'autessa-agent', 'consumers');
const sources = 'test/consumers/apps';

/** Without what this process was started with: another npm would take it for its own. */
export const environment = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_') && name !== 'NODE_OPTIONS')),
  CI: '1',
  NO_COLOR: '1',
  ASTRO_TELEMETRY_DISABLED: '1',
  NEXT_TELEMETRY_DISABLED: '1',
  NUXT_TELEMETRY_DISABLED: '1',
  NG_CLI_ANALYTICS: 'false',
};

/** Packs what is built. @returns the tarball's path */
export async function pack(): Promise<string> {
  const folder = join(cache, 'tarball');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], { env: environment });
  return join(folder, readdirSync(folder)[0] ?? '');
}

/**
 * The application with its packages, and the tarball among them.
 *
 * @param app a folder of `apps`
 * @returns where it is now
 */
export async function install(app: string, tarball: string): Promise<string> {
  const folder = join(cache, app);
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    if (name !== 'node_modules') rmSync(join(folder, name), { recursive: true, force: true });
  }
  cpSync(join(sources, app), folder, { recursive: true });
  const locked = existsSync(join(folder, 'package-lock.json'));
  const wanted = digest([join(folder, 'package.json'), ...(locked ? [join(folder, 'package-lock.json')] : [])]);
  if (read(join(folder, 'node_modules', '.wanted')) !== wanted) {
    rmSync(join(folder, 'node_modules'), { recursive: true, force: true });
    await npm(folder, locked ? 'ci' : 'install');
    mkdirSync(join(folder, 'node_modules'), { recursive: true });
    writeFileSync(join(folder, 'node_modules', '.wanted'), wanted);
  }
  const packed = digest([tarball]);
  if (read(join(folder, 'node_modules', 'autessa-agent', '.tarball')) !== packed) {
    await npm(folder, 'install', '--no-save', '--no-package-lock', tarball);
    writeFileSync(join(folder, 'node_modules', 'autessa-agent', '.tarball'), packed);
  }
  return folder;
}

async function npm(folder: string, ...args: string[]): Promise<void> {
  const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  await run('npm', [...args, ...quiet], { cwd: folder, env: environment, maxBuffer: 1 << 24 });
}

/** The version of a package that an application has. */
export function versionOf(folder: string, name: string): string {
  return (JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')) as { version: string }).version;
}

function digest(files: readonly string[]): string {
  const hash = createHash('sha256').update(process.version);
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest('hex');
}

function read(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
