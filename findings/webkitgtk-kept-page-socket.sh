#!/bin/sh
# WebKitGTK 2.50.6 (Debian 12), ws 8.23.0 as the server, WebKitWebDriver over HTTP.
# Behaviour: a page with an open WebSocket is kept for going back, and the socket closed; the two ends are told different
# things. The server is told a clean end, 1001 with a reason; the page, when somebody comes back to it, of an error and 1006.
# Expected: the page is told what its browser has sent, or is not kept.
# Seen: server: 1001 WebSocket is closed due to suspension.; page: kept, error, close 1006, not clean
set -eu
for program in WebKitWebDriver Xvfb node npm; do
  command -v "$program" > /dev/null || { echo "skipped: needs $program"; exit 0; }
done
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cp "$here/webkitgtk.mjs" .
npm install --silent --no-audit --no-fund --ignore-scripts ws@8.23.0

cat > check.mjs <<'EOF'
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { WebSocketServer } from 'ws';
import { inWebKit } from './webkitgtk.mjs';

const html = `<!doctype html><title>Page</title><script>addEventListener('pageshow', ({ persisted }) => (globalThis.shown = persisted ? 'kept' : 'made anew'));</script>`;
const server = createServer((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(html));
const ended = new Promise((resolve) => new WebSocketServer({ server }).on('connection', (socket) => socket.on('close', (code, reason) => resolve(`${code} ${reason}`))));
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const address = `http://127.0.0.1:${server.address().port}`;

/** In the first page: opens a socket, and leaves. */
function leave() {
  return new Promise((resolve) => {
    globalThis.told = [];
    const socket = new WebSocket(location.origin.replace('http', 'ws'));
    socket.addEventListener('error', () => globalThis.told.push('error'));
    socket.addEventListener('close', ({ code, wasClean }) => globalThis.told.push(`close ${code}`, wasClean ? 'clean' : 'not clean'));
    socket.addEventListener('open', () => {
      setTimeout(() => location.assign('/next'));
      resolve();
    });
  });
}

try {
  await inWebKit(address, async ({ version, evaluate }) => {
    const until = async (path) => {
      while ((await evaluate(() => Promise.resolve(location.pathname)).catch(() => '')) !== path) await wait(50);
    };
    assert.equal(version, '2.50.6');
    await evaluate(leave);
    await until('/next');
    const atServer = await ended;
    await evaluate(() => Promise.resolve(void setTimeout(() => history.back())));
    await until('/');
    const atPage = await evaluate(async () => {
      for (let tries = 0; !globalThis.told?.[2] && tries < 60; tries += 1) await new Promise((resolve) => setTimeout(resolve, 50));
      return [globalThis.shown, ...(globalThis.told ?? ['nothing told'])].join(', ');
    });
    const seen = `server: ${atServer}; page: ${atPage}`;
    console.log(seen);
    assert.equal(seen, 'server: 1001 WebSocket is closed due to suspension.; page: kept, error, close 1006, not clean');
  });
} finally {
  server.closeAllConnections();
  server.close();
}
EOF
timeout 120 node check.mjs
