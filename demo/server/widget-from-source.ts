import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { context, type BuildOptions, type Plugin } from 'esbuild';
import { sileroWeights } from '../../.config/silero-weights.mjs';
import { onChange } from './on-change.js';

/** A file of the widget. */
export interface WidgetFile {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly type: string;
}

export interface WidgetFromSource {
  /** What `dist/` would hold. @param path as `/dist/autessa-agent.js` */
  file(path: string): Promise<WidgetFile | undefined>;
  close(): Promise<void>;
}

/** A chunk finds the files of voice in the folder beside its own, as in the real build. */
const voiceBesideChunks: Plugin = {
  name: 'voice-beside-chunks',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]audio[\\/]assets\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replaceAll('../../dist/', '../'),
      loader: 'ts',
    }));
  },
};

/** vad-web tells the console whatever it does. */
const silentVad: Plugin = {
  name: 'silent-vad',
  setup({ onLoad }) {
    onLoad({ filter: /vad-web[\\/]dist[\\/]logging\.js$/ }, () => ({ contents: 'exports.log = { error() {}, warn() {}, debug() {} };' }));
  },
};

const common = {
  bundle: true,
  write: false,
  outdir: 'dist',
  target: 'es2022',
  sourcemap: 'linked',
  ignoreAnnotations: true,
  tsconfig: '.config/tsconfig.base.json',
  logLevel: 'error',
} satisfies BuildOptions;

/** In `dist/`, each as its address says. */
const builds: readonly BuildOptions[] = [
  {
    ...common,
    entryPoints: { 'autessa-agent': 'src/define.ts' },
    format: 'esm',
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    plugins: [voiceBesideChunks],
  },
  { ...common, entryPoints: { embed: 'src/embed.ts' }, format: 'iife' },
  // Worklets and workers know no chunks.
  { ...common, entryPoints: { 'voice/worklets': 'src/audio/worklets/worklets.ts' }, format: 'esm' },
  { ...common, entryPoints: { 'voice/detector': 'src/audio/detection/detector.ts' }, format: 'esm', plugins: [silentVad] },
];

/**
 * The widget as the build would make it, but not minified, with the same files at the same addresses; anew whenever a
 * source changes.
 *
 * @param say told how long each build took, in ms
 */
export async function widgetFromSource(say: (ms: number) => void): Promise<WidgetFromSource> {
  const weights = Uint8Array.from(sileroWeights());
  const contexts = await Promise.all(builds.map((options) => context(options)));
  const rebuild = async (): Promise<ReadonlyMap<string, WidgetFile>> => {
    const start = performance.now();
    const results = await Promise.all(contexts.map((each) => each.rebuild()));
    const files = results.flatMap(({ outputFiles = [] }) => outputFiles);
    say(performance.now() - start);
    return new Map(
      files.map(({ path, contents }) => [
        `/${relative('.', path).replaceAll('\\', '/')}`,
        { body: Uint8Array.from(contents), type: path.endsWith('.map') ? 'application/json' : 'text/javascript' },
      ]),
    );
  };
  let files = rebuild();
  // The reason has been printed; the next change may mend it.
  files.catch(() => undefined);
  const stop = onChange([resolve('src')], () => {
    files = rebuild();
    files.catch(() => undefined);
  });
  return {
    async file(path) {
      if (path === '/dist/voice/silero-v6-16khz.bin') return { body: weights, type: 'application/octet-stream' };
      return (await files).get(path);
    },
    async close() {
      stop();
      await Promise.all(contexts.map((each) => each.dispose()));
    },
  };
}
