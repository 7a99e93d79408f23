#!/bin/sh
# Node 20.20.2, EventTarget and AbortSignal: of several listeners with a signal on one target only the last is surely taken off.
# Behaviour: what takes a listener off when its signal aborts is held weakly, by one entry for each target. Once garbage has
# been collected, the listeners before the last one stay after `abort()`, are called, and keep what they refer to.
# Expected: no listener is called whose signal has aborted, as without a collection, and as in browsers.
# Seen: without a collection: called [] / after a collection: called [0,1]
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > check.mjs <<'EOF'
import assert from 'node:assert/strict';

async function calledAfterAbort(isCollected) {
  const target = new EventTarget();
  const controllers = [0, 1, 2].map(() => new AbortController());
  const called = [];
  controllers.forEach(({ signal }, index) => target.addEventListener('change', () => called.push(index), { signal }));
  for (let turn = 0; isCollected && turn < 2; turn += 1) {
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve));
  }
  for (const controller of controllers) controller.abort();
  target.dispatchEvent(new Event('change'));
  return called;
}

const without = await calledAfterAbort(false);
const after = await calledAfterAbort(true);
console.log(`${process.version}: without a collection: called ${JSON.stringify(without)} / after a collection: called ${JSON.stringify(after)}`);
assert.deepEqual(without, []);
assert.deepEqual(after, [0, 1]);
EOF
node --expose-gc check.mjs
