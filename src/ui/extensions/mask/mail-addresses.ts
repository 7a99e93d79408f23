import type { Range } from './personal-numbers.js';

/** The longest local part, and the longest name of a host (RFC 5321, section 4.5.3.1). */
const localLength = 64;
const hostLength = 255;

/** Scripts that put no blank between words: what stands beside an address need not belong to it. */
const unspaced = String.raw`\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}`;
const signs = String.raw`.!#$%&'*+/=?^_\x60{|}~\-`;
const anyLocal = new RegExp(String.raw`[\p{L}\p{M}\p{N}${signs}]+$`, 'u');
/** A local part that ends in Latin letters has no others: before them is the sentence. */
const latinLocal = new RegExp(String.raw`[\p{sc=Latin}\u0300-\u036f\p{N}${signs}]+$`, 'u');
const endsUnspaced = new RegExp(`[${unspaced}]$`, 'u');
const label = String.raw`[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?`;
/** The last label is of one kind of letters; of scripts without blanks no more than most have, as a word may follow. */
const lastLabel = String.raw`(?:xn--[a-z\d-]{1,58}[a-z\d]|[a-zA-Z]{2,63}|[${unspaced}]{2}|(?:(?![a-zA-Z${unspaced}])[\p{L}\p{M}]){2,63})`;
const anyHost = new RegExp(String.raw`^(?:${label}\.){1,10}${lastLabel}`, 'u');
/** The next sentence, with no blank before it. */
const nextSentence = new RegExp(String.raw`(?<=\.[a-z]{2,63})\.(?:[A-Z][a-z]+|[${unspaced}]+)$`, 'u');

/** Where mail addresses stand in a text. */
export function mailAddresses(text: string): Range[] {
  const found: Range[] = [];
  let done = 0;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const before = text.slice(Math.max(done, at - localLength), at);
    const [local] = latinLocal.exec(before) ?? anyLocal.exec(before) ?? [];
    const [host] = anyHost.exec(text.slice(at + 1, at + 1 + hostLength)) ?? [];
    if (local === undefined || host === undefined) continue;
    // A name of somebody, after a sentence.
    if (endsUnspaced.test(local) && /^[\w-]/.test(host)) continue;
    // What opens a quotation or a pair of brackets belongs to none.
    const start = at - local.replace(/^[^\p{L}\p{N}]+/u, '').length;
    if (start === at) continue;
    done = at + 1 + host.replace(nextSentence, '').length;
    found.push({ start, end: done });
  }
  return found;
}
