#!/bin/sh
# Chromium 156.0.8078.108, Firefox ESR 153.8.0, WebKitGTK 2.50.6 (Debian 12); the first two by puppeteer-core 25.16.0.
# Behaviour: `audioWorklet.addModule()` of an address that is answered by a page of HTML, as a server with a fallback for
# unknown paths does, rejects with another error in each browser; in Firefox with the one of a syntax error. For 404 and
# for a real syntax error all three agree. So the name does not tell "not there" from "broken".
# Expected: AbortError, as for 404: by the HTML Standard a wrong type is a fetch that failed.
# Seen: chromium: {"missing":"AbortError","html":"AbortError","syntax":"SyntaxError"}
#       firefox: {"missing":"AbortError","html":"SyntaxError","syntax":"SyntaxError"}
#       webkitgtk: {"missing":"AbortError","html":"TypeError","syntax":"SyntaxError"}
set -eu
for program in WebKitWebDriver Xvfb chromium firefox-esr node; do
  command -v "$program" > /dev/null || { echo "skipped: needs $program"; exit 0; }
done
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts puppeteer-core@25.16.0
cp "$here/webkitgtk.mjs" .

cat > check.mjs <<'EOF'
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { launch } from 'puppeteer-core';
import { inWebKit } from './webkitgtk.mjs';

const pages = {
  '/missing.js': [404, 'text/javascript', ''],
  '/html.js': [200, 'text/html', '<!doctype html><title>Page</title>'],
  '/syntax.js': [200, 'text/javascript', 'const = 1;'],
};
const server = createServer(({ url }, response) => {
  const [status, type, text] = pages[url] ?? [200, 'text/html', '<!doctype html><title>Page</title>'];
  response.writeHead(status, { 'content-type': type }).end(text);
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const address = `http://127.0.0.1:${server.address().port}/`;

async function load() {
  const names = {};
  for (const name of ['missing', 'html', 'syntax']) {
    const { audioWorklet } = new OfflineAudioContext(1, 128, 48_000);
    names[name] = await audioWorklet.addModule(`/${name}.js`).then(() => 'loaded', (error) => error.name);
  }
  return names;
}
async function inPuppeteer(options) {
  const browser = await launch({ headless: true, ...options });
  try {
    const page = await browser.newPage();
    await page.goto(address);
    return await page.evaluate(load);
  } finally {
    await browser.close();
  }
}

try {
  const seen = {
    chromium: await inPuppeteer({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] }),
    firefox: await inPuppeteer({ browser: 'firefox', executablePath: process.env.FIREFOX }),
    webkitgtk: await inWebKit(address, ({ evaluate }) => evaluate(load)),
  };
  for (const [name, names] of Object.entries(seen)) console.log(`${name}: ${JSON.stringify(names)}`);
  const others = { missing: 'AbortError', syntax: 'SyntaxError' };
  assert.deepEqual(seen, {
    chromium: { ...others, html: 'AbortError' },
    firefox: { ...others, html: 'SyntaxError' },
    webkitgtk: { ...others, html: 'TypeError' },
  });
} finally {
  server.closeAllConnections();
  server.close();
}
EOF
CHROMIUM=$(command -v chromium) FIREFOX=$(command -v firefox-esr) node check.mjs
