import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { before, describe, test } from 'node:test';
import { filesUnder } from '../tools/files.js';
import { installPacked } from '../tools/packed-package.js';

interface Snippet {
  /** As `docs/voice.md:12`. */
  readonly place: string;
  readonly language: string;
  readonly code: string;
}

const pages = ['README.md', ...readdirSync('docs').map((name) => `docs/${name}`)].filter((path) => path.endsWith('.md'));

function snippetsOf(page: string): Snippet[] {
  const text = readFileSync(page, 'utf8');
  return [...text.matchAll(/^( *)```(\w+)\n([^]*?)^ *```$/gm)].map(({ 1: indent = '', 2: language = '', 3: code = '', index }) => ({
    place: `${page}:${text.slice(0, index).split('\n').length}`,
    language,
    code: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  }));
}

const snippets = pages.flatMap(snippetsOf);
const of = (...languages: string[]): Snippet[] => snippets.filter(({ language }) => languages.includes(language));

/** What examples leave to their reader. */
const surroundings = `
import type { AutessaAgentElement } from 'autessa-agent';
declare global {
  const element: AutessaAgentElement;
  const agent: AutessaAgentElement;
  const button: HTMLButtonElement;
  var dataLayer: object[];
  var plausible: ((name: string, options?: { props: object }) => void) | undefined;
  var umami: { track(name: string, data?: object): void } | undefined;
  function userOf(cookie: string | null): Promise<{ id: string; name: string; hasConversation(id: string): Promise<boolean> } | undefined>;
  function defineNuxtConfig(settings: { vue: { compilerOptions: { isCustomElement(tag: string): boolean } } }): object;
}
`;

/** In plain JavaScript, whoever asks for an element has an element. */
const lenient = (code: string): string =>
  code.replaceAll(/document\.querySelector\('#(\w+)'\)(?=[.;])/g, `document.querySelector<HTMLElement>('#$1')!`)
    .replaceAll(`document.querySelector('autessa-agent');`, `document.querySelector('autessa-agent')!;`)
    .replaceAll(/catch \((\w+)\)/g, 'catch ($1: any)')
    .replaceAll(/process\.env\.(\w+)/g, 'process.env.$1!');

interface Named {
  readonly name: string;
}
interface Declaration {
  readonly tagName?: string;
  readonly attributes: readonly Named[];
  readonly cssParts: readonly Named[];
  readonly cssProperties: readonly Named[];
}

const { modules } = JSON.parse(readFileSync('custom-elements.json', 'utf8')) as { modules: readonly { declarations?: readonly Declaration[] }[] };
const element = modules.flatMap(({ declarations = [] }) => declarations).find(({ tagName }) => tagName === 'autessa-agent');
assert(element);
const names = (all: readonly Named[]): ReadonlySet<string> => new Set(all.map(({ name }) => name));

describe('Examples in README and docs', () => {
  test('are found', () => {
    assert.ok(of('js').length > 8, `${of('js').length} in JavaScript`);
    assert.ok(of('html').length > 4, `${of('html').length} in HTML`);
  });

  describe('in JavaScript', () => {
    let errors: readonly string[];
    const scripts = of('js', 'jsx', 'ts', 'tsx').filter(({ code }) => !/@angular\/|@storybook\/|from 'vite'|autessa-agent\/(preact|solid)'/.test(code));
    before(() => {
      const files = new Map(scripts.map(({ code, language }, index) => [`snippet-${index}.${language.replace('j', 't')}`, `${language.startsWith('j') ? lenient(code) : code}\nexport {};\n`]));
      const folder = installPacked({ 'surroundings.d.ts': surroundings, 'package.json': '{ "type": "module" }', ...Object.fromEntries(files) });
      const compiler = join(process.cwd(), 'node_modules/typescript/bin/tsc');
      const options = ['--noEmit', '--strict', '--skipLibCheck', '--jsx', 'react-jsx', '--target', 'es2022', '--module', 'esnext', '--moduleResolution', 'bundler'];
      const { stdout } = spawnSync(
        process.execPath,
        [compiler, ...options, '--lib', 'es2023,dom,dom.iterable,dom.asynciterable', '--types', 'node', 'surroundings.d.ts', ...files.keys()],
        { cwd: folder, encoding: 'utf8' },
      );
      errors = stdout.split('\n').filter((line) => /^\S/.test(line));
    });
    for (const [index, { place }] of scripts.entries()) {
      test(`hold: ${place}`, () => {
        // A line of no snippet's is everybody's.
        assert.deepEqual(errors.filter((line) => line.startsWith(`snippet-${index}.`) || !line.startsWith('snippet-')), []);
      });
    }
  });

  for (const { place, code } of of('html')) {
    test(`have attributes that there are: ${place}`, () => {
      const known = names(element.attributes);
      const given = [
        ...[...code.matchAll(/<autessa-agent\b([^>]*)>/g)].flatMap(([, tag = '']) => [...tag.matchAll(/([\w-]+)=/g)].map(([, name = '']) => name)),
        ...[...code.matchAll(/<script\b([^>]*embed\.js[^>]*)>/g)].flatMap(([, tag = '']) => [...tag.matchAll(/data-([\w-]+)=/g)].map(([, name = '']) => name)),
      ];
      assert.deepEqual(given.filter((name) => !known.has(name) && !/^var-|^(id|class|style|slot)$/.test(name)), []);
    });
  }

  for (const { place, code } of of('css')) {
    test(`have parts and properties that there are: ${place}`, () => {
      const properties = [...code.matchAll(/(--autessa-[\w-]+)/g)].map(([, name = '']) => name);
      const parts = [...code.matchAll(/::part\(([\w-]+)\)/g)].map(([, name = '']) => name);
      assert.deepEqual(properties.filter((name) => !names(element.cssProperties).has(name)), []);
      assert.deepEqual(parts.filter((name) => !names(element.cssParts).has(name)), []);
    });
  }

  test('in a framework’s own language are files that its compiler has checked', () => {
    const checked = filesUnder('test/consumers/apps/types').filter((file) => /documented/i.test(file)).map((file) => readFileSync(file, 'utf8'));
    assert.ok(checked.length >= 7);
    const ofFrameworks = snippets.filter(({ language, code }) => ['vue', 'svelte'].includes(language) || /@angular\/|autessa-agent\/(preact|solid)'/.test(code));
    assert.ok(ofFrameworks.length >= 5);
    assert.deepEqual(ofFrameworks.filter(({ code }) => !checked.includes(code)).map(({ place }) => place), []);
  });

  test('for WordPress are one plugin, to be copied whole', () => {
    const parts = snippets.filter(({ place }) => place.startsWith('docs/wordpress.md')).map(({ code }) => code);
    assert.equal(parts.length, 2);
    assert.equal(readFileSync('examples/wordpress/autessa-agent.php', 'utf8'), parts.join('\n'));
  });

  test('copy the files for voice as the consumers do', () => {
    const ofVoice = snippets.filter(({ place, code }) => place.startsWith('docs/frameworks.md') && code.includes('dist/voice'));
    const [shell, angular] = ['sh', 'json'].map((wanted) => ofVoice.find(({ language }) => language === wanted)?.code.trim() ?? '');
    const apps = 'test/consumers/apps';
    assert.ok(shell && readFileSync(`${apps}/bundlers/page.sh`, 'utf8').includes(shell), shell);
    assert.match(readFileSync(`${apps}/bundlers/index.html`, 'utf8'), /assets-base="\/autessa"/);
    const { projects } = JSON.parse(readFileSync(`${apps}/angular/angular.json`, 'utf8')) as { projects: { app: { architect: { build: { options: { assets: unknown[] } } } } } };
    assert.deepEqual(projects.app.architect.build.options.assets, [JSON.parse(angular || 'null')]);
    assert.match(readFileSync(`${apps}/angular/src/main.ts`, 'utf8'), /assets-base="\/?autessa"/);
  });
});

describe('Links in README and docs', () => {
  /** As GitHub, and the site, name headings. */
  const anchorsOf = (page: string): ReadonlySet<string> => {
    const headings = [...withoutCode(page).matchAll(/^#+ (.+)$/gm)].map(([, text = '']) => text);
    return new Set(headings.map((text) => text.toLowerCase().replaceAll(/[^\p{L}\p{N}_\s-]/gu, '').replaceAll(/\s/g, '-')));
  };
  const withoutCode = (page: string): string => readFileSync(page, 'utf8').replaceAll(/^ *```[^]*?^ *```/gm, '');

  for (const page of pages) {
    test(`lead to headings that there are: ${page}`, () => {
      const links = [...withoutCode(page).matchAll(/\]\((?![a-z]+:)([^)\s#]*)#([^)\s]+)\)/g)].map(([, path = '', anchor = '']) => ({ path: path === '' ? page : join(dirname(page), path), anchor }));
      assert.deepEqual(links.filter(({ path, anchor }) => path.endsWith('.md') && !anchorsOf(path).has(anchor)), []);
    });
  }
});
