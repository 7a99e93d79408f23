import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Gathering } from '../../src/audio/playback/gathering.js';

test('A reply that has run dry is between two of its chunks for half a second', () => {
  const gathering = new Gathering();
  gathering.arrive(0, 100, true);
  assert.equal(gathering.isBetween(0), false);
  gathering.begin(1_000);
  assert.deepEqual([gathering.isBetween(1_000), gathering.isBetween(1_499), gathering.isBetween(1_500)], [true, true, false]);
});

test('The gap is told once more of it has come, and once', () => {
  const gathering = new Gathering();
  gathering.arrive(0, 100, true);
  assert.equal(gathering.end(60), Infinity, 'at its beginning');
  gathering.begin(200);
  assert.equal(gathering.end(300), Infinity, 'nothing has come since');
  gathering.begin(400);
  gathering.arrive(450, 100, false);
  assert.deepEqual([gathering.end(500), gathering.end(600), gathering.isBetween(600)], [100, Infinity, false]);
});

test('It is enough after a wait, or when as much has come as that and the longest chunk', () => {
  const gathering = new Gathering();
  gathering.arrive(0, 100, true);
  assert.deepEqual([gathering.isEnough(100, 1), gathering.isEnough(1_000, 1)], [false, true]);
  let passed = 0;
  while (!gathering.isEnough(100, 10)) passed += 10;
  assert.ok(passed >= 40 && passed <= 300, `${passed} ms`);
});
