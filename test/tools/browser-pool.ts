import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { BrowserName } from './browsers.js';
import type { PageOptions } from './page-driver.js';
import { startPuppeteerBrowser } from './puppeteer-browser.js';
import { startWebKitBrowser } from './webkit-browser.js';

/*
 * Browsers that outlive the test files: to start one costs a second of processor time and more, a page in it next to
 * nothing. A browser is lent to one page at a time, and goes to the next only when that page has been closed as it should.
 *
 * A loan is a connection. The borrower writes what it wants, and is told where the browser is; `clean` gives it back. A
 * connection that just ends leaves a browser that nobody knows the state of, which is ended.
 */

/** Those options of a page that a browser has to be started with. */
export type BrowserSettings = { readonly [Key in keyof PageOptions]: PageOptions[Key] | undefined };

export interface BrowserWanted {
  readonly browser: BrowserName;
  readonly settings: BrowserSettings;
}

export interface RunningBrowser {
  /** Where it is driven from, as another process can. */
  readonly endpoint: string;
  isAlive(): boolean;
  close(): Promise<void>;
}

export interface Loan {
  readonly endpoint: string;
  /** @param isClean whether the next page may have it */
  end(isClean: boolean): Promise<void>;
}

/** Where the pool is, for the processes that the test files run in. */
const variable = 'TEST_BROWSERS';

/** Browsers that nobody uses at the moment; each takes some 200 MB. */
const mostIdle = 3;

function start({ browser, settings }: BrowserWanted): Promise<RunningBrowser> {
  return browser === 'webkit' ? startWebKitBrowser(settings) : startPuppeteerBrowser(browser, settings);
}

/** Lends browsers to the test files that are started from now on. */
export async function openBrowserPool(): Promise<{ close(): Promise<void> }> {
  const idle: { readonly wanted: string; readonly running: RunningBrowser }[] = [];
  const all = new Set<RunningBrowser>();
  const discard = async (running: RunningBrowser) => {
    all.delete(running);
    await running.close().catch(() => undefined);
  };
  const take = async (wanted: string): Promise<RunningBrowser> => {
    const at = idle.findLastIndex((one) => one.wanted === wanted);
    const [found] = at < 0 ? [] : idle.splice(at, 1);
    if (found?.running.isAlive()) return found.running;
    if (found) void discard(found.running);
    const running = await start(JSON.parse(wanted) as BrowserWanted);
    all.add(running);
    return running;
  };
  const give = (wanted: string, running: RunningBrowser) => {
    idle.push({ wanted, running });
    // The one that has waited longest is the least likely to be asked for.
    for (const { running: oldest } of idle.splice(0, Math.max(0, idle.length - mostIdle))) void discard(oldest);
  };
  const serve = async (socket: Socket) => {
    const lines = createInterface({ input: socket });
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    const [wanted] = (await once(lines, 'line')) as [string];
    let isClean = false;
    lines.on('line', (line) => (isClean = line === 'clean'));
    try {
      const running = await take(wanted);
      socket.write(`${JSON.stringify({ endpoint: running.endpoint })}\n`);
      await closed;
      if (isClean) give(wanted, running);
      else await discard(running);
    } catch (error) {
      socket.end(`${JSON.stringify({ error: String(error) })}\n`);
    }
  };
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    void serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.env[variable] = String((server.address() as AddressInfo).port);
  return {
    async close() {
      server.close();
      await Promise.all([...all].map(discard));
    },
  };
}

/** Borrows a browser of the pool; where there is none, one is started for this page alone. */
export async function borrowBrowser(wanted: BrowserWanted): Promise<Loan> {
  const port = process.env[variable];
  if (port === undefined) {
    const running = await start(wanted);
    return { endpoint: running.endpoint, end: () => running.close() };
  }
  const socket = connect(Number(port), '127.0.0.1');
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.write(`${JSON.stringify(wanted)}\n`);
  const [line] = (await once(createInterface({ input: socket }), 'line')) as [string];
  const { endpoint, error } = JSON.parse(line) as { readonly endpoint?: string; readonly error?: string };
  if (endpoint === undefined) throw new Error(error);
  return {
    endpoint,
    async end(isClean) {
      socket.end(isClean ? 'clean\n' : '');
      await closed;
    },
  };
}
