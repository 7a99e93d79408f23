import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sileroWeights } from '../../.config/silero-weights.mjs';
import { loadSilero } from '../../src/audio/detection/silero.js';
import { readWeights } from '../../src/audio/detection/weights.js';

const file = sileroWeights();

/** The file with a change. */
function changed(change: (copy: Uint8Array<ArrayBuffer>, view: DataView) => void): ArrayBuffer {
  const copy = file.slice();
  change(copy, new DataView(copy.buffer));
  return copy.buffer;
}

/** The same with a checksum that fits. */
function sealed(change: (copy: Uint8Array<ArrayBuffer>, view: DataView) => void): ArrayBuffer {
  return changed((copy, view) => {
    change(copy, view);
    let sum = 0x811c9dc5;
    for (const byte of copy.subarray(12)) sum = Math.imul(sum ^ byte, 0x01000193);
    view.setUint32(8, sum, true);
  });
}

const bytes = (text: string): ArrayBuffer => new TextEncoder().encode(text).buffer as ArrayBuffer;
const scaleOfFirstRow = 12 + 12 * 6;

describe('The weights of the speech model', () => {
  test('are all there', () => {
    const weights = readWeights(file.buffer);
    const count = Object.values(weights).reduce((sum, { length }) => sum + length, 0);
    // Of 243 585, without those that only see padding, and with one bias for two that are added.
    assert.equal(count, 243_585 - 64 * 64 - 2 * 64 * 128 - 512);
    assert.ok(Object.values(weights).every((layer) => layer.some((weight) => weight !== 0)));
  });

  const bad: Readonly<Record<string, readonly [ArrayBuffer, RegExp]>> = {
    'an empty file': [new ArrayBuffer(0), /no file of weights/],
    'a page': [bytes('<!doctype html><title>Not found</title>'.repeat(20_000)), /no file of weights/],
    'a file that is cut in its header': [file.slice(0, 30).buffer, /no file of weights/],
    'a file that is cut': [file.slice(0, -1).buffer, /498802 bytes, not 498803/],
    'a file with more behind it': [new Uint8Array([...file, 0]).buffer, /498804 bytes/],
    'another version': [changed((_, view) => view.setUint16(4, 2, true)), /version is 2, not 1/],
    'another count of layers': [changed((_, view) => view.setUint16(6, 11, true)), /another model/],
    'another shape': [changed((_, view) => view.setUint16(12, 385, true)), /another model/],
    'one bit that is another': [changed((copy) => (copy[300_000]! ^= 4)), /damaged/],
    'what is no number': [sealed((_, view) => view.setFloat32(scaleOfFirstRow, NaN, true)), /no number/],
    'what has no end': [sealed((_, view) => view.setFloat32(scaleOfFirstRow, Infinity, true)), /no number/],
  };
  for (const [what, [content, reason]] of Object.entries(bad)) {
    test(`are not read from ${what}`, async () => {
      await assert.rejects(loadSilero(content), reason);
    });
  }
});
