import type { Start } from './containers.js';
import type { Cursor } from './cursor.js';

/** Reads a list item's marker and the blanks after it. */
export function listItem(cursor: Cursor, inParagraph: boolean): Start | undefined {
  const { indent, rest } = cursor;
  const match = /^(?:[-+*]|(\d{1,9})([.)]))(?=[ \t]|$)/.exec(rest);
  if (!match) return undefined;
  const marker = match[2] ?? match[0];
  const number = match[1] ?? '';
  if (inParagraph && (!rest.slice(match[0].length).trim() || (number && +number !== 1))) return undefined;
  cursor.skip(indent + match[0].length);
  const blanks = cursor.indent;
  const used = cursor.blank || blanks > 4 ? 1 : blanks;
  cursor.skip(Math.min(used, blanks));
  return { indent: indent + match[0].length + used, nesting: number ? indent + 2 : 9_999, marker, number };
}
