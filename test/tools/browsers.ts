import { existsSync, readdirSync } from 'node:fs';
import { homedir, platform } from 'node:os';
import { join } from 'node:path';

export const browserNames = ['chromium', 'firefox', 'webkit'] as const;
export type BrowserName = (typeof browserNames)[number];

/** Where `ensure-browser.ts` puts a browser that it downloads. */
export const downloadFolder = join(
  process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
  'autessa-agent',
  'browsers',
);

const macApplications = ['/Applications', join(homedir(), 'Applications')];
const windowsPrograms = [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA].filter(
  (folder) => folder !== undefined,
);

/** Full paths in the order of preference; a `*` in a folder's name stands for anything. */
const knownPlaces: Readonly<Record<BrowserName, readonly string[]>> = {
  chromium: [
    ...onPath('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'),
    ...macApplications.flatMap((folder) => [
      join(folder, 'Google Chrome.app/Contents/MacOS/Google Chrome'),
      join(folder, 'Chromium.app/Contents/MacOS/Chromium'),
    ]),
    ...windowsPrograms.flatMap((folder) => [
      join(folder, 'Google/Chrome/Application/chrome.exe'),
      join(folder, 'Microsoft/Edge/Application/msedge.exe'),
    ]),
    join(downloadFolder, 'chrome-headless-shell/*/*/chrome-headless-shell'),
    join(downloadFolder, 'chrome-headless-shell/*/*/chrome-headless-shell.exe'),
    join(homedir(), '.cache/puppeteer/chrome/*/*/chrome'),
    join(homedir(), '.cache/ms-playwright/chromium-*/*/chrome'),
  ],
  firefox: [
    ...onPath('firefox-esr', 'firefox'),
    ...macApplications.map((folder) => join(folder, 'Firefox.app/Contents/MacOS/firefox')),
    ...windowsPrograms.map((folder) => join(folder, 'Mozilla Firefox/firefox.exe')),
  ],
  // WebKitGTK's own small browser; Safari lets no second instance be driven.
  webkit: [
    '/usr/lib/*/webkit2gtk-4.1/MiniBrowser',
    '/usr/lib/*/webkitgtk-6.0/MiniBrowser',
    '/usr/libexec/webkit2gtk-4.1/MiniBrowser',
    '/usr/libexec/webkitgtk-6.0/MiniBrowser',
  ],
};

const variables: Readonly<Record<BrowserName, string>> = {
  chromium: 'CHROMIUM_BIN',
  firefox: 'FIREFOX_BIN',
  webkit: 'MINIBROWSER_BIN',
};

/** The program's path; `CHROMIUM_BIN`, `FIREFOX_BIN` and `MINIBROWSER_BIN` come before what is found. */
export function findBrowser(name: BrowserName): string | undefined {
  const given = process.env[variables[name]];
  if (given !== undefined && given !== '') return given;
  // WebKitGTK is driven by its driver, on a display.
  if (name === 'webkit' && (!findWebKitDriver() || !(process.env.DISPLAY ?? findProgram('Xvfb')))) return undefined;
  return knownPlaces[name].flatMap(expand).find(isBrowser);
}

export function findWebKitDriver(): string | undefined {
  return process.env.WEBKIT_DRIVER_BIN ?? findProgram('WebKitWebDriver');
}

export function findProgram(name: string): string | undefined {
  return onPath(name).find((path) => existsSync(path));
}

/** Those of `BROWSERS` (names with commas between), or all that are found. */
export function wantedBrowsers(): BrowserName[] {
  const asked = (process.env.BROWSERS ?? '').split(/[\s,]+/).filter((name) => name !== '');
  if (asked.length === 0) return browserNames.filter((name) => findBrowser(name) !== undefined);
  return asked.map((name) => {
    const known = browserNames.find((browser) => browser === name);
    if (!known) throw new Error(`BROWSERS: ${name} is none of ${browserNames.join(', ')}`);
    return known;
  });
}

/** A microphone that beeps, no questions asked, and nothing that talks to the network by itself. */
export const chromiumArguments: readonly string[] = [
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Each window, of a headless one too, would load pages for what drops down from the address bar: a second of processor time.
  '--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup',
  '--autoplay-policy=no-user-gesture-required',
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
];

export const firefoxPreferences: Readonly<Record<string, unknown>> = {
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.autoplay.default': 0,
  'media.autoplay.blocking_policy': 0,
};

export const miniBrowserArguments: readonly string[] = [
  '--automation',
  '--enable-media-stream=true',
  '--enable-mock-capture-devices=true',
  '--autoplay-policy=allow',
];

function onPath(...programs: string[]): string[] {
  if (platform() === 'win32') return [];
  const folders = (process.env.PATH ?? '').split(':').filter((folder) => folder !== '');
  return programs.flatMap((program) => folders.map((folder) => join(folder, program)));
}

/** Ubuntu's `chromium-browser` is a script that tells people to install a snap. */
function isBrowser(path: string): boolean {
  return existsSync(path) && !(path.endsWith('chromium-browser') && !existsSync('/snap/bin/chromium') && isUbuntu());
}

function isUbuntu(): boolean {
  return existsSync('/etc/lsb-release');
}

function expand(path: string): string[] {
  const star = path.split(/[\\/]/).findIndex((part) => part.includes('*'));
  if (star < 0) return [path];
  const parts = path.split(/[\\/]/);
  const parent = parts.slice(0, star).join('/');
  const [before = '', after = ''] = (parts[star] ?? '').split('*');
  let names: string[];
  try {
    names = readdirSync(parent).filter((name) => name.startsWith(before) && name.endsWith(after));
  } catch {
    return [];
  }
  return names.toSorted().flatMap((name) => expand([parent, name, ...parts.slice(star + 1)].join('/')));
}
