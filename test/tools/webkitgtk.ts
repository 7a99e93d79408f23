import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBrowser, findWebKitDriver, miniBrowserArguments } from './browsers.js';
import { end, endWithThisProcess, freePort } from './processes.js';
import { WebDriverSession } from './webdriver-session.js';

export interface WebKitGtkOptions {
  readonly isDark?: boolean;
  readonly hasReducedMotion?: boolean;
}

export interface WebKitGtk {
  readonly session: WebDriverSession;
  close(): Promise<void>;
}

/** WebKitGTK's MiniBrowser. It knows no headless mode, so it gets a display of its own where there is none. */
export async function startWebKitGtk(options: WebKitGtkOptions = {}): Promise<WebKitGtk> {
  const driver = findWebKitDriver();
  const binary = findBrowser('webkit');
  if (!driver || !binary) throw new Error('WebKitGTK is not here: install webkit2gtk-driver and xvfb');
  const children: ChildProcess[] = [];
  const settings = writeSettings(options);
  const cleanUp = async () => {
    // The driver goes first: a browser that loses its display complains at length.
    for (const child of children.toReversed()) await end(child);
    rmSync(settings, { recursive: true, force: true });
  };
  try {
    let display = process.env.DISPLAY;
    if (display === undefined || display === '') {
      const virtual = await startDisplay();
      children.push(virtual.child);
      display = virtual.display;
    }
    const port = await freePort();
    const child = endWithThisProcess(
      spawn(driver, [`--port=${port}`, '--host=127.0.0.1'], {
        stdio: 'ignore',
        env: {
          ...process.env,
          DISPLAY: display,
          GDK_BACKEND: 'x11',
          NO_AT_BRIDGE: '1',
          GTK_THEME: options.isDark ? 'Adwaita:dark' : 'Adwaita',
          XDG_CONFIG_HOME: settings,
        },
      }),
    );
    children.push(child);
    const session = await WebDriverSession.start(`http://127.0.0.1:${port}`, {
      'webkitgtk:browserOptions': { binary, args: miniBrowserArguments },
    });
    return {
      session,
      async close() {
        await session.end();
        await cleanUp();
      },
    };
  } catch (error) {
    await cleanUp();
    throw error;
  }
}

async function startDisplay(): Promise<{ child: ChildProcess; display: string }> {
  const child = endWithThisProcess(
    spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    }),
  );
  const number = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`Xvfb ended with ${code}`)));
    child.stdio[3]?.once('data', (data: Buffer) => resolve(data.toString().trim()));
  });
  return { child, display: `:${number}` };
}

/** The toolbar would not let the window be as narrow as a phone. */
const narrowToolbar = `
  toolbar, toolbar *, headerbar, headerbar *, entry, notebook, notebook *, window > box * {
    min-width: 0; min-height: 0; margin: 0; padding: 0; border-width: 0; font-size: 1px;
  }
  image { -gtk-icon-transform: scale(0.1); }
`;

/** GTK has no other way in for these than a folder of settings. */
function writeSettings({ hasReducedMotion = false }: WebKitGtkOptions): string {
  const folder = mkdtempSync(join(tmpdir(), 'webkitgtk-'));
  mkdirSync(join(folder, 'gtk-3.0'));
  writeFileSync(join(folder, 'gtk-3.0/gtk.css'), narrowToolbar);
  writeFileSync(
    join(folder, 'gtk-3.0/settings.ini'),
    `[Settings]\ngtk-enable-animations=${hasReducedMotion ? 0 : 1}\n`,
  );
  return folder;
}
