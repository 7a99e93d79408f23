import { readFileSync, writeFileSync } from 'node:fs';

export interface Result {
  readonly name: string;
  readonly title: string;
  /** As `vite 8.4.0`. */
  readonly versions: readonly string[];
  /** Why it failed. */
  readonly trouble?: string;
}

const file = 'docs/consumers.md';

/** Writes what was tried into the docs; rows of others stay as they are. */
export function record(results: readonly Result[]): void {
  const text = readFileSync(file, 'utf8');
  const today = new Date().toISOString().slice(0, 10);
  const [head = '', ...rows] = text.split(/^(?=\| `)/m);
  const known = new Map(rows.map((row) => [/^\| `([^`]+)`/.exec(row)?.[1] ?? '', row]));
  for (const { name, title, versions, trouble } of results) {
    known.set(name, `| \`${name}\` | ${title} | ${versions.join(', ')} | ${trouble === undefined ? 'works' : 'fails'} | ${today} |\n`);
  }
  writeFileSync(file, head + [...known.values()].join(''));
}
