import { valueOfDigit } from './digits.js';

/** A part of a text, in UTF-16 units. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Digits with nothing in between. */
interface Group extends Range {
  readonly digits: string;
  /** What stands between it and the group before. */
  readonly before: string;
}

/** A number as people write it, or several: each character is looked at once. */
const runs = /[+(]{0,2}\p{Nd}(?:[\s()./\-\u2010-\u2015\u2212]{0,3}\p{Nd})*/gu;
const groups = /\p{Nd}+/gu;
/** What a number stuck to is part of something else: a code, a name, a number of an order. */
const stuck = /[\p{L}\p{N}_#№]$/u;

/** By their first digits, how many a card of each brand has. Those of 13 are products more often than cards. */
const brands: readonly (readonly [first: RegExp, ...lengths: readonly number[]])[] = [
  [/^4/, 16, 19],
  [/^(?:5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720))/, 16],
  [/^3[47]/, 15],
  [/^3(?:0[0-5]|[689])/, 14],
  [/^35/, 16],
  [/^(?:6|5[06-8])/, 16, 17, 18, 19],
];

/** Where card numbers, or telephone numbers, stand in a text. */
export function personalNumbers(text: string, isWanted: { readonly card: boolean; readonly phone: boolean }): { readonly card: Range[]; readonly phone: Range[] } {
  const found = { card: [] as Range[], phone: [] as Range[] };
  for (const { 0: run, index } of text.matchAll(runs)) {
    const all = groupsOf(run, index);
    const isStuck = stuck.test(text.slice(Math.max(0, index - 2), index));
    const isCode = /^[\p{L}\p{N}_]/u.test(text.slice(index + run.length, index + run.length + 2));
    const last = all.length - (isCode ? 1 : 0);
    const open = /^[+(]*/.exec(run)![0];
    for (let at = isStuck ? 1 : 0; at < last; ) {
      const card = cardFrom(all, at, last);
      const phone = card === undefined ? phoneFrom(all, at, last, at === 0 ? open : (all[at]?.before ?? '')) : undefined;
      const end = card ?? phone;
      const kind = card === undefined ? 'phone' : 'card';
      if (end !== undefined && isWanted[kind]) found[kind].push({ start: startOf(text, all[at]!.start, kind), end: all[end - 1]!.end });
      at = end ?? at + (isDate(all, at) ? 3 : 1);
    }
  }
  return found;
}

function groupsOf(run: string, offset: number): Group[] {
  let end = 0;
  return Array.from(run.matchAll(groups), ({ 0: group, index }) => {
    const before = run.slice(end, index);
    end = index + group.length;
    return { start: offset + index, end: offset + end, before, digits: Array.from(group, valueOfDigit).join('') };
  });
}

/** With the plus and the bracket before it. */
function startOf(text: string, start: number, kind: 'card' | 'phone'): number {
  if (kind === 'card') return start;
  let from = start;
  while (/[+(]/.test(text[from - 1] ?? '')) from -= 1;
  return from;
}

/** @returns behind its last group; nothing where no card number begins there */
function cardFrom(all: readonly Group[], from: number, last: number): number | undefined {
  let digits = '';
  for (let at = from; at < last && digits.length < 19; at += 1) {
    const group = all[at]!;
    if (at > from && !/^[\s.\-\u2010-\u2015\u2212]$/.test(group.before)) return undefined;
    digits += group.digits;
    if (digits.length >= 14 && brands.some(([first, ...lengths]) => lengths.includes(digits.length) && first.test(digits)) && isSound(digits)) return at + 1;
  }
  return undefined;
}

/** The check digit by Luhn (ISO/IEC 7812-1). */
function isSound(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at += 1) {
    const value = Number(digits[digits.length - 1 - at]) * (at % 2 === 0 ? 1 : 2);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0 && /[1-9]/.test(digits);
}

/**
 * With a country's code, with a leading zero, or as in North America. Elsewhere nothing tells a number of nine digits
 * from a price or an order.
 *
 * @param open what stands before it
 * @returns behind its last group; nothing where no telephone number begins there
 */
function phoneFrom(all: readonly Group[], from: number, last: number, open: string): number | undefined {
  if (isDate(all, from)) return undefined;
  let digits = '';
  let end: number | undefined;
  for (let at = from; at < last && digits.length < 15; at += 1) {
    if (at > from && isDate(all, at)) break;
    digits += all[at]!.digits;
    if (digits.length >= 8 && isPhone(digits, all.slice(from, at + 1), open)) end = at + 1;
  }
  return end;
}

function isPhone(digits: string, parts: readonly Group[], open: string): boolean {
  const { length } = digits;
  if (open.includes('+') || /^00[1-9]/.test(digits)) return length >= 8 && length <= 15;
  // A zero in brackets, or one alone, is the beginning of no area.
  if (/^0[1-9]/.test(parts[0]!.digits)) return parts.length > 1 ? length >= 9 && length <= 12 : length === 10 || length === 11;
  const [area, office, line, ...rest] = (parts[0]!.digits === '1' ? parts.slice(1) : parts).map((part) => part.digits);
  return rest.length === 0 && /^[2-9]\d\d$/.test(area ?? '') && /^[2-9]\d\d$/.test(office ?? '') && /^\d{4}$/.test(line ?? '');
}

/** `29.11.2026`, `11/29/26` or `2026-11-29`, with nothing more of the kind around it. */
function isDate(all: readonly Group[], at: number): boolean {
  const third = all[at + 2];
  const between = third?.before;
  if (!third || !/^[./-]$/.test(between ?? '') || all[at + 1]!.before !== between || all[at + 3]?.before === between || all[at]!.before === between) return false;
  const text = `${all[at]!.digits} ${all[at + 1]!.digits} ${third.digits}`;
  const [first, second, last] = text.split(' ').map(Number) as [number, number, number];
  const isMonth = (month: number, day: number): boolean => month <= 12 && day <= 31;
  if (/^\d{4} \d{1,2} \d{1,2}$/.test(text)) return isMonth(second, last);
  return /^\d{1,2} \d{1,2} (?:\d\d|\d{4})$/.test(text) && (isMonth(first, second) || isMonth(second, first));
}
