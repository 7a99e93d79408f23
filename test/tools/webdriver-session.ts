import { keyValue } from './webdriver-keys.js';

const elementKey = 'element-6066-11e4-a52e-4f735466cecf';

export type MouseButton = 'left' | 'middle' | 'right';

const buttons: readonly MouseButton[] = ['left', 'middle', 'right'];

interface Rectangle {
  readonly width: number;
  readonly height: number;
}

/** As much of W3C WebDriver as tests need. https://www.w3.org/TR/webdriver2/ */
export class WebDriverSession {
  readonly version: string;
  /** Where it is; from there another process can go on with it. */
  readonly address: string;

  /** A session that has been started. */
  constructor(address: string, version = '') {
    this.address = address;
    this.version = version;
  }

  static async start(driver: string, capabilities: Readonly<Record<string, unknown>>): Promise<WebDriverSession> {
    await untilReady(`${driver}/status`);
    const started = (await request('POST', `${driver}/session`, { capabilities: { alwaysMatch: capabilities } })) as {
      readonly sessionId: string;
      readonly capabilities: { readonly browserVersion?: string };
    };
    const session = new WebDriverSession(
      `${driver}/session/${started.sessionId}`,
      started.capabilities.browserVersion ?? '',
    );
    await session.#command('POST', '/timeouts', { script: 120_000, pageLoad: 60_000 });
    return session;
  }

  async open(url: string): Promise<void> {
    await this.#command('POST', '/url', { url });
  }

  async reload(): Promise<void> {
    await this.#command('POST', '/refresh', {});
  }

  async url(): Promise<string> {
    return (await this.#command('GET', '/url')) as string;
  }

  /** @param expression may be a promise; what it comes to must survive JSON */
  async evaluate(expression: string): Promise<unknown> {
    const script = `const done = arguments[0];
      Promise.resolve().then(() => ${expression}).then(
        (value) => done({ value }),
        (error) => done({ error: String(error?.stack || error), message: String(error) }),
      );`;
    const outcome = (await this.#command('POST', '/execute/async', { script, args: [] })) as {
      readonly value?: unknown;
      readonly message?: string;
      readonly error?: string;
    };
    if (outcome.message !== undefined) throw new Error(outcome.message, { cause: outcome.error });
    return outcome.value;
  }

  async screenshot(): Promise<Buffer> {
    return Buffer.from((await this.#command('GET', '/screenshot')) as string, 'base64');
  }

  /** Makes the page this big, whatever the window has around it. */
  async setViewport({ width, height }: Rectangle): Promise<void> {
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const inner = (await this.evaluate('({ width: innerWidth, height: innerHeight })')) as Rectangle;
      if (inner.width === width && inner.height === height) return;
      const outer = (await this.#command('GET', '/window/rect')) as Rectangle;
      await this.#command('POST', '/window/rect', {
        width: outer.width + width - inner.width,
        height: outer.height + height - inner.height,
      });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`The window does not become ${width} by ${height}, the page stays ${JSON.stringify(await this.evaluate("[innerWidth, innerHeight]"))}`);
  }

  /** Presses the keys one after the other: characters, or names such as `Enter`. */
  type(keys: readonly string[]): Promise<void> {
    return this.#keys(keys.flatMap((key) => [keyAction('keyDown', key), keyAction('keyUp', key)]));
  }

  /** Presses the keys at once, and lets go in the opposite order. */
  press(keys: readonly string[]): Promise<void> {
    return this.#keys([
      ...keys.map((key) => keyAction('keyDown', key)),
      ...keys.toReversed().map((key) => keyAction('keyUp', key)),
    ]);
  }

  keyDown(key: string): Promise<void> {
    return this.#keys([keyAction('keyDown', key)]);
  }

  keyUp(key: string): Promise<void> {
    return this.#keys([keyAction('keyUp', key)]);
  }

  moveMouse(x: number, y: number): Promise<void> {
    return this.#pointer([{ type: 'pointerMove', duration: 0, x: Math.round(x), y: Math.round(y) }]);
  }

  pressMouse(button: MouseButton = 'left'): Promise<void> {
    return this.#pointer([{ type: 'pointerDown', button: buttons.indexOf(button) }]);
  }

  releaseMouse(button: MouseButton = 'left'): Promise<void> {
    return this.#pointer([{ type: 'pointerUp', button: buttons.indexOf(button) }]);
  }

  /** Lets go of all keys and buttons. */
  async release(): Promise<void> {
    await this.#command('DELETE', '/actions');
  }

  /** Gives a file to an `<input type="file">`, found by an expression. */
  async chooseFile(inputExpression: string, path: string): Promise<void> {
    const script = `return ${inputExpression}`;
    const element = (await this.#command('POST', '/execute/sync', { script, args: [] })) as Record<string, string>;
    await this.#command('POST', `/element/${element[elementKey]}/value`, { text: path });
  }

  /** Leaves nothing behind for the next page. */
  async clear(): Promise<void> {
    await this.release();
    await this.#command('DELETE', '/cookie');
    await this.open('about:blank');
  }

  async end(): Promise<void> {
    await this.#command('DELETE', '').catch(() => undefined);
  }

  async #keys(actions: readonly object[]): Promise<void> {
    await this.#command('POST', '/actions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
  }

  async #pointer(actions: readonly object[]): Promise<void> {
    const mouse = { type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions };
    await this.#command('POST', '/actions', { actions: [mouse] });
  }

  #command(method: string, path: string, body?: object): Promise<unknown> {
    return request(method, `${this.address}${path}`, body);
  }
}

function keyAction(type: 'keyDown' | 'keyUp', key: string): object {
  return { type, value: keyValue(key) };
}

async function request(method: string, url: string, body?: object): Promise<unknown> {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  const { value } = (await response.json()) as { value: { error?: string; message?: string } | null };
  if (typeof value?.error === 'string' && !response.ok) throw new Error(`${value.error}: ${value.message}`);
  return value;
}

async function untilReady(status: string): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await fetch(status);
      return;
    } catch (error) {
      if (attempt > 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
