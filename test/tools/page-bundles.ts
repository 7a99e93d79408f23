import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import type { TestRunnerPlugin } from '@web/test-runner';
import { build, type BuildOptions, type Plugin } from 'esbuild';

/*
 * The browser tests, served from their sources, bundled when a page first asks for them. In a bundle, a module that is
 * imported when needed is there at once, so no test waits for the network in the midst of its own time. Several files are
 * in one bundle, which a browser keeps, and nothing of which runs before it is needed: to make one of each file, and to
 * read it, takes longer than most of them run.
 */

/** Of the project's root. */
const addressOf = (path: string): string => `/${relative('.', path).replaceAll('\\', '/')}`;

const ownAddress = /\bimport\.meta\.url\b/g;

const axe = '/node_modules/axe-core/axe.min.js';
const loadAxe = `export let axe; export async function loadAxe() { await import('${axe}'); axe = window.axe; }`;

/** A module's address stays that of its source; a test file sees to the console first. No line moves. */
const sources: Plugin = {
  name: 'sources',
  setup({ onLoad }) {
    // It is as large as all of ours, and asked for by few.
    onLoad({ filter: /[\\/]chai-a11y-axe[\\/]src[\\/]axe-import\.js$/ }, () => ({ contents: loadAxe }));
    onLoad({ filter: /[\\/](test|src)[\\/].*\.ts$/ }, async ({ path }) => {
      const code = await readFile(path, 'utf8');
      const before = path.endsWith('.test.ts') ? `import ${JSON.stringify(resolve('test/support/strict-console.ts'))}; ` : '';
      if (before === '' && code.search(ownAddress) < 0) return undefined;
      const address = `new URL(${JSON.stringify(addressOf(path))}, location.origin).href`;
      return { contents: before + code.replaceAll(ownAddress, address), loader: 'ts' };
    });
  },
};

/** Files of `dist/` that a call asks for, and what they are built from. */
const built: Readonly<Record<string, string>> = {
  '/dist/voice/worklets.js': 'src/audio/worklets/worklets.ts',
  '/dist/voice/detector.js': 'src/audio/detection/detector.ts',
};

/** Files that need a large package which no other does: in the bundle of all, each page would have to read it. */
const alone: readonly string[] = ['test/frameworks/react.test.ts', 'test/ui/random-use.test.ts'];

interface Bundle {
  readonly code: string;
  readonly map: string;
}

/** Where all files of a run are, that has several. */
const allTests = 'test/all-tests.ts';

/** It exports a function for each, by its path, and one that runs several of them in one page. */
function bundleAll(files: readonly string[]): Promise<Bundle> {
  const required = (file: string): string => `require(${JSON.stringify(resolve(file))})`;
  const load = files.map((file) => `${JSON.stringify(file)}: () => ${required(file)}`);
  const contents = `
    export const load = { ${load.join(', ')} };
    export const runFiles = (files) => ${required('test/support/shared-page.ts')}.runFiles(Object.fromEntries(files.map((file) => [file, load[file]])));
  `;
  return bundle(allTests, { stdin: { contents, resolveDir: '.', loader: 'ts' } });
}

async function bundle(file: string, entry: Pick<BuildOptions, 'entryPoints' | 'stdin'> = { entryPoints: [file] }): Promise<Bundle> {
  const { outputFiles } = await build({
    ...entry,
    outfile: resolve(file.replace(/\.ts$/, '.js')),
    write: false,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    sourcemap: 'linked',
    sourcesContent: false,
    ignoreAnnotations: true,
    // Lit, too, says what is wrong.
    conditions: ['development', 'browser'],
    // Each page reads all of it.
    minifyWhitespace: true,
    tsconfig: '.config/tsconfig.base.json',
    logLevel: 'warning',
    // What the test runner serves itself.
    external: ['/__web*', axe],
    plugins: [sources],
  });
  const [map, code] = outputFiles.toSorted(({ path: one }, { path: other }) => other.length - one.length);
  return { code: code?.text ?? '', map: map?.text ?? '' };
}

export interface PageBundles {
  /** Serves any TypeScript of the project, bundled, at the address of its source. */
  readonly plugin: TestRunnerPlugin;
  /** Forgets what was bundled, as the sources have changed. */
  clear(): void;
}

/**
 * @param pages the files of each page of a run that has several; a page is at the address of the first of them, and a file
 * that is in none is in a bundle of its own
 */
export function pageBundles(pages: readonly (readonly string[])[] = []): PageBundles {
  const together = pages.filter((page) => !page.some((file) => alone.includes(file)));
  const files = together.flat();
  const bundles = new Map<string, Promise<Bundle>>();
  const make = (file: string): Promise<Bundle> => (file === allTests ? bundleAll(files) : bundle(file));
  return {
    plugin: {
      name: 'page-bundles',
      async serve({ path }) {
        const [, source, mapped] = /^\/((?:src|test)\/.*\.ts)$|^\/((?:src|test)\/.*)\.js\.map$/.exec(path) ?? [];
        const file = built[path] ?? source ?? (mapped === undefined ? undefined : `${mapped}.ts`);
        if (file === undefined) return undefined;
        if (mapped !== undefined) {
          const made = await bundles.get(file);
          return made && { body: made.map, type: 'json' };
        }
        const page = together.find(([first]) => first === file);
        if (page && files.length > 1) {
          const run = page.length > 1 ? `runFiles(${JSON.stringify(page)})` : `load[${JSON.stringify(file)}]()`;
          return { body: `import { load, runFiles } from '/${allTests}'; ${run};`, type: 'js' };
        }
        const making = bundles.get(file) ?? make(file);
        bundles.set(file, making);
        return { body: (await making).code, type: 'js' };
      },
    },
    clear: () => bundles.clear(),
  };
}
