#!/bin/sh
# Node 20.20.2, node:test: tests in a skipped suite are in no tally.
# Behaviour: `run()` reports `describe(…, { skip })` as one passed event of type "suite". The tests inside are neither
# reported nor counted: "tests 1, skipped 0" for a file that holds three tests, two of them skipped.
# Expected: each test inside is reported as skipped, as it is where the tests carry `skip` themselves.
# Seen: suite: [{"name":"group","type":"suite","skip":"why"},{"name":"three"}] tests 1 skipped 0
#       tests: … one and two with "skip":"why" … tests 3 skipped 2
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > suite.test.mjs <<'EOF'
import { describe, test } from 'node:test';
describe('group', { skip: 'why' }, () => {
  test('one', () => {});
  test('two', () => {});
});
test('three', () => {});
EOF
cat > tests.test.mjs <<'EOF'
import { describe, test } from 'node:test';
describe('group', () => {
  test('one', { skip: 'why' }, () => {});
  test('two', { skip: 'why' }, () => {});
});
test('three', () => {});
EOF
cat > check.mjs <<'EOF'
import assert from 'node:assert/strict';
import { run } from 'node:test';

async function report(name) {
  const passed = [];
  const counts = {};
  const events = run({ files: [`./${name}.test.mjs`] });
  events.on('test:pass', ({ name, skip, details: { type } }) => passed.push({ name, type, skip }));
  events.on('test:diagnostic', ({ message }) => {
    const [what, count] = message.split(' ');
    counts[what] = Number(count);
  });
  for await (const event of events) void event;
  console.log(`${name}: ${JSON.stringify(passed)} tests ${counts.tests} skipped ${counts.skipped}`);
  return { names: passed.map((each) => each.name), tests: counts.tests, skipped: counts.skipped };
}

assert.deepEqual(await report('suite'), { names: ['group', 'three'], tests: 1, skipped: 0 });
assert.deepEqual(await report('tests'), { names: ['one', 'two', 'group', 'three'], tests: 3, skipped: 2 });
EOF
node check.mjs
