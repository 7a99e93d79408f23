#!/bin/sh
# Chromium 156.0.8078.108 (Debian 12), driven by puppeteer-core 25.16.0; Firefox ESR 153.8.0 beside it.
# Behaviour: while colours are forced, text in a highlight of the page's own, `::highlight(name)`, is painted on the colour
# of a selection, `Highlight`, whatever the rule says: also where it sets the colour of the text alone, an underline alone, or
# the system colours `CanvasText` on `Canvas`. `getComputedStyle()` says otherwise: no background, or that of the page. So
# code coloured by highlights looks as if all of it were selected.
# Expected: the ground of the page. A forced `background-color` keeps its alpha, and system colours are left as they are
# (CSS Color Adjustment 1, section 3.1); browsers define no style of their own for a custom highlight (CSS Custom Highlight
# API 1), so there is no colour to go back to. So it is in Firefox.
# Seen: chromium: each rule is painted on rgb(55,51,109), which is Highlight on white
#       firefox: each rule is painted on rgb(255,255,255)
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
import { launch } from 'puppeteer-core';

const rules = ['color: green', 'text-decoration: underline', 'color: CanvasText; background-color: Canvas'];
const page = (rule) => `<!doctype html><title>Page</title>
<style>
  body { margin: 0; }
  p { margin: 0; height: 50px; font: 40px/50px monospace; }
  .like-selected { background-color: Highlight; }
  ::highlight(code) { ${rule}; }
</style>
<p>const</p><p class="like-selected"></p><p></p>`;

function highlight() {
  const [text] = document.querySelector('p').childNodes;
  const range = new Range();
  range.selectNodeContents(text);
  CSS.highlights.set('code', new Highlight(range));
  return { isForced: matchMedia('(forced-colors: active)').matches, background: getComputedStyle(text.parentElement, '::highlight(code)').backgroundColor };
}

/** The colour at the left edge of each paragraph, below the letters. */
async function grounds(screenshot) {
  const bytes = Uint8Array.from(atob(screenshot), (character) => character.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
  const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  return [46, 96, 146].map((y) => `rgb(${context.getImageData(2, y, 1, 1).data.slice(0, 3).join()})`);
}

async function paintedIn(name, isForced, options) {
  const browser = await launch({ headless: true, ...options });
  try {
    const tab = await browser.newPage();
    if (isForced && name === 'chromium') {
      const protocol = await tab.createCDPSession();
      await protocol.send('Emulation.setEmulatedMedia', { features: [{ name: 'forced-colors', value: 'active' }] });
    }
    const seen = [];
    for (const rule of rules) {
      await tab.setContent(page(rule));
      const told = await tab.evaluate(highlight);
      assert.equal(told.isForced, isForced, 'forced colours');
      assert.match(told.background, /^rgba\(.*, 0\)$|^rgb\(255, 255, 255\)$/);
      const [code, selected, plain] = await tab.evaluate(grounds, await tab.screenshot({ encoding: 'base64' }));
      assert.equal(plain, 'rgb(255,255,255)');
      seen.push(code === selected ? 'Highlight' : code === plain ? 'Canvas' : code);
      console.log(`${name}, ${isForced ? 'forced' : 'free'}: { ${rule} } is painted on ${code}, Highlight is ${selected}, computed is ${told.background}`);
    }
    return seen;
  } finally {
    await browser.close();
  }
}

const chromium = { executablePath: process.env.CHROMIUM, args: ['--no-sandbox', '--force-color-profile=srgb'] };
const forced = { 'browser.display.document_color_use': 2, 'ui.useAccessibilityTheme': 1 };
const firefox = { browser: 'firefox', executablePath: process.env.FIREFOX, extraPrefsFirefox: forced };
assert.deepEqual(await paintedIn('chromium', false, chromium), ['Canvas', 'Canvas', 'Canvas']);
assert.deepEqual(await paintedIn('chromium', true, chromium), ['Highlight', 'Highlight', 'Highlight']);
assert.deepEqual(await paintedIn('firefox', true, firefox), ['Canvas', 'Canvas', 'Canvas']);
EOF
CHROMIUM=$(command -v chromium) FIREFOX=$(command -v firefox-esr) timeout 120 node check.mjs
