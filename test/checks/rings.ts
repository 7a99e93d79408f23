import { posix } from 'node:path';
import { importsOf } from './layers.js';

/**
 * Files that lead to each other, by imports of any kind: types and what is loaded later count, for a reader has to know
 * all of them to understand one (Tarjan's strongly connected components).
 *
 * @param files TypeScript sources by their path from the root
 * @returns the paths of each ring
 */
export function rings(files: ReadonlyMap<string, string>): string[][] {
  const found: string[][] = [];
  const indices = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const visit = (path: string): void => {
    indices.set(path, indices.size);
    lowest.set(path, indices.get(path)!);
    stack.push(path);
    for (const target of targetsOf(path, files)) {
      if (!indices.has(target)) visit(target);
      if (stack.includes(target)) lowest.set(path, Math.min(lowest.get(path)!, lowest.get(target)!));
    }
    if (lowest.get(path) !== indices.get(path)) return;
    const ring = stack.splice(stack.lastIndexOf(path));
    if (ring.length > 1) found.push(ring.toSorted());
  };
  for (const path of files.keys()) if (!indices.has(path)) visit(path);
  return found.toSorted((one, other) => other.length - one.length);
}

function targetsOf(path: string, files: ReadonlyMap<string, string>): string[] {
  return importsOf(files.get(path) ?? '').flatMap(({ specifier }) => {
    if (!specifier.startsWith('.')) return [];
    const target = posix.join(posix.dirname(path), specifier).replace(/\.js$/, '.ts');
    return files.has(target) ? [target] : [];
  });
}
