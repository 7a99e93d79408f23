#!/bin/sh
# WebKitGTK 2.50.6 (Debian 12), WebKitWebDriver over HTTP; Chromium 156.0.8078.108 beside it by puppeteer-core 25.16.0;
# ws 8.23.0 as the server.
# Behaviour: once a WebSocket closes, what is sent is added to `bufferedAmount` with its frame's header and mask: 5 bytes
# count as 11, another 100 as 106, another 1,000 as 1,008. A count of what was not delivered is too high.
# Expected: only the bytes of the payload; the WebSockets Standard says that framing is not included.
# Seen: webkitgtk: [11,117,1125]; chromium: [5,105,1105]
set -eu
for program in WebKitWebDriver Xvfb chromium node; do
  command -v "$program" > /dev/null || { echo "skipped: needs $program"; exit 0; }
done
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts puppeteer-core@25.16.0 ws@8.23.0
cp "$here/webkitgtk.mjs" .

cat > check.mjs <<'EOF'
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { launch } from 'puppeteer-core';
import { WebSocketServer } from 'ws';
import { inWebKit } from './webkitgtk.mjs';

const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<!doctype html><title>Page</title>'));
new WebSocketServer({ server });
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const address = `http://127.0.0.1:${server.address().port}/`;

async function amounts() {
  const socket = new WebSocket(location.href.replace('http', 'ws'));
  await new Promise((resolve) => (socket.onopen = resolve));
  const closed = new Promise((resolve) => (socket.onclose = resolve));
  socket.close();
  await closed;
  return [5, 100, 1_000].map((bytes) => {
    socket.send(new Uint8Array(bytes));
    return socket.bufferedAmount;
  });
}

try {
  const webkit = await inWebKit(address, ({ evaluate }) => evaluate(amounts));
  console.log(`webkitgtk: ${JSON.stringify(webkit)}`);
  const browser = await launch({ headless: true, executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
  const page = await browser.newPage();
  await page.goto(address);
  const chromium = await page.evaluate(amounts).finally(() => browser.close());
  console.log(`chromium: ${JSON.stringify(chromium)}`);
  assert.deepEqual(webkit, [11, 117, 1_125]);
  assert.deepEqual(chromium, [5, 105, 1_105]);
} finally {
  server.closeAllConnections();
  server.close();
}
EOF
CHROMIUM=$(command -v chromium) node check.mjs
