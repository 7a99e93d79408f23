import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { test } from 'node:test';
import { choices, versionStates } from '../../src/ui/configuration.js';

const folder = 'test/.output/manifest';

/** Written by `npm run manifest`. */
const generated = ['custom-elements.json', 'vscode.html-custom-data.json', 'vscode.css-custom-data.json', 'web-types.json', 'llms.txt', 'docs/reference.md'];

test('The manifest and the editors’ data say what the sources say', () => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  execFileSync('node', ['node_modules/@custom-elements-manifest/analyzer/cem.js', 'analyze', '--config', '.config/cem.config.mjs'], {
    env: { ...process.env, MANIFEST_FOLDER: folder },
    stdio: 'pipe',
  });
  for (const file of generated) {
    const committed = readFileSync(file, 'utf8');
    assert.equal(committed === readFileSync(`${folder}/${basename(file)}`, 'utf8'), true, `${file} is out of date: npm run manifest`);
  }
});

test('Tools read types that they know, and editors offer the words of a closed list', () => {
  const { modules } = JSON.parse(readFileSync('custom-elements.json', 'utf8')) as Manifest;
  const element = modules.flatMap(({ declarations = [] }) => declarations).find(({ tagName }) => tagName);
  assert.deepEqual(element?.attributes.filter(({ type }) => /undefined|null/.test(type.text)), []);
  const { tags } = JSON.parse(readFileSync('vscode.html-custom-data.json', 'utf8')) as { readonly tags: readonly { readonly attributes: readonly { readonly name: string; readonly values: readonly Named[] }[] }[] };
  const offered = new Map(tags[0]?.attributes.map(({ name, values }) => [name, values.map((value) => value.name)]));
  for (const [name, words] of Object.entries({ ...choices, 'version-state': versionStates })) assert.deepEqual(offered.get(name), [...words], name);
});

interface Named {
  readonly name: string;
}
interface Manifest {
  readonly modules: readonly { readonly declarations?: readonly { readonly tagName?: string; readonly attributes: readonly (Named & { readonly type: { readonly text: string } })[]; readonly cssParts: readonly Named[]; readonly cssProperties: readonly Named[] }[] }[];
}

const sorted = (names: Iterable<string>): string[] => [...new Set(names)].toSorted();

test('Every part and every custom property is described, and there is each that is', () => {
  const { modules } = JSON.parse(readFileSync('custom-elements.json', 'utf8')) as Manifest;
  const element = modules.flatMap(({ declarations = [] }) => declarations).find(({ tagName }) => tagName);
  assert(element, 'there is an element');
  const sources = readdirSync('src/ui', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(`src/ui/${file}`, 'utf8').replace(/\/\*.*?\*\//gs, ''));
  const code = sources.join('\n');
  const found = (pattern: RegExp): string[] => [...code.matchAll(pattern)].map(([, name = '']) => name);
  assert.deepEqual(sorted(found(/(--autessa-[a-z-]+)/g)), sorted(element.cssProperties.map(({ name }) => name)));
  // Those of a message are put together from its role.
  const ofMessages = ['message', 'message-user', 'message-agent', 'notice'];
  const given = [...ofMessages, ...found(/(?<!\[)\b(?:part(?:=|: |', )|button\()["']([a-z-]+)(?: \$\{\w+\})?["']/g)];
  assert.deepEqual(sorted(given), sorted(element.cssParts.map(({ name }) => name)));
});
