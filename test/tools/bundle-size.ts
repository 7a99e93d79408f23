import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { parseAst } from 'rollup/parseAst';

export interface Size {
  readonly file: string;
  readonly raw: number;
  readonly gzip: number;
  readonly brotli: number;
}

/** What a file weighs on its way to a visitor, at the best that a server can do. */
export function sizeOf(file: string): Size {
  const content = withLastingNames(readFileSync(file));
  const brotli = brotliCompressSync(content, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
  });
  return { file, raw: content.length, gzip: gzipSync(content, { level: 9 }).length, brotli: brotli.length };
}

/**
 * The names of chunks end in a hash of what is in them, so whoever names them weighs some dozens of bytes more or less
 * whenever one of them changes. Here they end in a hash of the name alone, and weigh as much.
 */
function withLastingNames(content: Buffer): Buffer {
  const code = content.toString('latin1');
  const lasting = code.replace(/(\/[\w-]+)-[\w-]{6}(?=\.js["'`])/g, (_, name: string) => `${name}-${hashOf(name)}`);
  return Buffer.from(lasting, 'latin1');
}

/** As Rollup writes it, see `hashCharacters`. */
function hashOf(name: string): string {
  return BigInt(`0x${createHash('sha256').update(name).digest('hex')}`).toString(36).slice(0, 6);
}

export function brotliSum(sizes: readonly Size[]): number {
  return sizes.reduce((total, { brotli }) => total + brotli, 0);
}

/** A module, and all that it imports before it runs. */
export function withStaticImports(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const { body } = parseAst(readFileSync(file, 'utf8'));
  const imported = body
    .map((statement) => ('source' in statement ? statement.source?.value : undefined))
    .filter((specifier) => typeof specifier === 'string');
  return [file, ...imported.flatMap((specifier) => withStaticImports(posix.join(posix.dirname(file), specifier), seen))];
}

export function sizeTable(title: string, sizes: readonly Size[], limit: number): string {
  const total = {
    file: `of ${limit} allowed`,
    raw: sizes.reduce((sum, { raw }) => sum + raw, 0),
    gzip: sizes.reduce((sum, { gzip }) => sum + gzip, 0),
    brotli: brotliSum(sizes),
  };
  const rows = [...sizes, total].map(({ file, raw, gzip, brotli }) =>
    [file.padEnd(44), ...[raw, gzip, brotli].map((bytes) => String(bytes).padStart(9))].join(''),
  );
  return [`${title.padEnd(44)}      raw     gzip   brotli`, ...rows, ''].join('\n');
}
