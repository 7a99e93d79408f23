// WebKitGTK's MiniBrowser, driven over WebDriver's plain HTTP. Needs Debian's webkit2gtk-driver and xvfb.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** Opens a page and hands it to `use`. @param use is given `evaluate(f, ...args)`, which runs a function in the page */
export async function inWebKit(address, use) {
  const children = [];
  const start = (...what) => {
    const child = spawn(...what);
    children.unshift(child);
    return child;
  };
  try {
    const screen = start('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
    const number = await new Promise((resolve, reject) => screen.once('error', reject).stdio[3].once('data', resolve));
    const port = await freePort();
    start('WebKitWebDriver', [`--port=${port}`, '--host=127.0.0.1'], {
      stdio: 'ignore',
      env: { ...process.env, DISPLAY: `:${String(number).trim()}`, GDK_BACKEND: 'x11', NO_AT_BRIDGE: '1' },
    });
    const command = async (method, path, body) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
      const { value } = await response.json();
      if (value?.error) throw new Error(`${value.error}: ${value.message}`);
      return value;
    };
    for (let tries = 0; !(await command('GET', '/status').catch(() => undefined)); tries += 1) {
      if (tries === 100) throw new Error('WebKitWebDriver does not answer');
      await wait(100);
    }
    const options = { binary: miniBrowser(), args: ['--automation'] };
    const { sessionId, capabilities } = await command('POST', '/session', { capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': options } } });
    const session = `/session/${sessionId}`;
    try {
      await command('POST', `${session}/url`, { url: address });
      return await use({
        version: capabilities.browserVersion,
        evaluate: (work, ...args) =>
          command('POST', `${session}/execute/async`, {
            script: `const done = arguments[arguments.length - 1]; (${work})(...[...arguments].slice(0, -1)).then(done, (error) => done({ failed: String(error) }));`,
            args,
          }),
      });
    } finally {
      await command('DELETE', session);
    }
  } finally {
    for (const child of children) child.kill();
  }
}

function miniBrowser() {
  const paths = readdirSync('/usr/lib').map((folder) => `/usr/lib/${folder}/webkit2gtk-4.1/MiniBrowser`);
  return paths.find((path) => existsSync(path));
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
