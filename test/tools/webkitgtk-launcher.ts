import type { BrowserLauncher, SessionResult } from '@web/test-runner';
import type { MouseButton, WebDriverSession } from './webdriver-session.js';
import { startWebKitGtk, type WebKitGtk } from './webkitgtk.js';

/** WebKitGTK for @web/test-runner: each page has a browser and a display of its own, as only one can have the focus. */
export class WebKitGtkLauncher implements BrowserLauncher {
  name = 'WebKitGTK';
  /** Commands such as `sendKeys` then ask `getPage` for what they need. */
  readonly type = 'puppeteer';
  /** The last browser has the machine to itself. */
  readonly concurrency = 2;
  readonly #all: Promise<WebKitGtk>[] = [];
  readonly #idle: Promise<WebKitGtk>[] = [];
  readonly #active = new Map<string, Promise<WebKitGtk>>();
  /** What was told of those that have gone with their browser: the driver tells it once. */
  readonly #lost = new Map<string, unknown>();

  async startSession(sessionId: string, url: string): Promise<void> {
    const starting = this.#idle.pop() ?? this.#start();
    this.#active.set(sessionId, starting);
    const { session } = await starting;
    await session.setViewport({ width: 800, height: 600 });
    await session.open(url);
  }

  isActive(sessionId: string): boolean {
    return this.#active.has(sessionId);
  }

  async getBrowserUrl(sessionId: string): Promise<string> {
    const session = await this.#sessionOf(sessionId);
    // Asked when a page has gone; where the browser has, too, to stop it tells so.
    return session.url().catch((error: unknown) => {
      this.#lost.set(sessionId, error);
      return '';
    });
  }

  async stopSession(sessionId: string): Promise<SessionResult> {
    const starting = this.#active.get(sessionId);
    if (!starting) return {};
    this.#active.delete(sessionId);
    if (this.#lost.has(sessionId)) throw this.#lost.get(sessionId);
    const { session } = await starting;
    await session.release();
    await session.open('about:blank');
    this.#idle.push(starting);
    return {};
  }

  startDebugSession(): Promise<void> {
    return Promise.reject(new Error('WebKitGTK shows no window here: debug in another browser'));
  }

  async stop(): Promise<void> {
    this.#idle.length = 0;
    await Promise.all(
      this.#all.splice(0).map((starting) =>
        starting.then(
          ({ close }) => close(),
          () => undefined,
        ),
      ),
    );
  }

  /** What @web/test-runner-commands uses of puppeteer's page. */
  getPage(sessionId: string): object {
    const withSession = async (use: (session: WebDriverSession) => Promise<void>) => use(await this.#sessionOf(sessionId));
    return {
      keyboard: {
        type: (text: string) => withSession((session) => session.type([...text])),
        press: (key: string) => withSession((session) => session.press(key === '+' ? [key] : key.split('+'))),
        down: (key: string) => withSession((session) => session.keyDown(key)),
        up: (key: string) => withSession((session) => session.keyUp(key)),
      },
      mouse: {
        move: (x: number, y: number) => withSession((session) => session.moveMouse(x, y)),
        click: (x: number, y: number, { button }: { button?: MouseButton } = {}) =>
          withSession(async (session) => {
            await session.moveMouse(x, y);
            await session.pressMouse(button);
            await session.releaseMouse(button);
          }),
        down: ({ button }: { button?: MouseButton } = {}) => withSession((session) => session.pressMouse(button)),
        up: ({ button }: { button?: MouseButton } = {}) => withSession((session) => session.releaseMouse(button)),
        reset: () => withSession((session) => session.release()),
      },
      setViewport: (size: { width: number; height: number }) => withSession((session) => session.setViewport(size)),
    };
  }

  #start(): Promise<WebKitGtk> {
    const starting = startWebKitGtk().then((browser) => {
      this.name = `WebKitGTK ${browser.session.version}`;
      return browser;
    });
    this.#all.push(starting);
    return starting;
  }

  async #sessionOf(sessionId: string): Promise<WebDriverSession> {
    const starting = this.#active.get(sessionId);
    if (!starting) throw new Error(`No page has the session ${sessionId}`);
    return (await starting).session;
  }
}
