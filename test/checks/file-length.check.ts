import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { filesUnder } from '../tools/files.js';

const most = 250;
/** Tables and languages are as long as what they list. */
const isTable = (path: string): boolean => path.startsWith('src/ui/strings/');
const lengths = filesUnder('src')
  .filter((path) => /\.tsx?$/.test(path) && !isTable(path))
  .map((path) => [path, readFileSync(path, 'utf8').trimEnd().split('\n').length] as const);

test(`No file of src is longer than ${most} lines`, () => {
  assert.ok(lengths.length > 200, 'the sources are found');
  assert.deepEqual(lengths.filter(([, length]) => length > most), []);
});
