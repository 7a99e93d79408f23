import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse, type CallExpression, type Node } from 'acorn';
import { build } from 'esbuild';
import { work } from './counted-dom.js';

/*
 * A module in a form that counts what it does: each function that is entered and each turn of a loop is one, and so is
 * each character that is looked at for something. That is the same on every machine, however busy it is.
 */

/** What looks at all characters unless it finds what it seeks before, or copies them. */
const seekers = new Set(['indexOf', 'includes', 'lastIndexOf', 'exec', 'test', 'search', 'match', 'matchAll', 'replace', 'replaceAll', 'split', 'join', 'slice']);

/** Part of the code, and what stands there in its place. */
type Edit = readonly [start: number, end: number, text: string];

function collectEdits(code: string, node: Node, edits: Edit[]): void {
  const { type, body } = node as Node & { body?: Node };
  const isLoop = /^(?:For|While|DoWhile)/.test(type);
  if (body && !Array.isArray(body) && (isLoop || type.includes('Function'))) {
    if (body.type === 'BlockStatement') edits.push([body.start + 1, body.start + 1, 'counted.step();']);
    else if (isLoop) edits.push([body.start, body.start, '{counted.step();'], [body.end, body.end, '}']);
    else edits.push([body.start, body.start, '(counted.step(),('], [body.end, body.end, '))']);
  }
  if (type === 'CallExpression') {
    const { callee, arguments: given } = node as CallExpression;
    if (callee.type === 'MemberExpression' && !code.slice(callee.start, callee.end).includes('?.') && callee.property.type === 'Identifier' && seekers.has(callee.property.name)) {
      const { start, end, name } = callee.property;
      edits.push([callee.start, callee.start, 'counted.seek('], [code.lastIndexOf('.', start), code.indexOf('(', end) + 1, `, '${name}'${given.length > 0 ? ', ' : ''}`]);
    }
  }
  for (const value of Object.values(node) as unknown[]) {
    for (const child of Array.isArray(value) ? (value as unknown[]) : [value]) if (isNode(child)) collectEdits(code, child, edits);
  }
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

function step(): void {
  work.count += 1;
}

type Seeking = Readonly<Record<string, (...given: unknown[]) => unknown>>;

function seek(sought: unknown, name: string, ...given: unknown[]): unknown {
  if (sought instanceof RegExp) {
    const text = given[0] as string;
    const start = sought.sticky || sought.global ? sought.lastIndex : 0;
    const found = sought.exec(text);
    // One that does not fit where it has to begin is mostly done with at once; any other has seen all that follows.
    const missed = sought.sticky || sought.source[0] === '^' ? 0 : text.length - start;
    work.count += 1 + (found ? found.index + found[0].length - start : missed);
    return name === 'test' ? found !== null : found;
  }
  const result = (sought as Seeking)[name]!(...given);
  // Another kind of object may have a method of such a name.
  if (typeof sought !== 'string' && !Array.isArray(sought)) return result;
  if (name === 'join' || name === 'slice') {
    // Part of a string is not copied.
    work.count += 1 + (name === 'slice' && typeof sought === 'string' ? 0 : (result as string | readonly unknown[]).length);
    return result;
  }
  const start = name === 'indexOf' && typeof given[1] === 'number' ? given[1] : 0;
  work.count += 1 + (name === 'indexOf' && (result as number) >= start ? (result as number) - start : Math.max(0, sought.length - start));
  return result;
}

/** A browser resolves the names of characters; here, one is known. */
const lit = "export const css = String.raw; export const html = ([text]) => text; export const render = (text, box) => box.append(text === '&amp;' ? '&' : text);";

/**
 * @param file of the module
 * @param missing modules that are imported when needed, and that cannot be had: parts of their names
 * @returns what it exports
 */
export async function countedModule<Module>(file: string, missing: RegExp): Promise<Module> {
  const { outputFiles } = await build({
    entryPoints: [file],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'node20',
    tsconfig: '.config/tsconfig.base.json',
    plugins: [
      {
        name: 'counted',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: missing }, ({ kind }) => (kind === 'dynamic-import' ? { path: 'data:text/javascript,throw 0', external: true } : undefined));
          // Styles are nothing that a reply of another text would have more of.
          onResolve({ filter: /adopt-styles\.js$/ }, () => ({ path: 'styles', namespace: 'counted' }));
          onLoad({ filter: /^styles$/, namespace: 'counted' }, () => ({ contents: 'export const adoptStyles = () => undefined;' }));
          onResolve({ filter: /^lit$/ }, () => ({ path: 'lit', namespace: 'counted' }));
          onLoad({ filter: /^lit$/, namespace: 'counted' }, () => ({ contents: lit }));
        },
      },
    ],
  });
  const code = outputFiles[0]!.text;
  const edits: Edit[] = [];
  collectEdits(code, parse(code, { ecmaVersion: 2023, sourceType: 'module' }), edits);
  let counted = 'const { counted } = globalThis;';
  let from = 0;
  for (const [start, end, text] of edits.toSorted(([one], [other]) => one - other)) {
    counted += code.slice(from, start) + text;
    from = end;
  }
  Object.assign(globalThis, { counted: { step, seek } });
  const home = resolve('node_modules/.cache/autessa-agent');
  mkdirSync(home, { recursive: true });
  const path = resolve(home, `counted-${process.pid}.mjs`);
  writeFileSync(path, counted + code.slice(from));
  try {
    return (await import(pathToFileURL(path).href)) as Module;
  } finally {
    rmSync(path);
  }
}
