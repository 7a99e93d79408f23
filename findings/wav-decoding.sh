#!/bin/sh
# Chromium 156.0.8078.108, Firefox ESR 153.8.0, WebKitGTK 2.50.6 (Debian 12); the first two by puppeteer-core 25.16.0.
# Behaviour: `decodeAudioData()` of valid WAV files, 801 samples of a tone at 8 kHz, says another thing in each browser:
# of 8 bits and an odd count (with its pad byte) WebKitGTK makes a buffer without samples, and tells no error; floats of
# 64 bits are 1602 samples in Firefox and refused by Chromium, and so are 24 valid bits in 32 by Chromium; a `data` length
# of 0, as a recorder leaves that was stopped, is refused by Firefox where the others read to the end of the file.
# Expected: 801 samples, or an EncodingError in all of them.
# Seen: chromium: {"odd":801,"float64":"EncodingError","in32":"EncodingError","open":801}
#       firefox: {"odd":801,"float64":1602,"in32":801,"open":"EncodingError"}
#       webkitgtk: {"odd":0,"float64":801,"in32":801,"open":801}
set -eu
for program in WebKitWebDriver Xvfb chromium firefox-esr node; do
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

const count = 801;
const tone = (at) => 0.25 * Math.sin(at / 3);

/** A WAV file of 8 kHz. @param write puts a sample into its place */
function wav(format, bits, write, { extension = Buffer.alloc(0), told = 1 } = {}) {
  const bytes = bits / 8;
  const data = Buffer.alloc(count * bytes);
  for (let at = 0; at < count; at += 1) write(data, tone(at), at * bytes);
  const head = Buffer.alloc(16);
  for (const [at, value] of [[0, format], [2, 1], [12, bytes], [14, bits]]) head.writeUInt16LE(value, at);
  head.writeUInt32LE(8_000, 4);
  head.writeUInt32LE(8_000 * bytes, 8);
  const part = (name, content, length = content.length) => {
    const start = Buffer.alloc(8);
    start.write(name);
    start.writeUInt32LE(length, 4);
    return Buffer.concat([start, content, Buffer.alloc(content.length % 2)]);
  };
  const parts = Buffer.concat([Buffer.from('WAVE'), part('fmt ', Buffer.concat([head, extension])), part('data', data, told * data.length)]);
  return part('RIFF', parts).toString('base64');
}
// Its length, 24 valid bits, one channel that is in the middle, and the identifier of PCM.
const valid24 = Buffer.from('1600' + '1800' + '04000000' + '0100000000001000800000aa00389b71', 'hex');
const files = {
  odd: wav(1, 8, (data, sample, at) => data.writeUInt8(128 + Math.round(127 * sample), at)),
  float64: wav(3, 64, (data, sample, at) => data.writeDoubleLE(sample, at)),
  in32: wav(0xfffe, 32, (data, sample, at) => data.writeInt32LE(Math.round(sample * 2 ** 23) * 256, at), { extension: valid24 }),
  open: wav(1, 16, (data, sample, at) => data.writeInt16LE(Math.round(32_767 * sample), at), { told: 0 }),
};

async function decode(files) {
  const seen = {};
  for (const [name, base64] of Object.entries(files)) {
    const { buffer } = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    seen[name] = await new OfflineAudioContext(1, 1, 8_000).decodeAudioData(buffer).then(({ length }) => length, (error) => error.name);
  }
  return seen;
}
async function inPuppeteer(options) {
  const browser = await launch({ headless: true, ...options });
  try {
    return await (await browser.newPage()).evaluate(decode, files);
  } finally {
    await browser.close();
  }
}

const seen = {
  chromium: await inPuppeteer({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] }),
  firefox: await inPuppeteer({ browser: 'firefox', executablePath: process.env.FIREFOX }),
  webkitgtk: await inWebKit('data:text/html,<!doctype html><title>Page</title>', ({ evaluate }) => evaluate(decode, files)),
};
for (const [name, results] of Object.entries(seen)) console.log(`${name}: ${JSON.stringify(results)}`);
assert.deepEqual(seen, {
  chromium: { odd: count, float64: 'EncodingError', in32: 'EncodingError', open: count },
  firefox: { odd: count, float64: 2 * count, in32: count, open: 'EncodingError' },
  webkitgtk: { odd: 0, float64: count, in32: count, open: count },
});
EOF
CHROMIUM=$(command -v chromium) FIREFOX=$(command -v firefox-esr) node check.mjs
