import type { InlineElement } from './inline-tree.js';
import { element, type Mark } from './inline-tree.js';

/** A run of `*`, `_` or `~` that may open or close emphasis. */
export interface Delimiter extends Mark {
  /** Its character; runs of tildes pair only with runs of the same length, so these are kinds of their own. */
  readonly kind: string;
  readonly length: number;
  readonly opener: boolean;
  readonly closer: boolean;
}

const BLANK = /^\s?$/u;
const PUNCTUATION = /[\p{P}\p{S}]/u;

/** Reads the run between two characters (empty at the ends of the text). */
export function delimiter(run: string, before: string, after: string): Delimiter {
  const blankBefore = BLANK.test(before);
  const blankAfter = BLANK.test(after);
  const marked = PUNCTUATION.test(before);
  const markedAfter = PUNCTUATION.test(after);
  const left = !blankAfter && (!markedAfter || blankBefore || marked);
  const right = !blankBefore && (!marked || blankAfter || markedAfter);
  const inWord = run[0] === '_';
  return {
    text: run,
    closes: 0,
    opens: [],
    kind: run[0] === '~' ? run : run[0]!,
    length: run.length,
    opener: left && (!inWord || !right || marked),
    closer: right && (!inWord || !left || markedAfter),
  };
}

/** The element that a run of this many marks stands for. */
export function emphasis(kind: string, length: number): InlineElement {
  return element(kind[0] === '~' ? 'del' : length > 1 ? 'strong' : 'em');
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
}

function pairs(opener: Delimiter, closer: Delimiter): boolean {
  if (opener.kind !== closer.kind) return false;
  // "Rule of three": a run that could do both pairs only if the lengths don't add up to a multiple of three.
  const both = opener.closer || closer.opener;
  return !both || (opener.length + closer.length) % 3 > 0 || (opener.length % 3 === 0 && closer.length % 3 === 0);
}
