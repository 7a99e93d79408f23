import { readFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import minifyLiterals from '@lit-labs/rollup-plugin-minify-html-literals';
import commonjs from '@rollup/plugin-commonjs';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import esbuild, { minify } from 'rollup-plugin-esbuild';
import { minify as terser } from 'terser';
import { keptMinified } from './.config/kept-minified.mjs';
import { litTemplates } from './.config/lit-templates.mjs';
import { sileroWeights } from './.config/silero-weights.mjs';
import { thirdPartyNotices } from './.config/third-party-notices.mjs';

const { minify: simplify, keep } = keptMinified(terser);

const typescript = () => esbuild({ tsconfig: '.config/tsconfig.base.json', target: 'es2022', sourceMap: true });
const inBrowser = () => nodeResolve({ browser: true, extensions: ['.ts', '.mjs', '.js'] });
const inNode = () =>
  nodeResolve({ exportConditions: ['node'], preferBuiltins: true, extensions: ['.ts', '.mjs', '.js'] });
/** esbuild names things by how often they occur, terser simplifies more: together they save half a kilobyte on either. */
// Nothing here is read for what reading it does, and nothing asks a function how many parameters it has.
// Constants stay at the right of comparisons, and small functions are called, where there is more like it.
// `String(value)` becomes `value + ''`, which throws for a symbol, and a call whose value nobody uses is left out where the
// language knows the function, with what it would throw. So is a getter that is asked for what it does: that is a method's.
const compress = { passes: 6, unsafe: true, unsafe_arrows: true, pure_getters: true, keep_fargs: false, lhs_constants: false, inline: 1 };
const minified = (module) => [
  // Names that begin so are Lit's own, and known to one of its modules alone.
  minify({ target: 'es2022', sourceMap: true, mangleProps: /^_\$/ }),
  simplified(module),
];
/**
 * Of these, nearly everything is called at once, while somebody waits: they ask Chromium to compile it all beside the
 * page's thread as it arrives, and not function by function on it (https://v8.dev/blog/explicit-compile-hints).
 */
const compiledEarly = /^(?:define|panel-bundle|markdown-stream)$/;
/** What chunks share has one short name in as many of them as can be: `export{a,b}`, and not `export{x as a,y as b}`. */
const simplified = (module) => ({
  name: 'terser',
  renderChunk(code, { name }) {
    const { body } = this.parse(code);
    const specifiers = (kind) => body.flatMap((node) => (node.type === kind ? node.specifiers : []));
    const names = new Map();
    for (const { local, exported, imported } of [...specifiers('ExportNamedDeclaration'), ...specifiers('ImportDeclaration')]) {
      const { name } = exported ?? imported ?? local;
      if (name.length < 3 && ![...names.values()].includes(name)) names.set(`$${local.name}`, name);
    }
    const nameCache = { vars: { props: Object.fromEntries(names) } };
    return simplify(code, { module, ecma: 2022, compress, format: { comments: false, preamble: compiledEarly.test(name) ? '//# allFunctionsCalledOnLoad' : '' }, sourceMap: { asObject: true }, nameCache });
  },
});
/** What runs on a server keeps its names and lines, for its traces; what its libraries say of themselves stays with them. */
const withoutComments = {
  name: 'without-comments',
  renderChunk: (code) =>
    simplify(code, { module: true, ecma: 2022, compress: false, mangle: false, format: { beautify: true, indent_level: 1, comments: false }, sourceMap: { asObject: true } }),
};
/** Of Lit, only the templates are used; the base classes it brings along do something when they are loaded. */
const treeshake = { moduleSideEffects: (id) => !/lit-element|reactive-element|lit\/index/.test(id) };
/**
 * What it takes to pick a conversation up again, and to do without a socket, is needed seldom, and then all together: so that
 * nothing of it waits for another file of it.
 */
const recovery =
  /(session\/(actions\/kept-actions|draft-again|lifecycle|earlier|kept-conversations|known-conversation|preferences|restore|core\/(conversation|log-meaning|log-question|settlement)|runners\/log|tabs\/(follower|messages|leader\.|tabs)|voice\/interrupted-call)|storage\/check-record)|base\/(limit-wait|tell-developer)|conversation\/(answered|askable|settle|from-logs)|protocol\/(client-codec|logs|operations)|transport\/(failure|rest-(client|wire)|token-errors|server-errors|unreachable-cause|rate-limit|put-file)/;
/** What is seen of a conversation but seldom, and what is loaded with that or after it needs of it: one piece, and not three. */
const notices = /ui\/(panel\/(notices\/(?!notices\.ts)|conversation-tools\/time)|strings\/numbers)/;
/** Who brings a store of their own has no use for the one that `idb-keyval` would make. */
const idbWithoutStore = {
  name: 'idb-keyval-without-store',
  transform(code, id) {
    if (!/idb-keyval[\\/]dist[\\/]index\.js$/.test(id)) return undefined;
    const without = code.replaceAll('customStore = defaultGetStore()', 'customStore');
    if (without === code) this.error('idb-keyval has changed: its store is not where it was');
    return { code: without, map: null };
  },
};
const literals = () =>
  minifyLiterals({ include: ['src/**/*.ts'], failOnError: true, options: { minifyOptions: { minifyCSS: true } } });

/** Packages that a consumer's own bundler brings, with all their subpaths. */
const fromConsumer = [/^lit($|\/)/, /^@lit\/reactive-element($|\/)/, /^lit-(html|element)($|\/)/, 'idb-keyval', /^react($|\/)/];

/** ws takes these two where they are, and does without where they are not. */
const optionalNatives = ['bufferutil', 'utf-8-validate'];

/** A chunk of `dist/` finds the files of voice in the folder beside its own; from their source they are further away. */
const voiceBesideChunks = {
  name: 'voice-beside-chunks',
  transform: (code, id) =>
    /audio[\\/]assets\.ts$/.test(id) ? { code: code.replaceAll('../../dist/', '../'), map: null } : undefined,
};

/**
 * Maps are made, but not packed, and a hundred bytes of each visitor's say where they are; who debugs can tell the
 * browser. Tools of others would look for them, too, and complain.
 */
const sourcemap = 'hidden';

/** vad-web tells the console whatever it does. */
const silentVad = {
  name: 'silent-vad',
  load: (id) => (/vad-web[\\/]dist[\\/]logging\.js$/.test(id) ? 'exports.log = { error() {}, warn() {}, debug() {} };' : undefined),
};

/** Types of frameworks that are not installed here are written by hand, and tried with theirs (`npm run consumers`). */
const frameworkTypes = {
  name: 'framework-types',
  async generateBundle() {
    for (const framework of ['preact', 'solid', 'svelte', 'vue']) {
      const fileName = `${framework}.d.ts`;
      this.emitFile({ type: 'asset', fileName, source: await readFile(`src/${fileName}`) });
    }
  },
};

/** What the detector's model has learnt, without what only another program would need. */
const weights = {
  name: 'weights',
  generateBundle() {
    this.emitFile({ type: 'asset', fileName: 'silero-v6-16khz.bin', source: sileroWeights() });
  },
};

/** Files that only voice needs, each on its own: worklets and workers know no chunks. */
const forVoice = (input, ...plugins) => ({
  input,
  output: { dir: 'dist/voice', format: 'es', entryFileNames: '[name].js', sourcemap, plugins: minified(true) },
  plugins: [typescript(), inBrowser(), silentVad, commonjs(), ...plugins, browserNotices.collect],
  onLog,
});

const browserNotices = thirdPartyNotices('dist/third-party-notices.txt');
const libraryNotices = thirdPartyNotices('lib/third-party-notices.txt');

/** Packages for Node read their own data so. */
const json = { name: 'json', transform: (code, id) => (id.endsWith('.json') ? { code: `export default ${code}`, map: null } : null) };

/** ioredis is written in circles, which do no harm. */
const isKnown = ({ code, ids = [] }) => code === 'CIRCULAR_DEPENDENCY' && ids.every((id) => id.includes('node_modules/ioredis/'));
/** Any other warning is a mistake that somebody has yet to see. */
const onLog = (level, log, handler) => handler(level === 'warn' && !isKnown(log) ? 'error' : level, log);

export default [
  {
    input: { 'autessa-agent': 'src/define.ts' },
    // A page may load the script as `autessa-agent.js?ver=2`. Chunks that import the entry itself would then load it
    // a second time, under its bare name; so what they share with it is a chunk too.
    preserveEntrySignatures: 'strict',
    output: {
      dir: 'dist',
      format: 'es',
      entryFileNames: '[name].js',
      chunkFileNames: 'chunks/[name]-[hash:6].js',
      // Letters as there are in code anyway: names of other chunks cost a visitor less.
      hashCharacters: 'base36',
      freeze: false,
      onlyExplicitManualChunks: true,
      manualChunks: (id) => (recovery.test(id) ? 'recovery' : notices.test(id) ? 'notice-views' : undefined),
      sourcemap,
      plugins: minified(true),
    },
    treeshake,
    plugins: [voiceBesideChunks, litTemplates, idbWithoutStore, literals(), typescript(), inBrowser(), browserNotices.collect],
    onLog,
  },
  forVoice({ worklets: 'src/audio/worklets/worklets.ts' }),
  forVoice({ detector: 'src/audio/detection/detector.ts' }, weights),
  {
    input: 'src/embed.ts',
    output: { file: 'dist/embed.js', format: 'iife', sourcemap, plugins: minified(false) },
    plugins: [typescript(), inBrowser(), browserNotices.collect, browserNotices.write],
    onLog,
  },
  {
    input: ['src/index.ts', 'src/define.ts', 'src/headless.ts', 'src/react.ts'],
    external: fromConsumer,
    output: {
      dir: 'lib',
      format: 'es',
      // A module each: whoever imports `AgentError` alone pays for no more, whatever their bundler can tell about code.
      preserveModules: true,
      preserveModulesRoot: 'src',
      // Hosts and tools leave out what is in a folder of that name.
      entryFileNames: ({ name }) => `${name.replace(/^.*\bnode_modules\//, 'third-party/')}.js`,
      // Rollup drops directives, since a chunk of several modules could not have them.
      banner: ({ name }) => (name === 'react' ? "'use client';" : ''),
      sourcemap,
    },
    plugins: [typescript(), inBrowser(), frameworkTypes, libraryNotices.collect],
    onLog,
  },
  {
    input: { index: 'src/relay/index.ts', cli: 'src/relay/cli.ts' },
    external: [/^node:/, ...builtinModules, ...optionalNatives],
    output: {
      dir: 'lib/relay',
      format: 'es',
      entryFileNames: '[name].js',
      chunkFileNames: 'chunks/[name].js',
      sourcemap,
    },
    plugins: [json, typescript(), inNode(), commonjs(), libraryNotices.collect, libraryNotices.write, withoutComments, keep],
    onLog,
  },
];
