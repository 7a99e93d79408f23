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

/** A module's address stays that of its source, wherever it is bundled. No line moves. */
const sources: Plugin = {
  name: 'sources',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/](test|demo|src)[\\/].*\.ts$/ }, async ({ path }) => {
      const code = await readFile(path, 'utf8');
      const isStrict = ofPages.test(relative('.', path).replaceAll('\\', '/'));
      if (!isStrict && code.search(ownAddress) < 0) return undefined;
      const before = isStrict ? `import ${JSON.stringify(resolve('test/support/strict-console.node.ts'))}; ` : '';
      return { contents: before + code.replaceAll(ownAddress, JSON.stringify(pathToFileURL(path).href)), loader: 'ts' };
    });
  },
};

export interface NodeBundles {
  /** Where the bundle of one of the files is. */
  pathOf(file: string): string;
  remove(): void;
}

/**
 * One file for Node of each of these, in which all of ours is inside: it starts faster than through a loader, and a
 * module that is imported when needed is there at once, however busy the machine is.
 *
 * @returns nothing where they cannot be made; the reason has been printed
 */
export async function bundleForNode(files: readonly string[]): Promise<NodeBundles | undefined> {
  mkdirSync(home, { recursive: true });
  const folder = mkdtempSync(`${home}/node-`);
  const remove = () => rmSync(folder, { recursive: true, force: true });
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
    plugins: [sources],
  }).catch(() => undefined);
  return made && { pathOf: (file) => resolve(folder, file.replace(/\.ts$/, '.mjs')), remove };
}
