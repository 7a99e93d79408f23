import { unescapeText } from './entities.js';
import { matchAt } from './links.js';

/** Addresses that stand in a text without any marks around them (GitHub's extension). */
export interface WebAddress {
  /** What is written. */
  readonly text: string;
  readonly address: string;
}

const LOCAL = /[\w.+-]+/y;
const DOMAIN = /@[\w-]+(?:\.[\w-]+)+/y;
const WEB = /(?:https?:\/\/(?=[\p{L}\p{N}[])|www\.(?=[\p{L}\p{N}]))/iuy;

/**
 * What an address goes on with. Punctuation of other scripts is the sentence's, but for what names are written with
 * (`·`, `・`, `’`, `–`), and so are marks of bold and of struck text.
 */
const part = (bracket: string) =>
  new RegExp(`(?:(?!\\*\\*|~~)[!#-;=?-[^_a-~${bracket}]|[·・’–]|(?![\\p{P}\\p{Z}\\p{C}＄＋＜-＞＾｀｜～])[^\\0-\\x7f])+`, 'uy');
const PART = part('\\]');
const PART_IN_BRACKETS = part('');

/** Letters of scripts that put no blanks between words. */
const UNSPACED = /[\u3041-\u30fa\u30fc-\u9fff\uac00-\ud7af\uf900-\ufaff]/;

/**
 * Where a text that puts no blanks between words goes on after an address: `…/setupをご覧ください`. Where a part of the
 * address begins with such letters, they are its own: `…/wiki/東京`; but no name begins with a particle.
 */
function endOfAddress(address: string, host: number): number {
  let isName = false;
  if (!UNSPACED.test(address)) return address.length;
  for (let at = host; at < address.length; at++) {
    const character = address[at]!;
    const before = address[at - 1]!;
    if (!UNSPACED.test(character)) isName &&= !/[/?#=&._~%+:-]/.test(character);
    else if (!isName) {
      const isParticle = before === '/' && (address.indexOf('/', host) === at - 1 ? /[をにはでがへ]/ : /を/).test(character);
      if (isParticle || !/[/?#=&._~+:-]/.test(before)) return at;
      isName = true;
    }
  }
  return address.length;
}

/** Reads the addresses of one text from its start on. */
export class Addresses {
  readonly #text: string;
  /** Up to where no mail address begins. */
  #noMail = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The address at a place that no letter or digit precedes; within brackets it ends at the closing one. */
  at(at: number, isBracketed: boolean): WebAddress | undefined {
    return this.#mail(at) ?? this.#web(at, isBracketed);
  }

  #mail(at: number): WebAddress | undefined {
    const text = this.#text;
    if (at < this.#noMail || text[at - 1] === '/') return undefined;
    const end = at + (matchAt(LOCAL, text, at)?.[0].length ?? 0);
    const domain = matchAt(DOMAIN, text, end)?.[0];
    if (!domain || !/[^-_]$/.test(domain)) {
      this.#noMail = end;
      return undefined;
    }
    const mail = text.slice(at, end) + domain;
    return { text: mail, address: `mailto:${mail}` };
  }

  #web(at: number, isBracketed: boolean): WebAddress | undefined {
    const start = matchAt(WEB, this.#text, at)?.[0];
    if (!start) return undefined;
    const found = start + (matchAt(isBracketed ? PART_IN_BRACKETS : PART, this.#text, at + start.length)?.[0] ?? '');
    const text = withoutPunctuation(found.slice(0, endOfAddress(found, start.length)));
    const address = text.includes('&') ? unescapeText(text) : text;
    return { text, address: /^w/i.test(text) ? `http://${address}` : address };
  }
}

const LAST = /(?:(?:&[a-z\d]+)?;|[?!.,:*_~'"]|(?![\0-\x7f])\p{P})$/iu;

/** Punctuation at the end belongs to the sentence, and so does a parenthesis that was not opened in the address. */
function withoutPunctuation(address: string): string {
  let open = address.split('(').length - address.split(')').length;
  let end = address.length;
  for (let last; end; end -= last.length) {
    last = address[end - 1]!;
    if (last === ')') {
      if (open++ >= 0) break;
    } else if (/[a-z\d/]/i.test(last)) break;
    else last = LAST.exec(address.slice(Math.max(0, end - 34), end))?.[0] ?? '';
    if (!last) break;
  }
  return address.slice(0, end);
}
