import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { test } from 'node:test';

const folder = 'test/.output/manifest';

/** Written by `npm run manifest`. */
const generated = ['custom-elements.json', 'vscode.html-custom-data.json', 'vscode.css-custom-data.json'];

test('The manifest and the editors’ data say what the sources say', () => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  execFileSync('node', ['node_modules/@custom-elements-manifest/analyzer/cem.js', 'analyze', '--config', '.config/cem.config.mjs'], {
    env: { ...process.env, MANIFEST_FOLDER: folder },
    stdio: 'pipe',
  });
  for (const file of generated) {
    const committed = readFileSync(file, 'utf8');
    assert.equal(committed === readFileSync(`${folder}/${file}`, 'utf8'), true, `${file} is out of date: npm run manifest`);
  }
});
