#!/bin/sh
# WebKitGTK 2.50.6 (Debian 12), WebKitWebDriver over HTTP; Chromium 156.0.8078.108 beside it by puppeteer-core 25.16.0.
# Behaviour: in a document whose height has changed, a new shadow root is given new style sheets, one of them with a media
# query. It is answered as it was before the change, if another shadow root had sheets of the same text then, even though
# that one is gone; a comment that only one of the sheets has makes it right. In a shadow root that was away from the document
# when its height changed, and comes back, it is answered as before in either case.
# Expected: all as `matchMedia` says at the time, whatever other sheets there are (CSSOM, section 6.9, "adoptedStyleSheets";
# Media Queries 4, section 1).
# Seen: webkitgtk: same text {"high":false,"low":false,"back":false}; own text {"high":false,"low":true,"back":false}
#       chromium: {"high":false,"low":true,"back":true} for both
set -eu
for program in WebKitWebDriver Xvfb chromium node npm; do
  command -v "$program" > /dev/null || { echo "skipped: needs $program"; exit 0; }
done
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts puppeteer-core@25.16.0
cp "$here/webkitgtk.mjs" .

cat > check.mjs <<'EOF'
import assert from 'node:assert/strict';
import { launch } from 'puppeteer-core';
import { inWebKit } from './webkitgtk.mjs';

/** Whether a rule for low windows is applied in new trees of a high and a low window, and in one that was away meanwhile. */
async function applied() {
  const frame = document.body.appendChild(document.createElement('iframe'));
  frame.style.width = '800px';
  const { contentWindow: view, contentDocument: page } = frame;
  const sheet = (text) => {
    const made = new view.CSSStyleSheet();
    made.replaceSync(text);
    return made;
  };
  const colour = (root) => view.getComputedStyle(root.firstChild).color;
  const isLow = async (root) => {
    for (let frames = 0; frames < 3; frames += 1) await new Promise(requestAnimationFrame);
    return colour(root) === 'rgb(255, 0, 0)';
  };
  let sheets = 0;
  const make = (how) => {
    const comment = () => (how === 'own text' ? `/* ${(sheets += 1)} */` : '');
    const root = page.body.appendChild(page.createElement('div')).attachShadow({ mode: 'open' });
    root.innerHTML = '<p>Text</p>';
    root.adoptedStyleSheets = [sheet(`p { margin: 0 }${comment()}`)];
    colour(root);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet(`p { color: blue } @media (max-height: 420px) { p { color: red } }${comment()}`)];
    return root;
  };
  const seen = {};
  for (const how of ['same text', 'own text']) {
    frame.style.height = '600px';
    const first = make(how);
    const high = await isLow(first);
    first.host.remove();
    frame.style.height = '360px';
    const low = await isLow(make(how));
    if (!view.matchMedia('(max-height: 420px)').matches) throw new Error('The window is not low');
    page.body.append(first.host);
    seen[how] = { high, low, back: await isLow(first) };
    page.body.replaceChildren();
  }
  return seen;
}

const address = 'data:text/html,<!doctype html><title>Page</title><body>';
const webkit = await inWebKit(address, ({ evaluate }) => evaluate(applied));
console.log(`webkitgtk: ${JSON.stringify(webkit)}`);
const browser = await launch({ headless: true, executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
const page = await browser.newPage();
await page.goto(address);
const chromium = await page.evaluate(applied).finally(() => browser.close());
console.log(`chromium: ${JSON.stringify(chromium)}`);
const right = { high: false, low: true, back: true };
assert.deepEqual(webkit, { 'same text': { high: false, low: false, back: false }, 'own text': { high: false, low: true, back: false } });
assert.deepEqual(chromium, { 'same text': right, 'own text': right });
EOF
CHROMIUM=$(command -v chromium) timeout 120 node check.mjs
