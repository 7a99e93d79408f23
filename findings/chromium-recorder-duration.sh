#!/bin/sh
# Chromium 156.0.8078.108 (Debian 12), driven by puppeteer-core 25.16.0.
# Behaviour: a WebM of MediaRecorder says that it lasts until where its last frame of Opus begins: 60 ms less than there is
# of sound in it. Where the recorder is asked for slices, it says nothing.
# Expected: a Duration of the whole segment (RFC 9559, section 5.1.2.10), as decodeAudioData finds it.
# Seen: less than its sound, in ms: 60, 60, 60
set -eu
for program in chromium node npm; do
  command -v "$program" > /dev/null || { echo "skipped: needs $program"; exit 0; }
done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts puppeteer-core@25.16.0

cat > check.mjs <<'EOF'
import assert from 'node:assert/strict';
import { launch } from 'puppeteer-core';

const browser = await launch({ executablePath: '/usr/bin/chromium', headless: true, args: ['--no-sandbox', '--autoplay-policy=no-user-gesture-required'] });
try {
  assert.match(await browser.version(), /156\.0\.8078\.108/);
  const page = await browser.newPage();
  const missing = [];
  for (let count = 0; count < 3; count += 1) {
    missing.push(
      await page.evaluate(async () => {
        const context = new AudioContext();
        await context.resume();
        const tone = new OscillatorNode(context);
        const destination = context.createMediaStreamDestination();
        tone.connect(destination);
        tone.start();
        const recorder = new MediaRecorder(destination.stream, { mimeType: 'audio/webm;codecs=opus' });
        const recorded = new Promise((resolve) => recorder.addEventListener('dataavailable', ({ data }) => resolve(data)));
        recorder.start();
        await new Promise((resolve) => setTimeout(resolve, 1_500));
        recorder.stop();
        const bytes = new DataView(await (await recorded).arrayBuffer());
        await context.close();
        // The element of that name, a float of 4 bytes, in ms as recorders write it.
        let said = NaN;
        for (let at = 0; at + 7 < Math.min(bytes.byteLength, 1_000) && Number.isNaN(said); at += 1) {
          if (bytes.getUint16(at) === 0x4489 && bytes.getUint8(at + 2) === 0x84) said = bytes.getFloat32(at + 3);
        }
        const { duration } = await new OfflineAudioContext(1, 1, 48_000).decodeAudioData(bytes.buffer);
        return Math.round(duration * 1_000 - said);
      }),
    );
  }
  console.log(`less than its sound, in ms: ${missing.join(', ')}`);
  assert.ok(missing.every((ms) => ms > 45 && ms < 100));
} finally {
  await browser.close();
}
EOF
timeout 120 node check.mjs
