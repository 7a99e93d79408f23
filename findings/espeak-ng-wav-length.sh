#!/bin/sh
# eSpeak NG 1.51 (Debian 12), WAV files that `--stdout` writes.
# Behaviour: the header tells lengths that are neither right nor any of the usual marks for "not known" (0, 0x80000000,
# 0xFFFFFFFF): data 0x7FFFF000, RIFF 0x7FFFF024, also where the output is a regular file whose header could be put right.
# A reader that believes it announces over 13 hours for a word.
# Expected: the true lengths in a file, as with `-w`; 0xFFFFFFFF in a pipe, as ffmpeg writes.
# Seen: --stdout: riff 7ffff024 data 7ffff000 = 48695.7 s, -w: riff and data as the file is
set -eu
for program in espeak-ng node; do
  command -v "$program" > /dev/null || { echo "skipped: needs $program"; exit 0; }
done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

espeak-ng --stdout 'Hello there' > stdout.wav
espeak-ng --stdout 'Hello there' | cat > pipe.wav
espeak-ng -w file.wav 'Hello there'

cat > check.mjs <<'EOF'
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

function lengths(file) {
  const bytes = readFileSync(file);
  assert.equal(bytes.toString('latin1', 36, 40), 'data');
  const [riff, data, byteRate] = [4, 40, 28].map((at) => bytes.readUInt32LE(at));
  console.log(`${file}: ${bytes.length} bytes, riff ${riff.toString(16)} data ${data.toString(16)} = ${(data / byteRate).toFixed(1)} s`);
  return { riff, data, isRight: riff === bytes.length - 8 && data === bytes.length - 44 };
}

const placeholder = { riff: 0x7ffff024, data: 0x7ffff000, isRight: false };
assert.deepEqual(lengths('stdout.wav'), placeholder);
assert.deepEqual(lengths('pipe.wav'), placeholder);
assert.equal(lengths('file.wav').isRight, true);
EOF
node check.mjs
