import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { platform } from 'node:os';
import { downloadFolder, findBrowser, findProgram } from './browsers.js';

/** Downloads browsers that Google builds for tests; needs no installing. https://pptr.dev/browsers-api */
const downloader = '@puppeteer/browsers@2.13.2';

/** Makes sure of a Chromium: the one that is here, or the system's own package, or a download. */
export function ensureBrowser(): void {
  if (findBrowser('chromium') !== undefined) return;
  console.log('No Chromium or Chrome is here; getting one.');
  if (canInstall()) install();
  if (!starts()) download();
  if (!starts()) {
    throw new Error('Install Chromium or Chrome, or say where one is with CHROMIUM_BIN=/path/to/chrome');
  }
}

/** A download lacks the libraries that a package would have brought. */
function starts(): boolean {
  const program = findBrowser('chromium');
  return program !== undefined && spawnSync(program, ['--version', '--no-sandbox'], { timeout: 30_000 }).status === 0;
}

/** Ubuntu's package is only a pointer to a snap, which containers cannot run. */
function canInstall(): boolean {
  if (platform() !== 'linux' || process.getuid?.() !== 0 || findProgram('apt-get') === undefined) return false;
  return existsSync('/etc/debian_version') && !/^ID=ubuntu$/m.test(readFileSync('/etc/os-release', 'utf8'));
}

function install(): void {
  run('apt-get', ['update', '-qq']);
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium']);
}

function download(): void {
  mkdirSync(downloadFolder, { recursive: true });
  run('npx', ['--yes', downloader, 'install', 'chrome-headless-shell@stable', '--path', downloadFolder]);
}

function run(program: string, args: readonly string[]): void {
  console.log(`$ ${program} ${args.join(' ')}`);
  const options = { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } as const;
  const { status, error } = spawnSync(program, [...args], { ...options, shell: platform() === 'win32' });
  if (status !== 0) console.log(`${program} failed: ${error?.message ?? `exit code ${status}`}`);
}
