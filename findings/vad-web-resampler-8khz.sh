#!/bin/sh
# @ricky0123/vad-web 0.0.31, the Resampler that its worklet and NonRealTimeVAD use.
# Behaviour: from 8 kHz, the rate of a Bluetooth headset's microphone, to the detector's 16 kHz every second sample is
# NaN. A line is logged that the rate is too low, and then frames of the right number and size come out all the same.
# Expected: samples in between, or an exception.
# Seen: 8000 Hz: 31 frames, 15872 samples, 7936 NaN; 16000 and 48000 Hz: 31 frames, 15872 samples, 0 NaN
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts @ricky0123/vad-web@0.0.31

cat > check.cjs <<'EOF'
const assert = require('node:assert/strict');
const { Resampler } = require('@ricky0123/vad-web/dist/resampler.js');

function missing(rate) {
  const resampler = new Resampler({ nativeSampleRate: rate, targetSampleRate: 16_000, targetFrameSize: 512 });
  const oneSecond = Float32Array.from({ length: rate }, (_, at) => Math.sin((2 * Math.PI * 440 * at) / rate) / 2);
  const frames = resampler.process(oneSecond);
  const samples = frames.flatMap((frame) => [...frame]);
  const nan = samples.filter(Number.isNaN).length;
  console.log(`${rate} Hz: ${frames.length} frames, ${samples.length} samples, ${nan} NaN`);
  return nan / samples.length;
}

assert.equal(missing(8_000), 0.5);
assert.equal(missing(16_000), 0);
assert.equal(missing(48_000), 0);
EOF
node check.cjs
