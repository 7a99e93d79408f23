import { withoutAccounts } from './bank-accounts.js';
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
const runs = /[+(＋（]{0,2}\p{Nd}(?:[\s\p{Cf}()（）./．／\-‐-―−－ー]{0,3}\p{Nd})*/gu;
const groups = /\p{Nd}+/gu;
/** Of what codes are made. Letters of other scripts are those of words, which stand beside a number with no blank between. */
const codeSigns = String.raw`\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{N}_`;
/** What a number stuck to is part of something else: a code, a name, a number of an order. */
const stuck = new RegExp(`[${codeSigns}#№]$`, 'u');
const stuckBehind = new RegExp(`^[${codeSigns}]`, 'u');
/** A card number is known by its check digit, unless one or two letters make it the number of an order. */
const orderPrefix = new RegExp(`(?:^|[^${codeSigns}])[${codeSigns}]{1,2}$`, 'u');
/** What is between the groups of a card number. */
const cardSeparator = /^(?:[\s\p{Cf}]{1,3}|[\s\p{Cf}]?[.\-‐-―−－ー][\s\p{Cf}]?)$/u;

/** By their first digits, how many a card of each brand has. */
const brands: readonly (readonly [first: RegExp, ...lengths: readonly number[]])[] = [
  [/^4/, 13, 16, 19],
  [/^(?:5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720))/, 16],
  [/^3[47]/, 15],
  [/^3(?:0[0-5]|[689])/, 14],
  [/^(?:35|220[0-4]|6|5[06-8])/, 16, 17, 18, 19],
  [/^(?:8[126]|9792|9860)/, 16],
];

/** Where card numbers, or telephone numbers, stand in a text. */
export function personalNumbers(text: string, isWanted: { readonly card: boolean; readonly phone: boolean }): { readonly card: Range[]; readonly phone: Range[] } {
  const found = { card: [] as Range[], phone: [] as Range[] };
  const searched = withoutAccounts(text);
  for (const { 0: run, index } of searched.matchAll(runs)) {
    const all = groupsOf(run, index);
    const cards = all.map((_, at) => cardFrom(all, at));
    const before = searched.slice(Math.max(0, index - 3), index);
    const open = /^[+(＋（]*/.exec(run)![0];
    const isPartOfOrder = open === '' && orderPrefix.test(before);
    const isStuck = stuck.test(before);
    const isStuckBehind = stuckBehind.test(searched.slice(index + run.length, index + run.length + 2));
    // Two letters and two digits begin the number of an account, though it be a wrong one.
    const lastOfPhones = isPartOfOrder && all[0]!.digits.length === 2 ? 0 : all.length - (isStuckBehind ? 1 : 0);
    for (let at = 0; at < all.length; ) {
      const lead = at === 0 ? open : all[at]!.before;
      const card = (at === 0 && isPartOfOrder) || hasPlus(lead) ? undefined : cards[at];
      const phone = card !== undefined || (at === 0 && isStuck) ? undefined : phoneFrom(all, cards, at, lastOfPhones, lead);
      const end = card ?? phone;
      const kind = card === undefined ? 'phone' : 'card';
      if (end !== undefined && isWanted[kind]) found[kind].push({ start: startOf(text, all[at]!.start, kind), end: all[end - 1]!.end });
      at = end ?? at + (isDate(all, at) ? 3 : 1);
    }
  }
  return found;
}

function hasPlus(lead: string): boolean {
  return /[+＋]/.test(lead);
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
  while (/[+(＋（]/.test(text[from - 1] ?? '')) from -= 1;
  return from;
}

/** @returns behind its last group; nothing where no card number begins there */
function cardFrom(all: readonly Group[], from: number): number | undefined {
  let digits = '';
  for (let at = from; at < all.length && digits.length < 19; at += 1) {
    const group = all[at]!;
    if (at > from && !cardSeparator.test(group.before)) return undefined;
    digits += group.digits;
    const { length } = digits;
    const isBrand = length >= 13 && brands.some(([first, ...lengths]) => lengths.includes(length) && first.test(digits));
    // Numbers of a day and a time are as long as the shortest, in shorter groups.
    if (isBrand && isSound(digits) && (length > 13 || all.slice(from, at + 1).every((each) => each.digits.length > 2))) return at + 1;
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
 * @param cards behind the last group of the card number that begins with each group; no telephone number reaches into one
 * @param open what stands before it
 * @returns behind its last group; nothing where no telephone number begins there
 */
function phoneFrom(all: readonly Group[], cards: readonly (number | undefined)[], from: number, last: number, open: string): number | undefined {
  if (isDate(all, from)) return undefined;
  let digits = '';
  let end: number | undefined;
  for (let at = from; at < last && digits.length < 15; at += 1) {
    if (at > from && (isDate(all, at) || cards[at] !== undefined)) break;
    // From one day or hour to another.
    if (at > from + 2 && !hasPlus(open) && all[at]!.before !== all[at - 1]!.before && all.slice(from, at + 1).every((each) => each.digits.length === 2)) break;
    digits += all[at]!.digits;
    if (digits.length >= 8 && isPhone(digits, all.slice(from, at + 1), open)) end = at + 1;
  }
  return end;
}

function isPhone(digits: string, parts: readonly Group[], open: string): boolean {
  const { length } = digits;
  if (hasPlus(open)) return length >= 8 && length <= 15;
  // In one, a short one is the number of an article.
  if (/^00[1-9]/.test(digits)) return length >= (parts.length > 1 ? 9 : 11) && length <= 15;
  // A zero in brackets, or one alone, is the beginning of no area.
  if (/^0[1-9]/.test(parts[0]!.digits)) return parts.length > 1 ? length >= 9 && length <= 12 : length === 10 || length === 11;
  return isNorthAmerican(parts, open);
}

/** Where nothing but blanks tells it from three amounts, no area is a round number; nor does one belong to a person. */
function isNorthAmerican(parts: readonly Group[], open: string): boolean {
  const hasOne = parts[0]!.digits === '1';
  const [area, office, line, ...rest] = hasOne ? parts.slice(1) : parts;
  if (!area || !office || !line || rest.length > 0) return false;
  const isWritten = hasOne || /[(（]/.test(open) || (office.before === line.before && !/[/／]/.test(line.before)) || (/^\s$/.test(office.before) && line.before === '-');
  return isWritten && /^[2-9](?!00)\d\d$/.test(area.digits) && /^[2-9](?!11)\d\d$/.test(office.digits) && /^\d{4}$/.test(line.digits);
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
