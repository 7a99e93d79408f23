import type { InlineElement } from './inline-tree.js';
import { element, type Mark } from './inline-tree.js';

/** A run of `*`, `_` or `~~` that may open or close emphasis. */
export interface Delimiter extends Mark {
  readonly kind: string;
  readonly length: number;
  readonly opener: boolean;
  readonly closer: boolean;
}

const WORD = 0;
const BLANK = 1;
const PUNCTUATION = 2;
/** A letter, and a mark, of Chinese, Japanese or Korean, or of another script without blanks between words. */
const CJK = 3;
const CJK_PUNCTUATION = 4;

/**
 * East Asian Width W, F or H, and Hangul, without what is an emoji by default (its amendment, 2.1); and Thai, Lao,
 * Tibetan, Burmese and Khmer.
 */
const WIDE =
  /(?!\p{Emoji_Presentation})[\u0e00-\u109f\u1100-\u11ff\u1780-\u17ff\u20a9\u2329\u232a\u2630-\u2637\u268a-\u268f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uffee\u{16fe0}-\u{18dff}\u{1aff0}-\u{1b2ff}\u{1d300}-\u{1d376}\u{1f200}-\u{1f265}\u{20000}-\u{3fffd}]/u;

/** By ASCII code. */
const KINDS = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[ \t\n\f\r]/.test(character)) return BLANK;
  return /[!-/:-@[-`{-~]/.test(character) ? PUNCTUATION : WORD;
});

function kindOf(character: string): number {
  const code = character.charCodeAt(0);
  if (!(code > 127)) return KINDS[code] ?? BLANK;
  const wide = WIDE.test(character);
  if (/[\p{P}\p{S}]/u.test(character)) return wide ? CJK_PUNCTUATION : PUNCTUATION;
  return /\s/.test(character) ? BLANK : wide || /[\u{e0100}-\u{e01ef}]/u.test(character) ? CJK : WORD;
}

/** Of what comes before, the last character; one that is followed by a variation selector goes along with that. */
function kindBefore(before: string): number {
  if (!(before.charCodeAt(before.length - 1) > 127)) return kindOf(before.slice(-1));
  const characters = [...before];
  const [base = '', last] = characters.slice(-2);
  if (last === undefined || !/[\ufe00-\ufe0e]/.test(last)) return kindOf(last ?? base);
  return last === '\ufe01' && /[‘’“”]/.test(base) ? CJK_PUNCTUATION : kindOf(base);
}

/** Whether a run of asterisks is a sign in a sum: 5*3*2, 2**8. */
function isSign(run: string, before: string, after: string): boolean {
  const around = run[0] === '*' && run.length < 3 ? before.slice(-1) + after : '';
  return /^[a-z\d]{2}$/i.test(around) && (run.length < 2 ? /\d/ : /\d{2}/).test(around);
}

/**
 * Reads the run between two characters (empty at the ends of the text). What is CJK beside the run counts as a blank
 * does: `**「…」**は` is bold, as the CJK-friendly amendment to CommonMark has it.
 * @param before up to two characters
 * @see https://github.com/tats-u/markdown-cjk-friendly/blob/main/specification.md
 */
export function delimiter(run: string, before: string, after: string): Delimiter {
  const kind = kindBefore(before);
  const kindAfter = kindOf(after);
  const left = kindAfter !== BLANK && (kindAfter !== PUNCTUATION || kind !== WORD);
  const right = kind !== BLANK && (kind !== PUNCTUATION || kindAfter !== WORD);
  const inWord = run[0] === '_';
  const sign = isSign(run, before, after);
  return {
    text: run,
    closes: 0,
    opens: [],
    kind: run[0]!,
    length: run.length,
    opener: !sign && left && (!inWord || !right || kind === PUNCTUATION || kind === CJK_PUNCTUATION),
    closer: !sign && right && (!inWord || !left || kindAfter === PUNCTUATION || kindAfter === CJK_PUNCTUATION),
  };
}

/** The element that a run of this many marks stands for. */
export function emphasis(kind: string, length: number): InlineElement {
  return element(kind === '~' ? 'del' : length > 1 ? 'strong' : 'em');
}

/**
 * Pairs delimiters in the order of the text. What remains in `openers` may still be closed by what follows;
 * nothing that has been paired is ever taken apart, so the parser may stop and go on at any point.
 */
export class Pairing {
  readonly openers: Delimiter[] = [];
  /** Below which height of `openers` a kind of closer has been looked for in vain: keeps hostile texts linear. */
  readonly #floor = new Map<string, number>();

  add(closer: Delimiter): void {
    const { openers } = this;
    while (closer.closer && closer.text) {
      const kind = closer.kind + closer.opener + (closer.length % 3);
      const floor = this.#floor.get(kind) ?? 0;
      let at = openers.length - 1;
      while (at >= floor && !pairs(openers[at]!, closer)) at--;
      if (at < floor) {
        this.#floor.set(kind, openers.length);
        break;
      }
      const opener = openers[at]!;
      const used = Math.min(opener.text.length, closer.text.length, 2);
      opener.text = opener.text.slice(used);
      closer.text = closer.text.slice(used);
      opener.opens.unshift(emphasis(opener.kind, used));
      closer.closes++;
      openers.length = opener.text ? at + 1 : at;
      for (const [key, height] of this.#floor) if (height > openers.length) this.#floor.set(key, openers.length);
    }
    if (closer.opener && closer.text) openers.push(closer);
  }

  /** Whatever is open stays as it is written. */
  abandon(): void {
    this.openers.length = 0;
    this.#floor.clear();
  }
}

function pairs(opener: Delimiter, closer: Delimiter): boolean {
  if (opener.kind !== closer.kind) return false;
  // "Rule of three": a run that could do both pairs only if the lengths don't add up to a multiple of three.
  const both = opener.closer || closer.opener;
  return !both || (opener.length + closer.length) % 3 > 0 || (opener.length % 3 === 0 && closer.length % 3 === 0);
}
