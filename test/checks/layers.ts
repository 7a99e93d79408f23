import { posix } from 'node:path';

/** Which folders of `src` each may import from; the folder's own files are free. */
const layers: Readonly<Record<string, readonly string[]>> = {
  base: [],
  protocol: ['base'],
  conversation: ['base', 'protocol'],
  transport: ['base', 'protocol'],
  storage: ['base', 'protocol', 'conversation'],
  samples: ['base'],
  media: ['base', 'samples'],
  audio: ['base', 'samples', 'media'],
  session: ['base', 'protocol', 'conversation', 'transport', 'storage', 'media', 'audio'],
  ui: ['base', 'protocol', 'conversation', 'transport', 'media', 'session'],
  // The element as a component, and its tag's types.
  frameworks: ['ui'],
  // A script of its own, which knows the element by its name alone.
  embed: [],
  relay: ['base', 'protocol'],
};

/** Entry points join what is public; where samples come from and where things are kept is the session's affair. */
const forEntryPoints = ['base', 'protocol', 'conversation', 'transport', 'session', 'ui', 'frameworks', 'embed'];

/** Code for voice is loaded when voice starts; storage is told what messages are by their types. */
const dynamicOnly: readonly string[] = ['audio'];
const typesOnly: Readonly<Record<string, readonly string[]>> = { storage: ['protocol', 'conversation'] };

/** Each third-party package and the one place in `src` that knows it. */
const homes: ReadonlyArray<readonly [package_: RegExp, home: RegExp]> = [
  [/^(lit|lit-html|lit-element|@lit\/reactive-element)(\/|$)/, /^src\/ui\//],
  [/^(react|vue|svelte|solid-js|preact)(\/|$)/, /^src\/(frameworks\/|(react|vue|svelte|solid|preact)\.)/],
  [/^temml$/, /^src\/ui\/markdown\/formula\./],
  [/^sugar-high\//, /^src\/ui\/markdown\/code-tokens\./],
  [/^idb-keyval$/, /^src\/storage\//],
  [/^@ricky0123\/vad-web(\/|$)/, /^src\/audio\//],
  [/^(hono|@hono\/node-server|jose|ws|ioredis|pino|prom-client|rate-limiter-flexible|valibot)(\/|$)/, /^src\/relay\//],
  [/^node:/, /^src\/relay\//],
];

/** Servers around the widget share its language, not its workings. */
const forDemo = ['base', 'protocol', 'relay'];

const entryPointLines = 60;

/** What decides knows nothing of what acts. */
const pure = { folder: 'src/session/core/', layers: ['base', 'protocol', 'conversation'] } as const;

export interface Import {
  readonly specifier: string;
  readonly isType: boolean;
  readonly isDynamic: boolean;
}

/** Good enough for formatted code: what a file imports, and exports from elsewhere. */
export function importsOf(source: string): Import[] {
  const code = source.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const fixed = code.matchAll(/^\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]/gm);
  const dynamic = code.matchAll(/(typeof\s+)?\bimport\(\s*['"]([^'"]+)['"]\s*\)(\.[A-Z])?/g);
  return [
    ...[...fixed].map(([, type, specifier = '']) => ({ specifier, isType: type !== undefined, isDynamic: false })),
    ...[...dynamic].map(([, type, specifier = '', member]) => ({
      specifier,
      isType: type !== undefined || member !== undefined,
      isDynamic: true,
    })),
  ];
}

/** What breaks the rules. @param files TypeScript sources by their path from the root */
export function violations(files: ReadonlyMap<string, string>): string[] {
  return [
    ...[...files].flatMap(([path, source]) => importsOf(source).flatMap((one) => complaints(path, one))),
    ...[...files].flatMap(([path, source]) => entryPointComplaints(path, source)),
    ...headlessComplaints(files),
  ];
}

function complaints(path: string, { specifier, isType, isDynamic }: Import): string[] {
  const complain = (reason: string) => [`${path} imports ${specifier}: ${reason}`];
  if (!specifier.startsWith('.')) {
    if (!path.startsWith('src/')) return [];
    const home = homes.find(([package_]) => package_.test(specifier));
    if (!home) return complain('no folder is its home');
    return home[1].test(path) ? [] : complain('its home is elsewhere');
  }
  const target = posix.join(posix.dirname(path), specifier);
  if (isEntryPoint(path) && isEntryPoint(target)) return [];
  const to = layerOf(target);
  if (path.startsWith('demo/')) {
    return to === undefined || forDemo.includes(to) ? [] : complain(`the demo does not know ${to}`);
  }
  const from = layerOf(path);
  if (path.startsWith(pure.folder) && !target.startsWith(pure.folder) && !pure.layers.some((layer) => layer === to)) {
    return complain('the core decides, and knows nothing of what acts');
  }
  if (to === undefined) return complain('it is outside src, or an entry point');
  if (from === to) return [];
  if (from !== undefined && !(from in layers)) return complain(`${from} is no layer`);
  const allowed = from === undefined ? forEntryPoints : (layers[from] ?? []);
  if (!allowed.includes(to)) return complain(`${from ?? 'an entry point'} does not know ${to}`);
  if (dynamicOnly.includes(to) && !isType && !isDynamic) return complain(`${to} is loaded when it is needed`);
  if (from !== undefined && typesOnly[from]?.includes(to) && !isType) return complain(`only types of ${to} are known here`);
  return [];
}

/** The folder of `src` that a path is in. */
function layerOf(path: string): string | undefined {
  return /^src\/([\w-]+)\//.exec(path)?.[1];
}

function isEntryPoint(path: string): boolean {
  return /^src\/[\w-]+(\.d)?\.(js|tsx?)$/.test(path);
}

function entryPointComplaints(path: string, source: string): string[] {
  if (!isEntryPoint(path)) return [];
  const lines = source.split('\n').length;
  const complaint = lines > entryPointLines ? [`${path} has ${lines} lines: an entry point holds no logic`] : [];
  const isList = path === 'src/index.ts' || path === 'src/headless.ts';
  const code = source.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const others = code.replaceAll(/export\s+(?:type\s+)?(?:\*|\{[^}]*\})(?:\s+as\s+\w+)?\s+from\s+'[^']+';/g, '').trim();
  return isList && others !== '' ? [...complaint, `${path} does more than to export: ${others.slice(0, 60)}`] : complaint;
}

/** A page that only talks to agents loads nothing that draws. */
function headlessComplaints(files: ReadonlyMap<string, string>): string[] {
  const seen = new Set<string>();
  const visit = (path: string): string[] => {
    if (seen.has(path)) return [];
    seen.add(path);
    return importsOf(files.get(path) ?? '').flatMap(({ specifier }) => {
      if (/^(@?lit|@lit\/.*|lit-.*)(\/|$)/.test(specifier)) return [`src/headless.ts leads to ${specifier}, by ${path}`];
      if (!specifier.startsWith('.')) return [];
      return visit(posix.join(posix.dirname(path), specifier).replace(/\.js$/, '.ts'));
    });
  };
  return visit('src/headless.ts');
}
