#!/bin/sh
# Chromium 156.0.8078.108 and Firefox ESR 153.8.0 (Debian 12), driven by puppeteer-core 25.16.0.
# Behaviour: a WebSocket to an address that the page's content security policy forbids fires `error` in Chromium, and
# never `close`, with readyState 3 (CLOSED). In Firefox the constructor throws NS_ERROR_CONTENT_BLOCKED.
# Expected: no exception; `error`, then `close` with code 1006, as for any connection that fails (WebSockets Standard).
# Code that waits for `close` alone waits for ever in the one, and has to catch in the other.
# Seen: chromium: events ["error"], readyState 3
#       firefox: events ["thrown: NS_ERROR_CONTENT_BLOCKED"], readyState undefined
set -eu
for program in firefox-esr chromium node; do
  command -v "$program" > /dev/null || { echo "skipped: needs $program"; exit 0; }
done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts puppeteer-core@25.16.0

cat > check.mjs <<'EOF'
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { launch } from 'puppeteer-core';

const server = createServer((_, response) => {
  response.writeHead(200, { 'Content-Type': 'text/html', 'Content-Security-Policy': "connect-src 'self'" });
  response.end(`<!doctype html><title>Policy</title><script>
    globalThis.events = [];
    try {
      globalThis.socket = new WebSocket('ws://127.0.0.1:' + (Number(location.port) + 1) + '/');
      socket.addEventListener('error', () => events.push('error'));
      socket.addEventListener('close', ({ code }) => events.push('close ' + code));
    } catch (error) {
      events.push('thrown: ' + error.name);
    }
  </script>`);
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address();

async function eventsIn(name, options) {
  const browser = await launch({ headless: true, ...options });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${port}/`);
    // What comes at all comes within some ms.
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    const seen = await page.evaluate(() => ({ events: [...globalThis.events], readyState: globalThis.socket?.readyState }));
    console.log(`${name}: events ${JSON.stringify(seen.events)}, readyState ${seen.readyState}`);
    return seen;
  } finally {
    await browser.close();
  }
}

const chromium = await eventsIn('chromium', { executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
const firefox = await eventsIn('firefox', { browser: 'firefox', executablePath: process.env.FIREFOX });
server.close();
assert.deepEqual(chromium, { events: ['error'], readyState: 3 });
assert.deepEqual(firefox.events, ['thrown: NS_ERROR_CONTENT_BLOCKED']);
EOF
CHROMIUM=$(command -v chromium) FIREFOX=$(command -v firefox-esr) node check.mjs
