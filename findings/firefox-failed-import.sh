#!/bin/sh
# Firefox ESR 153.8.0 (Debian 12), driven by puppeteer-core 25.16.0; Chromium 156.0.8078.108 beside it.
# Behaviour: once `import('/part.js')` has failed because the server answered 503, Firefox rejects it for as long as the
# page lives and asks the server no more. The same file under another query is loaded.
# Expected: as in Chromium, a later import() asks again, so that an application can offer "try again".
# Seen: firefox: TypeError, TypeError, with a query loaded, 1 request; chromium: TypeError, loaded, with a query loaded, 2
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

let asked = 0;
const server = createServer(({ url }, response) => {
  if (url === '/') return response.setHeader('content-type', 'text/html').end('<!doctype html><title>Page</title>');
  if (url === '/part.js' && (asked += 1) === 1) return response.writeHead(503).end();
  if (!url.startsWith('/part.js')) return response.writeHead(404).end();
  response.setHeader('content-type', 'text/javascript').setHeader('cache-control', 'no-store').end('export {};');
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

async function outcomes(name, options) {
  asked = 0;
  const browser = await launch({ headless: true, ...options });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    const seen = [];
    for (const address of ['/part.js', '/part.js', '/part.js?again'])
      seen.push(await page.evaluate((address) => import(address).then(() => 'loaded', ({ name }) => name), address));
    console.log(`${name}: ${seen.join(', ')}; ${asked} requests for /part.js`);
    return [...seen, asked];
  } finally {
    await browser.close();
  }
}

try {
  const firefox = await outcomes('firefox', { browser: 'firefox', executablePath: process.env.FIREFOX });
  const chromium = await outcomes('chromium', { executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
  assert.deepEqual(firefox, ['TypeError', 'TypeError', 'loaded', 1]);
  assert.deepEqual(chromium, ['TypeError', 'loaded', 'loaded', 2]);
} finally {
  server.close();
}
EOF
CHROMIUM=$(command -v chromium) FIREFOX=$(command -v firefox-esr) node check.mjs
