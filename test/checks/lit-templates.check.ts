import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { filesUnder } from '../tools/files.js';

/** Where Lit would need code for values that the build leaves out of it, see `.config/lit-templates.mjs`. */
const withoutValues = /<!--|<(?:script|style|title|textarea)\b/i;
const withTemplates = filesUnder('src').map((path) => [path, readFileSync(path, 'utf8')] as const).filter(([, source]) => source.includes('html`'));

test('No template of Lit has a comment, or an element of raw text: a value in it would not be shown', () => {
  assert.ok(withTemplates.length > 20, 'the templates are found');
  assert.deepEqual(withTemplates.filter(([, source]) => withoutValues.test(source)).map(([path]) => path), []);
  assert.match('<textarea rows="1">{draft}</textarea>', withoutValues);
});

test('No template of Lit has a value that leaves what is there, which the build does not know', () => {
  assert.deepEqual(filesUnder('src').filter((path) => /\bnoChange\b/.test(readFileSync(path, 'utf8'))), []);
});
