import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Buffering } from '../../src/audio/playback/buffering.js';

test('A reply that has run dry is between two of its chunks for half a second', () => {
  const buffering = new Buffering();
  buffering.arrive(0, 100, true);
  assert.equal(buffering.isBetween(0), false);
  buffering.begin(1_000);
  assert.deepEqual([buffering.isBetween(1_000), buffering.isBetween(1_499), buffering.isBetween(1_500)], [true, true, false]);
});

test('The gap is told once more of it has come, and once', () => {
  const buffering = new Buffering();
  buffering.arrive(0, 100, true);
  assert.equal(buffering.end(60), Infinity, 'at its beginning');
  buffering.begin(200);
  assert.equal(buffering.end(300), Infinity, 'nothing has come since');
  buffering.begin(400);
  buffering.arrive(450, 100, false);
  assert.deepEqual([buffering.end(500), buffering.end(600), buffering.isBetween(600)], [100, Infinity, false]);
});

test('It is enough after a wait, or when as much has come as that and the longest chunk', () => {
  const buffering = new Buffering();
  buffering.arrive(0, 100, true);
  assert.deepEqual([buffering.isEnough(100, 1), buffering.isEnough(1_000, 1)], [false, true]);
  let passed = 0;
  while (!buffering.isEnough(100, 10)) passed += 10;
  assert.ok(passed >= 40 && passed <= 300, `${passed} ms`);
});
