#!/bin/sh
# Chromium 156.0.8078.108 (Debian 12), driven by puppeteer-core 25.16.0; Firefox ESR 153.8.0 beside it.
# Behaviour: a text field has the focus, the page opens a modal dialog, and somebody clicks the dialog's own ground or what
# lies behind it. When the dialog closes, by script or by a click at its button, the field is `document.activeElement` and
# `document.hasFocus()` is true, but what is typed is not inserted: the field hears keydown and no beforeinput. That lasts
# until the field is clicked, or loses the focus and gets it again.
# Expected: what has the focus takes the keys. To close a dialog runs the focusing steps for the element that had the focus
# before (HTML Standard, "close the dialog"), as without the click in between, and as in Firefox.
# Seen: chromium: no click "ab"; dialog "a"; backdrop "a"; dialog, then its button "a"; dialog, focused again "ab"
#       firefox: "ab" each time
set -eu
for program in firefox-esr chromium node npm; do
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

const html = `<!doctype html><title>Page</title>
<style>textarea { position: fixed; inset: 0 auto auto 0; } dialog { position: fixed; inset: 200px auto auto 200px; margin: 0; padding: 50px; }</style>
<textarea></textarea><dialog><button onclick="this.parentElement.close()">Close</button></dialog>`;
const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end(html));
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

const [dialog, backdrop, button] = [[210, 210], [20, 500], [265, 262]];
const cases = {
  'no click': [],
  dialog: [dialog],
  backdrop: [backdrop],
  'dialog, then its button': [dialog, button],
  'dialog, focused again': [dialog],
};

async function valuesIn(name, options) {
  const browser = await launch({ headless: true, ...options });
  try {
    const page = await browser.newPage();
    const values = [];
    for (const [what, clicks] of Object.entries(cases)) {
      await page.goto(`http://127.0.0.1:${server.address().port}/`);
      await page.evaluate(() => document.querySelector('textarea').focus());
      await page.keyboard.type('a');
      await page.evaluate(() => document.querySelector('dialog').showModal());
      for (const [x, y] of clicks) await page.mouse.click(x, y);
      const isOpen = await page.evaluate(() => document.querySelector('dialog').open);
      assert.equal(isOpen, !clicks.includes(button), 'only the button closes the dialog');
      await page.evaluate((isFocusedAgain) => {
        document.querySelector('dialog').close();
        const field = document.querySelector('textarea');
        if (isFocusedAgain) field.blur();
        if (isFocusedAgain) field.focus();
        globalThis.keys = 0;
        field.addEventListener('keydown', () => (globalThis.keys += 1));
      }, what === 'dialog, focused again');
      await page.keyboard.type('b');
      const { value, ...state } = await page.evaluate(() => ({
        value: document.querySelector('textarea').value,
        active: document.activeElement.localName,
        hasFocus: document.hasFocus(),
        keys: globalThis.keys,
      }));
      assert.deepEqual(state, { active: 'textarea', hasFocus: true, keys: 1 }, what);
      values.push(value);
    }
    console.log(`${name}: ${Object.keys(cases).map((what, index) => `${what} "${values[index]}"`).join('; ')}`);
    return values;
  } finally {
    await browser.close();
  }
}

try {
  const chromium = await valuesIn('chromium', { executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
  const firefox = await valuesIn('firefox', { browser: 'firefox', executablePath: process.env.FIREFOX });
  assert.deepEqual(chromium, ['ab', 'a', 'a', 'a', 'ab']);
  assert.deepEqual(firefox, ['ab', 'ab', 'ab', 'ab', 'ab']);
} finally {
  server.closeAllConnections();
  server.close();
}
EOF
CHROMIUM=$(command -v chromium) FIREFOX=$(command -v firefox-esr) timeout 120 node check.mjs
