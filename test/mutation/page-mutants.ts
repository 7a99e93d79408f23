import type { Mutant } from './mutant.js';

/** What would let an answer lead a visitor to where it must not, if nobody noticed. */
const list: ReadonlyArray<readonly [was: string, becomes: string]> = [
  [String.raw`(?=\/\/[^/])`, ''],
  [String.raw`\/\/[^/])`, String.raw`\/\/.)`],
  [String.raw`/^(?:https?:`, String.raw`/(?:https?:`],
  ['https?:(', 'https:('],
  ['|mailto:', ''],
  ['|tel:', ''],
  [')/i.exec', ')/.exec'],
  ['?.[0].toLowerCase()', '?.[0]'],
  ['!scheme || ', ''],
  [String.raw`[\0- \\`, String.raw`[\0-\x1f\\`],
  [String.raw`[\0- \\`, String.raw`[ \\`],
  [String.raw`[\0- \\`, String.raw`[\0- `],
  [String.raw`\x7f-\x9f`, String.raw`\x80-\x9f`],
  [String.raw`\x7f-\x9f`, String.raw`\x7f`],
  [String.raw`\u200b-\u200f`, ''],
  [String.raw`\u200b-\u200f`, String.raw`\u200b-\u200d`],
  [String.raw`\u2028-\u202f`, ''],
  [String.raw`\u2028-\u202f`, String.raw`\u202a-\u202e`],
  [String.raw`\u2060-\u206f`, ''],
  [String.raw`\u2060-\u206f`, String.raw`\u2060-\u2064`],
  [String.raw`\ufeff`, ''],
  ['catch {\n      return null;', 'catch {\n      return address;'],
  ["scheme[0] !== 'h'", 'false'],
  ["scheme[0] !== 'h'", 'true'],
  ["kind === 'link' ? url.href : null", 'url.href'],
  ["kind === 'link' ? url.href : null", 'address'],
  ['url.username || ', ''],
  ['url.password || ', ''],
  [' || allowedOrigins?.includes(url.origin) === false', ''],
  ['includes(url.origin)', 'some((origin) => address.startsWith(origin))'],
  ['return null;\n    return url.href;', 'return null;\n    return address;'],
];

export const pageMutants: readonly Mutant[] = list.map(([was, becomes]) => ({ file: 'src/ui/markdown/addresses.ts', was, becomes, tests: ['ui/markdown/addresses'] }));
