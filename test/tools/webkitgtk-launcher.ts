import type { BrowserLauncher, SessionResult } from '@web/test-runner';
import type { MouseButton, WebDriverSession } from './webdriver-session.js';
import { startWebKitGtk, type WebKitGtk } from './webkitgtk.js';

/** WebKitGTK for @web/test-runner, one page at a time. */
export class WebKitGtkLauncher implements BrowserLauncher {
  name = 'WebKitGTK';
  /** Commands such as `sendKeys` then ask `getPage` for what they need. */
  readonly type = 'puppeteer';
  readonly concurrency = 1;
  #starting: Promise<WebKitGtk> | undefined;
  #active: string | undefined;

  async startSession(sessionId: string, url: string): Promise<void> {
    const { session } = await this.#start();
    this.#active = sessionId;
    await session.setViewport({ width: 800, height: 600 });
    await session.open(url);
  }

  isActive(sessionId: string): boolean {
    return this.#active === sessionId;
  }

  async getBrowserUrl(): Promise<string> {
    const { session } = await this.#start();
    return session.url();
  }

  async stopSession(): Promise<SessionResult> {
    this.#active = undefined;
    const { session } = await this.#start();
    await session.release();
    await session.open('about:blank');
    return {};
  }

  startDebugSession(): Promise<void> {
    return Promise.reject(new Error('WebKitGTK shows no window here: debug in another browser'));
  }

  async stop(): Promise<void> {
    const starting = this.#starting;
    this.#starting = undefined;
    await starting?.then(
      ({ close }) => close(),
      () => undefined,
    );
  }

  /** What @web/test-runner-commands uses of puppeteer's page. */
  getPage(): object {
    const withSession = async (use: (session: WebDriverSession) => Promise<void>) => {
      const { session } = await this.#start();
      await use(session);
    };
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
    return (this.#starting ??= startWebKitGtk().then((browser) => {
      this.name = `WebKitGTK ${browser.session.version}`;
      return browser;
    }));
  }
}
