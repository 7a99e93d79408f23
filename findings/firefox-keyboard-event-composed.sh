#!/bin/sh
# Firefox ESR 153.8.0 (Debian 12), driven by puppeteer-core 25.16.0; Chromium 156.0.8078.108 beside it.
# Behaviour: a KeyboardEvent that a script makes is `composed`, whatever the init dictionary says: dispatched within a
# shadow root it leaves that root. FocusEvent and Event are as they are asked to be.
# Expected: `composed` is false unless the dictionary says otherwise (DOM, "event constructors"); Chromium does so.
# Seen: chromium: KeyboardEvent false, heard outside false; FocusEvent false, heard outside false
#       firefox: KeyboardEvent true, heard outside true; FocusEvent false, heard outside false
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
import { launch } from 'puppeteer-core';

async function composedIn(name, options) {
  const browser = await launch({ headless: true, ...options });
  try {
    const page = await browser.newPage();
    const seen = await page.evaluate(() => {
      const host = document.body.appendChild(document.createElement('div'));
      const inner = host.attachShadow({ mode: 'open' }).appendChild(document.createElement('input'));
      const results = {};
      for (const [type, Class] of Object.entries({ keydown: KeyboardEvent, focusin: FocusEvent })) {
        let isHeard = false;
        addEventListener(type, () => (isHeard = true), { once: true });
        const event = new Class(type, { bubbles: true, composed: false });
        inner.dispatchEvent(event);
        results[Class.name] = [event.composed, isHeard];
      }
      return results;
    });
    console.log(`${name}: ${Object.entries(seen).map(([which, [composed, heard]]) => `${which} ${composed}, heard outside ${heard}`).join('; ')}`);
    return seen;
  } finally {
    await browser.close();
  }
}

const chromium = await composedIn('chromium', { executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
const firefox = await composedIn('firefox', { browser: 'firefox', executablePath: process.env.FIREFOX });
assert.deepEqual(chromium, { KeyboardEvent: [false, false], FocusEvent: [false, false] });
assert.deepEqual(firefox, { KeyboardEvent: [true, true], FocusEvent: [false, false] });
EOF
CHROMIUM=$(command -v chromium) FIREFOX=$(command -v firefox-esr) node check.mjs
