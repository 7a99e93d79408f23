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

/** A value in a tag, or in an attribute without double quotes: where the build leaves out of Lit what it takes. */
const unquoted = /<[a-z][\w-]*(?:\s[^\s"'>=/`]+(?:="[^"`]*")?)*\s(?:[^\s"'>=/`]+=)?'?\$\{/;

test('All values of attributes are in double quotes, where the build has made templates small', () => {
  const chunks = filesUnder('dist/chunks').filter((path) => path.endsWith('.js')).map((path) => [path, readFileSync(path, 'utf8')] as const);
  assert.ok(chunks.filter(([, code]) => code.includes('="${')).length > 5, 'the templates are found');
  // Formulas are drawn by a library with markup of its own.
  assert.deepEqual(chunks.filter(([path, code]) => unquoted.test(code) && !path.includes('formula')).map(([path]) => path), []);
  for (const template of ['<a b=${', '<a b="" ${', "<a b c='${"]) assert.match(template, unquoted);
  for (const template of ['<a b="${', '<a b="${c}" d="${', '<a>${']) assert.doesNotMatch(template, unquoted);
});

test('No template of Lit has a value that leaves what is there, which the build does not know', () => {
  assert.deepEqual(filesUnder('src').filter((path) => /\bnoChange\b/.test(readFileSync(path, 'utf8'))), []);
});
