#!/bin/sh
# WebKitGTK 2.50.6 (Debian 12), WebKitWebDriver over HTTP; Chromium 156.0.8078.108 beside it by puppeteer-core 25.16.0.
# Behaviour: `decodeAudioData(bytes)` leaves the ArrayBuffer with the page, so that code which uses it again works here and
# fails elsewhere.
# Expected: it is detached before anything else happens, as the Web Audio API says: its length is 0 from then on.
# Seen: webkitgtk: decoded 800 samples, 1644 bytes left; chromium: decoded 800 samples, 0 bytes left
set -eu
for program in WebKitWebDriver Xvfb chromium node; do
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

// A tenth of a second of a tone: a WAV file of 16 bits and 8 kHz.
const wav = Buffer.alloc(44 + 1_600);
wav.write('RIFF');
wav.writeUInt32LE(wav.length - 8, 4);
wav.write('WAVEfmt ', 8);
for (const [at, value] of [[16, 16], [24, 8_000], [28, 16_000]]) wav.writeUInt32LE(value, at);
for (const [at, value] of [[20, 1], [22, 1], [32, 2], [34, 16]]) wav.writeUInt16LE(value, at);
wav.write('data', 36);
wav.writeUInt32LE(1_600, 40);
for (let at = 0; at < 800; at += 1) wav.writeInt16LE(Math.round(8_000 * Math.sin(at / 3)), 44 + 2 * at);

async function decode(base64) {
  const { buffer } = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const { length } = await new OfflineAudioContext(1, 1, 8_000).decodeAudioData(buffer);
  return { samples: length, left: buffer.byteLength };
}
const told = (name, { samples, left }) => console.log(`${name}: decoded ${samples} samples, ${left} bytes left`);

const webkit = await inWebKit('data:text/html,<!doctype html><title>Page</title>', ({ evaluate }) => evaluate(decode, wav.toString('base64')));
told('webkitgtk', webkit);
const browser = await launch({ headless: true, executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
const page = await browser.newPage();
const chromium = await page.evaluate(decode, wav.toString('base64')).finally(() => browser.close());
told('chromium', chromium);
assert.deepEqual(webkit, { samples: 800, left: 1_644 });
assert.deepEqual(chromium, { samples: 800, left: 0 });
EOF
CHROMIUM=$(command -v chromium) node check.mjs
