import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

/** In the project, so that packages are found from there. */
const home = 'node_modules/.cache/autessa-agent';

const ownAddress = /\bimport\.meta\.url\b/g;

/** Tests of what runs in pages: they may let no error be written to the console. */
const ofPages = /^test\/(base|conversation|protocol|session|storage|transport)\/.*\.node\.test\.ts$/;

const ofTests = /\.(node\.test|e2e|check)\.ts$/;

/** What a file imports first. */
const preludes = (file: string): string[] => [
  ...(ofTests.test(file) ? ['test/support/ending.node.ts'] : []),
  ...(ofPages.test(file) ? ['test/support/strict-console.node.ts'] : []),
];

/** Takes a module's code, and its file from the root. @returns what takes its place */
export type Change = (code: string, file: string) => string;

/** A module's address stays that of its source, wherever it is bundled. No line moves. */
const sources = (change: Change): Plugin => ({
  name: 'sources',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/](test|demo|src)[\\/].*\.ts$/ }, async ({ path }) => {
      const file = relative('.', path).replaceAll('\\', '/');
      const code = change(await readFile(path, 'utf8'), file);
      const before = preludes(file).map((prelude) => `import ${JSON.stringify(resolve(prelude))}; `);
      return { contents: before.join('') + code.replaceAll(ownAddress, JSON.stringify(pathToFileURL(path).href)), loader: 'ts' };
    });
  },
});

export interface NodeBundles {
  /** Where the bundle of one of the files is. */
  pathOf(file: string): string;
  remove(): void;
}

/**
 * One file for Node of each of these, in which all of ours is inside: it starts faster than through a loader, and a
 * module that is imported when needed is there at once, however busy the machine is.
 *
 * @param change of the code that is bundled, for what is to be seen to fail
 * @returns nothing where they cannot be made; the reason has been printed
 */
export async function bundleForNode(files: readonly string[], change: Change = (code) => code): Promise<NodeBundles | undefined> {
  mkdirSync(home, { recursive: true });
  const folder = mkdtempSync(`${home}/node-`);
  const remove = () => {
    process.off('exit', remove);
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', remove);
  const made = await build({
    entryPoints: [...files],
    outdir: folder,
    outbase: '.',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: 'linked',
    sourcesContent: false,
    // What the package says of its files' side effects holds for the built ones.
    ignoreAnnotations: true,
    tsconfig: '.config/tsconfig.base.json',
    logLevel: 'warning',
    plugins: [sources(change)],
  }).catch(() => undefined);
  return made && { pathOf: (file) => resolve(folder, file.replace(/\.ts$/, '.mjs')), remove };
}
