import { mailAddresses } from './mail-addresses.js';
import { personalNumbers } from './personal-numbers.js';

/** What can be masked. */
export const kinds = ['card', 'email', 'phone'] as const;
export type MaskKind = (typeof kinds)[number];

export interface Masked {
  readonly text: string;
  /** What was replaced, each kind once, in the order of `kinds`. */
  readonly found: readonly MaskKind[];
}

/**
 * A text with marks in the place of what stands in it and nobody needs to know. Work grows with its length, whatever is
 * in it.
 *
 * @param marks what to put in the place of each kind
 */
export function maskText(text: string, wanted: readonly MaskKind[], marks: Readonly<Record<MaskKind, string>>): Masked {
  const has = (kind: MaskKind): boolean => wanted.includes(kind);
  const ranges = { ...personalNumbers(text, { card: has('card'), phone: has('phone') }), email: has('email') ? mailAddresses(text) : [] };
  const all = kinds.flatMap((kind) => ranges[kind].map((range) => ({ ...range, kind }))).toSorted((a, b) => a.start - b.start);
  let masked = '';
  let end = 0;
  for (const range of all) {
    if (range.start < end) continue;
    masked += text.slice(end, range.start) + marks[range.kind];
    end = range.end;
  }
  return { text: masked + text.slice(end), found: kinds.filter((kind) => ranges[kind].length > 0) };
}
