import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

test('No language has a word that nothing says', () => {
  const declared = readFileSync('src/ui/strings/strings.ts', 'utf8');
  const names = [...declared.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, name = '']) => name);
  assert(names.length > 100, 'the words are found');
  const code = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.startsWith('ui/strings/'))
    .map((file) => readFileSync(`src/${file}`, 'utf8'))
    .join('\n');
  assert.deepEqual(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(code)), []);
});
