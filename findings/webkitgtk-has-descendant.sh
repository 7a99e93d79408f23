#!/bin/sh
# WebKitGTK 2.50.6 (Debian 12), WebKitWebDriver over HTTP; Chromium 156.0.8078.108 beside it by puppeteer-core 25.16.0.
# Behaviour: in a shadow root, `.first:has(+ .next) .inner` is not applied when the next element gets its class, though
# `matches()` says that it matches, and though `.first:has(+ .next)` is applied. Outside of a shadow root both are. Nothing
# puts it right but another change that has the same element's style worked out anew, such as an inline style of its own.
# Expected: a rule is applied to what it matches, in a shadow tree as in a document (Selectors 4, section 4.5, ":has()"; CSS
# Scoping 1).
# Seen: webkitgtk: document {"first":true,"inner":true}; shadow root {"first":true,"inner":false}, later {"inner":true}
#       chromium: {"first":true,"inner":true} in both
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

async function applied() {
  const fill = (root) => {
    root.innerHTML = `
      <style>.first:has(+ .next) { color: red; } .first:has(+ .next) .inner { background-color: red; }</style>
      <div class="first"><span class="inner">Text</span></div><div></div>`;
    return root;
  };
  const host = () => document.body.appendChild(document.createElement('div'));
  const look = async (root) => {
    // Two frames, so that what is worked out late is there.
    for (let frames = 0; frames < 2; frames += 1) await new Promise(requestAnimationFrame);
    const [first, inner] = [root.querySelector('.first'), root.querySelector('.inner')];
    if (!first.matches('.first:has(+ .next)') || !inner.matches('.first:has(+ .next) .inner')) return 'no match';
    return { first: getComputedStyle(first).color === 'rgb(255, 0, 0)', inner: getComputedStyle(inner).backgroundColor === 'rgb(255, 0, 0)' };
  };
  const seen = {};
  for (const [name, root] of [['document', fill(host())], ['shadow', fill(host().attachShadow({ mode: 'open' }))]]) {
    getComputedStyle(root.querySelector('.inner')).color;
    root.lastElementChild.className = 'next';
    seen[name] = await look(root);
    root.querySelector('.inner').style.order = '1';
    seen[`${name}, later`] = await look(root);
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
const all = { first: true, inner: true };
assert.deepEqual(webkit, { document: all, 'document, later': all, shadow: { first: true, inner: false }, 'shadow, later': all });
assert.deepEqual(chromium, { document: all, 'document, later': all, shadow: all, 'shadow, later': all });
EOF
CHROMIUM=$(command -v chromium) timeout 120 node check.mjs
