#!/bin/sh
# WebKitGTK 2.50.6 (Debian 12), WebKitWebDriver over HTTP; Chromium 156.0.8078.108 beside it by puppeteer-core 25.16.0;
# PulseAudio 16.1 with a microphone that is a wire from its loudspeaker.
# Behaviour: `getSettings().sampleRate` of a live microphone is 0, and stays so while its samples come, where
# `getCapabilities()` of the same track says that 1 is the least. Only a track that was asked for a rate tells one: the rate
# that was asked for.
# Expected: the rate of the samples in Hz; what `getSettings()` says is within what `getCapabilities()` says (Media Capture
# and Streams, "sampleRate" and "getSettings()"). Code that divides by it, or makes an AudioContext of it, fails.
# Seen: webkitgtk: sampleRate 0 of 1 to 384000, with samples 0; asked for 16000 Hz: 16000
#       chromium: sampleRate 48000 of 44100 to 48000, with samples 48000; asked for 16000 Hz: 44100
set -eu
for program in WebKitWebDriver Xvfb chromium pulseaudio pactl node npm; do
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
import { spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { launch } from 'puppeteer-core';
import { inWebKit } from './webkitgtk.mjs';

// A sound server of its own, whose microphone hears what its loudspeaker plays.
const folder = process.cwd();
Object.assign(process.env, { PULSE_SERVER: `unix:${folder}/native`, PULSE_RUNTIME_PATH: folder });
const modules = [
  `module-native-protocol-unix socket=${folder}/native auth-anonymous=1`,
  'module-null-sink sink_name=loudspeaker',
  'module-remap-source source_name=microphone master=loudspeaker.monitor',
].flatMap((module) => ['-L', module]);
const sound = spawn('pulseaudio', ['-n', '--daemonize=no', '--use-pid-file=no', '--exit-idle-time=-1', ...modules], { stdio: 'ignore' });
const set = (...args) => spawnSync('pactl', args, { stdio: 'ignore' }).status === 0;

// Microphones want a secure context, which this machine's own address is.
const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<!doctype html><title>Page</title>'));
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const address = `http://127.0.0.1:${server.address().port}/`;

async function rates() {
  const open = async (audio) => (await navigator.mediaDevices.getUserMedia({ audio })).getAudioTracks()[0];
  const track = await open(true);
  const atOnce = track.getSettings().sampleRate;
  const { min, max } = track.getCapabilities().sampleRate;
  // A tone of the page's own, heard by the microphone, shows that samples come.
  const context = new AudioContext();
  const [tone, analyser] = [context.createOscillator(), context.createAnalyser()];
  tone.connect(context.destination);
  tone.start();
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  await context.resume();
  const samples = new Float32Array(analyser.fftSize);
  while (!samples.some((sample) => sample !== 0)) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    analyser.getFloatTimeDomainData(samples);
  }
  const [state, later] = [track.readyState, track.getSettings().sampleRate];
  await context.close();
  track.stop();
  const asked = await open({ sampleRate: { ideal: 16_000 } });
  const { sampleRate } = asked.getSettings();
  asked.stop();
  return { atOnce, min, max, state, later, asked: sampleRate };
}
const told = (name, { atOnce, min, max, later, asked }) =>
  console.log(`${name}: sampleRate ${atOnce} of ${min} to ${max}, with samples ${later}; asked for 16000 Hz: ${asked}`);

try {
  for (let tries = 0; !(set('set-default-source', 'microphone') && set('set-default-sink', 'loudspeaker')); tries += 1) {
    if (tries === 200) throw new Error('PulseAudio does not answer');
    await wait(100);
  }
  const webkit = await inWebKit(address, ({ evaluate }) => evaluate(rates));
  told('webkitgtk', webkit);
  const args = ['--no-sandbox', '--use-fake-ui-for-media-stream', '--autoplay-policy=no-user-gesture-required'];
  const browser = await launch({ headless: true, executablePath: process.env.CHROMIUM, args, ignoreDefaultArgs: ['--mute-audio'] });
  const page = await browser.newPage();
  await page.goto(address);
  const chromium = await page.evaluate(rates).finally(() => browser.close());
  told('chromium', chromium);
  assert.deepEqual(webkit, { atOnce: 0, min: 1, max: 384_000, state: 'live', later: 0, asked: 16_000 });
  assert.deepEqual([chromium.atOnce, chromium.later], [48_000, 48_000]);
} finally {
  sound.kill();
  server.closeAllConnections();
  server.close();
}
EOF
CHROMIUM=$(command -v chromium) timeout 120 node check.mjs
