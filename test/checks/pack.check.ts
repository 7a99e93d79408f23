import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { before, describe, test } from 'node:test';
import { cleanCopy } from '../tools/clean-copy.js';
import { filesUnder } from '../tools/files.js';

/** In bytes: a quarter of what it was while it held a runtime for any model. */
const tarballLimit = 1_700_000;

type Target = string | { readonly [condition: string]: Target };

interface Manifest {
  readonly exports: Readonly<Record<string, Target>>;
  readonly bin: Readonly<Record<string, string>>;
  readonly unpkg: string;
  readonly jsdelivr: string;
  readonly customElements: string;
}

const pathsOf = (target: Target): string[] => (typeof target === 'string' ? [target] : Object.values(target).flatMap(pathsOf));

/** Where a Markdown page leads within the package, without anchors; what stands in code is no link. */
function linksOf(page: string): string[] {
  const text = readFileSync(page, 'utf8').replaceAll(/^```[^]*?^```|`[^`\n]*`/gm, '');
  return [...text.matchAll(/\]\(([^)\s#]+)(?:#[^)\s]*)?\)/g)].map(([, link = '']) => link).filter((link) => !/^[a-z]+:/.test(link));
}

describe('What a clean clone packs', () => {
  let tarball: string;
  let folder: string;
  let files: ReadonlySet<string>;
  before(() => {
    folder = cleanCopy();
    // The outer one's settings, such as a dry run's, are not this one's.
    const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')));
    execFileSync('npm', ['pack', '--silent'], { cwd: folder, env: environment, shell: process.platform === 'win32' });
    const name = readdirSync(folder).find((file) => file.endsWith('.tgz'));
    assert(name, 'there is a tarball');
    tarball = join(folder, name);
    const listed = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).trim().split('\n');
    files = new Set(listed.map((path) => path.replace(/^package\//, '')));
  });

  const holds = (path: string) => {
    const star = path.replace(/^\.\//, '').split('*');
    return [...files].some((file) => (star.length === 1 ? file === star[0] : file.startsWith(star[0] ?? '')));
  };

  test('is all that the package promises', () => {
    const { exports, bin, unpkg, jsdelivr, customElements } = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
    const promised = [...Object.values(exports).flatMap(pathsOf), ...Object.values(bin), unpkg, jsdelivr, customElements];
    const forPages = ['dist/autessa-agent.js', 'dist/embed.js', 'dist/third-party-notices.txt', 'lib/third-party-notices.txt'];
    assert.deepEqual([...promised, ...forPages].filter((path) => !holds(path)), []);
  });

  test('is every file that the manifest names', () => {
    const paths = [...readFileSync('custom-elements.json', 'utf8').matchAll(/"(?:path|module)": "([^"]+)"/g)].map(([, path = '']) => path);
    assert.ok(paths.includes('lib/ui/element.js'));
    assert.deepEqual(paths.filter((path) => !holds(path)), []);
  });

  test('is all that README and docs link to', () => {
    const pages = [...files].filter((file) => /\.md$|^llms\.txt$/.test(file));
    assert.ok(pages.includes('README.md') && pages.includes('docs/relay.md'));
    const broken = pages.flatMap((page) =>
      linksOf(page)
        .map((link) => posix.join(posix.dirname(page), link))
        .filter((path) => !holds(path))
        .map((path) => `${page}: ${path}`),
    );
    assert.deepEqual(broken, []);
  });

  test('is every file that the built code names', () => {
    const built = [...filesUnder(join(folder, 'dist')), ...filesUnder(join(folder, 'lib'))].filter((file) => file.endsWith('.js'));
    const named = built.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/new URL\(\s*["'`]([^"'`$]+)["'`]\s*,\s*import\.meta\.url\s*\)/g)].map(([, path = '']) =>
        posix.relative(folder, posix.join(posix.dirname(file), path)),
      ),
    );
    assert.ok(named.some((path) => path === 'dist/voice/worklets.js'), named.join(', '));
    assert.deepEqual([...new Set(named)].filter((path) => !files.has(path)), []);
  });

  test('is nothing that only those who build it need', () => {
    const needless = [...files].filter((file) => /\.(map|built)$|^(src|test|demo|\.config)\/|\.tsbuildinfo$|\bnode_modules\//.test(file));
    assert.deepEqual(needless, []);
    // Maps are made, for who debugs; tools that found a pointer to one would look for it.
    const maps = filesUnder(join(folder, 'dist')).filter((file) => file.endsWith('.map'));
    assert.ok(maps.length > 10, 'there are maps');
    const pointing = [...filesUnder(join(folder, 'dist')), ...filesUnder(join(folder, 'lib'))].filter(
      (file) => /\.(js|d\.ts)$/.test(file) && /^\/\/# sourceMappingURL=/m.test(readFileSync(file, 'utf8')),
    );
    assert.deepEqual(pointing, []);
  });

  test('keeps what a browser needs apart, in dist', () => {
    const inDist = [...files].filter((file) => file.startsWith('dist/')).map((file) => file.split('/').slice(1));
    const top = new Set(inDist.map(([first, ...rest]) => (rest.length > 0 ? `${first}/` : first)));
    assert.deepEqual([...top].toSorted(), ['autessa-agent.js', 'chunks/', 'embed.js', 'third-party-notices.txt', 'voice/']);
  });

  test(`weighs at most ${tarballLimit} bytes`, () => {
    const { size } = statSync(tarball);
    console.log(`tarball: ${size} bytes, ${files.size} files`);
    assert.ok(size <= tarballLimit, `${size} bytes`);
  });
});
