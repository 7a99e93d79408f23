#!/bin/sh
# Chromium 156.0.8078.108 (Debian 12) and Firefox ESR 153.8.0, driven by puppeteer-core 25.16.0; Node 20.20.2 beside them.
# Behaviour: a blank in an address's host becomes `%20` there, and `URL.canParse()` says that it is an address.
# Expected: a host whose percent-decoding has a blank is a failure (URL, "host parsing", "forbidden host code point").
# Seen: node: failure, false
#       chromium: https://a%20b.example/, true
#       firefox: failure, false
set -eu
for program in firefox-esr chromium node; do
  command -v "$program" > /dev/null || { echo "skipped: needs $program"; exit 0; }
done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts puppeteer-core@25.16.0

cat > check.mjs <<'EOS'
import assert from 'node:assert/strict';
import { launch } from 'puppeteer-core';

function read() {
  let href = 'failure';
  try {
    ({ href } = new URL('https://a b.example/'));
  } catch {}
  return [href, URL.canParse('https://a b.example/')];
}

async function readIn(options) {
  const browser = await launch({ headless: true, ...options });
  try {
    return await (await browser.newPage()).evaluate(read);
  } finally {
    await browser.close();
  }
}

const seen = {
  node: read(),
  chromium: await readIn({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] }),
  firefox: await readIn({ browser: 'firefox', executablePath: process.env.FIREFOX }),
};
for (const [name, what] of Object.entries(seen)) console.log(`${name}: ${what.join(', ')}`);
assert.deepEqual(seen.node, ['failure', false]);
assert.deepEqual(seen.chromium, ['https://a%20b.example/', true]);
assert.deepEqual(seen.firefox, ['failure', false]);
EOS
CHROMIUM=$(command -v chromium) FIREFOX=$(command -v firefox-esr) node check.mjs
