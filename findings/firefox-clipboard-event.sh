#!/bin/sh
# Firefox ESR 153.8.0 (Debian 12), driven by puppeteer-core 25.16.0; Chromium 156.0.8078.108 beside it.
# Behaviour: `new ClipboardEvent('paste', { clipboardData })` drops what it is given: its clipboardData is another, empty
# DataTransfer, for text and for files alike. A DragEvent made of the same DataTransfer keeps it. So tests of a paste pass
# by doing nothing.
# Expected: the event has the DataTransfer that it was given, as in Chromium and as the Clipboard API says.
# Seen: firefox: paste {"same":false,"text":"","files":0} drop {"same":true,"text":"Hello","files":1}
#       chromium: paste and drop {"same":true,"text":"Hello","files":1}
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

const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<!doctype html><title>Page</title>'));
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

async function outcomes(name, options) {
  const browser = await launch({ headless: true, ...options });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    const seen = await page.evaluate(() => {
      const given = new DataTransfer();
      given.setData('text/plain', 'Hello');
      given.items.add(new File(['content'], 'note.txt', { type: 'text/plain' }));
      const received = {};
      const note = (type, data) => (received[type] = { same: data === given, text: data.getData('text/plain'), files: data.files.length });
      document.addEventListener('paste', ({ clipboardData }) => note('paste', clipboardData));
      document.addEventListener('drop', ({ dataTransfer }) => note('drop', dataTransfer));
      document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: given }));
      document.dispatchEvent(new DragEvent('drop', { dataTransfer: given }));
      return received;
    });
    console.log(`${name}: paste ${JSON.stringify(seen.paste)} drop ${JSON.stringify(seen.drop)}`);
    return seen;
  } finally {
    await browser.close();
  }
}

const all = { same: true, text: 'Hello', files: 1 };
try {
  const firefox = await outcomes('firefox', { browser: 'firefox', executablePath: process.env.FIREFOX });
  const chromium = await outcomes('chromium', { executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
  assert.deepEqual(firefox, { paste: { same: false, text: '', files: 0 }, drop: all });
  assert.deepEqual(chromium, { paste: all, drop: all });
} finally {
  server.close();
}
EOF
CHROMIUM=$(command -v chromium) FIREFOX=$(command -v firefox-esr) node check.mjs
