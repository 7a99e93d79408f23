import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';

/*
 * Test files that are run in one page of the browser: to open a page, and to read the widget's code in it, costs more
 * processor time than the tests of most files.
 */

const folder = 'test/.output/pages';

/** So that a page which takes long is not the last that a browser has to do. */
const mostFiles = 8;

/** A file that changes its page for good has these words in it, with the reason. */
const ownPage = /\bA page of its own: /;

/** @returns what to open in place of these files: some of them, and pages of several */
export function testPages(files: readonly string[]): readonly string[] {
  rmSync(folder, { recursive: true, force: true });
  const alone = files.filter((file) => ownPage.test(readFileSync(file, 'utf8')));
  const shared = files.filter((file) => !alone.includes(file));
  const places = new Set(shared.map((file) => dirname(file)));
  return [...places].flatMap((place) => pagesOf(place, shared.filter((file) => dirname(file) === place))).concat(alone);
}

function pagesOf(place: string, files: readonly string[]): string[] {
  const count = Math.ceil(files.length / mostFiles);
  const parts = Array.from({ length: count }, (_, part) => files.filter((_file, index) => index % count === part));
  return parts.flatMap((part, index) => (part.length > 1 ? [page(place, index, part)] : part));
}

/** Each file is a suite with its path as its name, and its own hooks; what the page itself needs comes first. */
function page(place: string, index: number, files: readonly string[]): string {
  const path = `${folder}/${place.replace(/^test\//, '').replaceAll('/', '-')}-${index + 1}.ts`;
  const from = (file: string): string => JSON.stringify(relative(folder, resolve(file)));
  const suites = files.map((file) => `describe(${JSON.stringify(file)}, () => { require(${from(file)}); });`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, [`import ${from('test/support/strict-console.ts')};`, `import '@open-wc/testing';`, ...suites, ''].join('\n'));
  return path;
}
