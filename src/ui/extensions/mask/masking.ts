import { personalNumbers, type Range } from './personal-numbers.js';

/** What can be masked. */
export const kinds = ['card', 'email', 'phone'] as const;
export type MaskKind = (typeof kinds)[number];

export interface Masked {
  readonly text: string;
  /** What was replaced, each kind once, in the order of `kinds`. */
  readonly found: readonly MaskKind[];
}

/** The longest local part, and the longest name of a host (RFC 5321, section 4.5.3.1). */
const localLength = 64;
const hostLength = 255;

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

function mailAddresses(text: string): Range[] {
  const found: Range[] = [];
  let done = 0;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const [local] = /[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]+$/u.exec(text.slice(Math.max(done, at - localLength), at)) ?? [];
    const [host] = /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.){1,10}\p{L}{2,63}/u.exec(text.slice(at + 1, at + 1 + hostLength)) ?? [];
    if (local === undefined || host === undefined) continue;
    // What opens a quotation or a pair of brackets belongs to none.
    const start = at - local.replace(/^[^\p{L}\p{N}]+/u, '').length;
    if (start === at) continue;
    done = at + 1 + host.length;
    found.push({ start, end: done });
  }
  return found;
}
