#!/bin/sh
# WebKitGTK 2.50.6 (Debian 12), WebKitWebDriver over HTTP.
# Behaviour: a page that begins an IndexedDB transaction in `pagehide` is kept for going back, and the transaction with it:
# the next page of the origin waits for the database without an error or `blocked`, and closing the database behind the
# transaction does not help. Aborting it does.
# Expected: the page is not kept, or the next one is answered.
# Seen: left open: no answer in 3 s; closed: no answer in 3 s; aborted and closed: answered
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
import { inWebKit } from './webkitgtk.mjs';

const server = createServer((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Page</title>'));
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const address = `http://127.0.0.1:${server.address().port}`;

/** In the first page: opens a database, and writes to it while the page is put away. */
function leave(how) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(how, 1);
    request.addEventListener('upgradeneeded', () => request.result.createObjectStore('things'));
    request.addEventListener('error', () => reject(request.error));
    request.addEventListener('success', () => {
      const database = request.result;
      addEventListener('pagehide', () => {
        const transaction = database.transaction('things', 'readwrite');
        transaction.objectStore('things').put('value', 'key');
        if (how === 'aborted and closed') transaction.abort();
        if (how !== 'left open') database.close();
      });
      setTimeout(() => location.assign('/next'));
      resolve();
    });
  });
}
/** In the next one. */
function read(how) {
  return new Promise((resolve) => {
    setTimeout(() => resolve('no answer in 3 s'), 3_000);
    const request = indexedDB.open(how, 1);
    request.addEventListener('blocked', () => resolve('blocked'));
    request.addEventListener('error', () => resolve('error'));
    request.addEventListener('success', () => {
      const reading = request.result.transaction('things').objectStore('things').get('key');
      reading.addEventListener('success', () => resolve('answered'));
      reading.addEventListener('error', () => resolve('error'));
    });
  });
}

const seen = {};
try {
  for (const how of ['left open', 'closed', 'aborted and closed']) {
    seen[how] = await inWebKit(`${address}/first`, async ({ evaluate }) => {
      await evaluate(leave, how);
      const path = () => Promise.resolve(location.pathname);
      while ((await evaluate(path).catch(() => '')) !== '/next');
      return evaluate(read, how);
    });
    console.log(`${how}: ${seen[how]}`);
  }
} finally {
  server.closeAllConnections();
  server.close();
}
assert.deepEqual(seen, { 'left open': 'no answer in 3 s', closed: 'no answer in 3 s', 'aborted and closed': 'answered' });
EOF
node check.mjs
