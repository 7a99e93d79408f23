#!/bin/sh
# WebKitGTK 2.50.6 (Debian 12), WebKitWebDriver over HTTP.
# Behaviour: a page that holds a Web Lock is kept for going back without its lock. The next page of the origin is granted
# the same lock at once; the page before is told only when somebody comes back to it, by a request that rejects with
# `AbortError`, long after it was granted.
# Expected: the page is not kept (as in Firefox), or told before it is put away that the lock is gone.
# Seen: next page: granted; back: kept, AbortError, 0 locks held
set -eu
for program in WebKitWebDriver Xvfb node; do
  command -v "$program" > /dev/null || { echo "skipped: needs $program"; exit 0; }
done
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cp "$here/webkitgtk.mjs" .

cat > check.mjs <<'EOF'
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { inWebKit } from './webkitgtk.mjs';

const html = `<!doctype html><title>Page</title><script>addEventListener('pageshow', ({ persisted }) => (globalThis.shown = persisted ? 'kept' : 'made anew'));</script>`;
const server = createServer((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(html));
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const address = `http://127.0.0.1:${server.address().port}`;

/** In the first page: holds a lock for good, and leaves. */
function leave() {
  return new Promise((resolve) => {
    navigator.locks
      .request('lock', () => {
        setTimeout(() => location.assign('/next'));
        resolve('granted');
        return new Promise(() => {});
      })
      .catch((error) => (globalThis.told = error.name));
  });
}

try {
  await inWebKit(address, async ({ version, evaluate }) => {
    const until = async (path) => {
      while ((await evaluate(() => Promise.resolve(location.pathname)).catch(() => '')) !== path) await wait(50);
    };
    assert.equal(version, '2.50.6');
    assert.equal(await evaluate(leave), 'granted');
    await until('/next');
    const next = await evaluate(() => navigator.locks.request('lock', { ifAvailable: true }, (lock) => (lock ? 'granted' : 'not available')));
    await evaluate(() => Promise.resolve(void setTimeout(() => history.back())));
    await until('/');
    const back = await evaluate(async () => {
      for (let tries = 0; !globalThis.told && tries < 60; tries += 1) await new Promise((resolve) => setTimeout(resolve, 50));
      return [globalThis.shown, globalThis.told ?? 'nothing told', (await navigator.locks.query()).held.length];
    });
    const seen = `next page: ${next}; back: ${back[0]}, ${back[1]}, ${back[2]} locks held`;
    console.log(seen);
    assert.equal(seen, 'next page: granted; back: kept, AbortError, 0 locks held');
  });
} finally {
  server.closeAllConnections();
  server.close();
}
EOF
timeout 120 node check.mjs
