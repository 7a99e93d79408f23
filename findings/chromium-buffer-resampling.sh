#!/bin/sh
# Chromium 156.0.8078.108 (Debian 12), driven by puppeteer-core 25.16.0; Firefox ESR 153.8.0 beside it.
# Behaviour: an AudioBufferSourceNode that plays a 24 kHz buffer in a 48 kHz context, as speech from a server often is,
# interpolates linearly: a 3 kHz tone comes out 28 dB above the error, one of 9.6 kHz 6 dB. decodeAudioData, which also
# goes from one rate to the other, does it properly in the same browser.
# Expected: about what decodeAudioData does; Firefox's node comes to 61 dB at 3 kHz and 26 dB at 9.6 kHz.
# Seen: chromium: 3 kHz node 28, decodeAudioData 94; 9.6 kHz node 6, decodeAudioData 80
#       firefox: 3 kHz node 61, decodeAudioData 94; 9.6 kHz node 26, decodeAudioData 90
set -eu
for program in firefox-esr chromium node; do
  command -v "$program" > /dev/null || { echo "skipped: needs $program"; exit 0; }
done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts puppeteer-core@25.16.0

cat > page.js <<'EOF'
// One second of a tone at 24 kHz, played at 48 kHz: how far the tone is above all else, in dB.
async function tone(hertz) {
  const samples = Int16Array.from({ length: 24_000 }, (_, at) => Math.round(16_384 * Math.sin((2 * Math.PI * hertz * at) / 24_000)));
  const context = new OfflineAudioContext(1, 48_000, 48_000);
  const buffer = context.createBuffer(1, samples.length, 24_000);
  buffer.copyToChannel(Float32Array.from(samples, (sample) => sample / 32_768), 0);
  const source = context.createBufferSource();
  source.buffer = buffer;
  source.connect(context.destination);
  source.start();
  const played = (await context.startRendering()).getChannelData(0);

  const header = new DataView(new ArrayBuffer(44));
  const words = { 0: 'RIFF', 8: 'WAVE', 12: 'fmt ', 36: 'data' };
  for (const [at, word] of Object.entries(words)) for (let i = 0; i < 4; i += 1) header.setUint8(Number(at) + i, word.charCodeAt(i));
  for (const [at, value] of [[4, 36 + samples.byteLength], [16, 16], [24, 24_000], [28, 48_000], [40, samples.byteLength]]) header.setUint32(at, value, true);
  for (const [at, value] of [[20, 1], [22, 1], [32, 2], [34, 16]]) header.setUint16(at, value, true);
  const file = await new Blob([header, samples]).arrayBuffer();
  const decoded = (await new OfflineAudioContext(1, 1, 48_000).decodeAudioData(file)).getChannelData(0);
  return { node: toneOverRest(played, hertz), decodeAudioData: toneOverRest(decoded, hertz) };
}

function toneOverRest(samples, hertz) {
  const [from, to] = [4_800, 43_200];
  const angle = (at) => (2 * Math.PI * hertz * at) / 48_000;
  let [sine, cosine, tone, rest] = [0, 0, 0, 0];
  for (let at = from; at < to; at += 1) {
    sine += (2 * samples[at] * Math.sin(angle(at))) / (to - from);
    cosine += (2 * samples[at] * Math.cos(angle(at))) / (to - from);
  }
  for (let at = from; at < to; at += 1) {
    const expected = sine * Math.sin(angle(at)) + cosine * Math.cos(angle(at));
    tone += expected ** 2;
    rest += (samples[at] - expected) ** 2;
  }
  return Math.round(10 * Math.log10(tone / rest));
}
EOF
cat > check.mjs <<'EOF'
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { launch } from 'puppeteer-core';

async function decibels(name, options) {
  const browser = await launch({ headless: true, ...options });
  try {
    const page = await browser.newPage();
    await page.evaluate(`${readFileSync('page.js', 'utf8')}; globalThis.tone = tone;`);
    const seen = {};
    for (const hertz of [3_000, 9_600]) seen[hertz] = await page.evaluate((hertz) => globalThis.tone(hertz), hertz);
    console.log(`${name}: ${JSON.stringify(seen)}`);
    return seen;
  } finally {
    await browser.close();
  }
}

const chromium = await decibels('chromium', { executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
const firefox = await decibels('firefox', { browser: 'firefox', executablePath: process.env.FIREFOX });
assert.ok(chromium[3_000].node < 32 && chromium[9_600].node < 10);
assert.ok(chromium[3_000].decodeAudioData > 75 && chromium[9_600].decodeAudioData > 75);
assert.ok(firefox[3_000].node > 55);
EOF
CHROMIUM=$(command -v chromium) FIREFOX=$(command -v firefox-esr) node check.mjs
