import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { findBrowser, findWebKitDriver, miniBrowserArguments } from './browsers.js';
import { end, endWithThisProcess, freePort } from './processes.js';
import { WebDriverSession } from './webdriver-session.js';

export interface WebKitGtkOptions {
  readonly dark?: boolean;
  /** One line that the browser wrote: a message of a page's console, among others. */
  readonly onLine?: (line: string) => void;
}

export interface WebKitGtk {
  readonly session: WebDriverSession;
  close(): Promise<void>;
}

/** WebKitGTK's MiniBrowser. It knows no headless mode, so it gets a display of its own where there is none. */
export async function startWebKitGtk({ dark = false, onLine }: WebKitGtkOptions = {}): Promise<WebKitGtk> {
  const driver = findWebKitDriver();
  const binary = findBrowser('webkit');
  if (!driver || !binary) throw new Error('WebKitGTK is not here: install webkit2gtk-driver and xvfb');
  const children: ChildProcess[] = [];
  const endChildren = async () => {
    // The driver goes first: a browser that loses its display complains at length.
    for (const child of children.toReversed()) await end(child);
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
        stdio: ['ignore', onLine ? 'pipe' : 'ignore', 'ignore'],
        env: {
          ...process.env,
          DISPLAY: display,
          GDK_BACKEND: 'x11',
          NO_AT_BRIDGE: '1',
          GTK_THEME: dark ? 'Adwaita:dark' : 'Adwaita',
        },
      }),
    );
    children.push(child);
    if (onLine && child.stdout) readLines(child.stdout, onLine);
    const session = await WebDriverSession.start(`http://127.0.0.1:${port}`, {
      'webkitgtk:browserOptions': {
        binary,
        args: [...miniBrowserArguments, ...(onLine ? ['--enable-write-console-messages-to-stdout=true'] : [])],
      },
    });
    return {
      session,
      async close() {
        await session.end();
        await endChildren();
      },
    };
  } catch (error) {
    await endChildren();
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

function readLines(stream: Readable, onLine: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
}
