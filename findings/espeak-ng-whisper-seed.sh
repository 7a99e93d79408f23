#!/bin/sh
# @echogarden/espeak-ng-emscripten 0.3.5 (eSpeak NG as WebAssembly), Node 20.
# Behaviour: the noise of a whispering voice (`en-us+whisper`) begins with the time at which the synthesiser was made. The
# same text is other samples in each process; with the clock held still while it is made, they are the same.
# Expected: one text in one voice is one sound, as with the plain voice (`en-us`).
# Seen: plain: 1 sound of 3, whispered: 3 of 3, whispered with the clock held still: 1 of 3
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts @echogarden/espeak-ng-emscripten@0.3.5

cat > say.mjs <<'EOF'
import { createHash } from 'node:crypto';
import initialize from '@echogarden/espeak-ng-emscripten';

const [voice, clock] = process.argv.slice(2);
const { eSpeakNGWorker: Worker } = await initialize();
const { now } = Date;
if (clock === 'still') Date.now = () => 0;
const worker = new Worker();
Date.now = now;
worker.set_voice(voice);
const hash = createHash('sha1');
worker.synthesize('Hello there', (piece) => {
  if (piece) hash.update(new Int16Array(piece));
  return 0;
});
console.log(hash.digest('hex'));
EOF

cat > check.mjs <<'EOF'
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';

async function sounds(...settings) {
  const all = new Set();
  for (let time = 0; time < 3; time += 1) {
    all.add(execFileSync(process.execPath, ['say.mjs', ...settings], { encoding: 'utf8' }));
    // The clock is read in whole seconds.
    await setTimeout(1_100);
  }
  return all.size;
}

const plain = await sounds('en-us');
const whispered = await sounds('en-us+whisper');
const held = await sounds('en-us+whisper', 'still');
console.log(`plain: ${plain} sound of 3, whispered: ${whispered} of 3, whispered with the clock held still: ${held} of 3`);
assert.deepEqual([plain, whispered, held], [1, 3, 1]);
EOF
node check.mjs
