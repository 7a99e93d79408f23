import { matchAt } from './links.js';

/** Addresses that stand in a text without any marks around them (GitHub's extension). */
export interface WebAddress {
  readonly text: string;
  readonly address: string;
}

const MAIL = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/y;
const WEB = /(?:https?:\/\/(?=[\p{L}\p{N}[])|www\.(?=[^\s._~*/-]+\.?[\p{L}\p{N}]))[^\s<]+/iuy;

/** The address at a place that no letter or digit precedes; within brackets it ends at the closing one. */
export function webAddress(text: string, at: number, bracketed: boolean): WebAddress | undefined {
  const mail = text[at - 1] !== '/' && matchAt(MAIL, text, at)?.[0];
  if (mail && /[^-_]$/.test(mail)) return { text: mail, address: `mailto:${mail}` };
  let found = matchAt(WEB, text, at)?.[0];
  if (!found) return undefined;
  if (bracketed) found = found.replace(/\].*$/, '');
  found = withoutPunctuation(found);
  return { text: found, address: /^w/i.test(found) ? `http://${found}` : found };
}

const LAST = /(?:(?:&[a-z\d]+)?;|[?!.,:*_~'")])$/i;

/** Punctuation at the end belongs to the sentence, and so does a parenthesis that was not opened in the address. */
function withoutPunctuation(address: string): string {
  let open = address.split('(').length - address.split(')').length;
  for (let last; (last = LAST.exec(address.slice(-34))?.[0]); address = address.slice(0, -last.length)) {
    if (last === ')' && open++ >= 0) break;
  }
  return address;
}
