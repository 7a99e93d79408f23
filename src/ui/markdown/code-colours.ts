import { adoptStyles } from '../adopt-styles.js';
import { codeColoursStyles } from './code-colours.styles.js';
import { tokensOf, type Token, type TokenKind } from './code-tokens.js';

/* Colours for code, by the CSS Custom Highlight API: the text stays one text, to be selected, copied and read out. */

/** Those that a block in sight is painted with. */
const painted = new WeakMap<Element, readonly (readonly [TokenKind, AbstractRange])[]>();

/** Paints a block of finished code, as long as it is in sight: what is gone, or far away, costs nothing. */
export function colourCode(code: HTMLElement, language: string, isInSight: boolean): void {
  if (!isInSight) return clear(code);
  if (painted.has(code)) return;
  adoptStyles(code, codeColoursStyles);
  // There, what is painted lies on the ground of a selection, whatever its style says.
  if (matchMedia('(forced-colors: active)').matches) return;
  const ranges = rangesOf(code, tokensOf(code.textContent, language));
  painted.set(code, ranges);
  for (const [kind, range] of ranges) {
    const name = `autessa-${kind}`;
    const highlight = CSS.highlights.get(name) ?? new Highlight();
    CSS.highlights.set(name, highlight.add(range));
  }
}

function clear(code: Element): void {
  for (const [kind, range] of painted.get(code) ?? []) {
    const name = `autessa-${kind}`;
    const highlight = CSS.highlights.get(name);
    highlight?.delete(range);
    if (highlight?.size === 0) CSS.highlights.delete(name);
  }
  painted.delete(code);
}

/** The text may be in several nodes, and a token in more than one of them. */
function rangesOf(code: Element, tokens: readonly Token[]): (readonly [TokenKind, AbstractRange])[] {
  const texts = [...code.childNodes].filter((each) => each instanceof Text);
  let at = 0;
  let before = 0;
  const place = (offset: number): readonly [Text, number] | undefined => {
    let text = texts[at];
    while (text && offset > before + text.length) {
      before += text.length;
      at += 1;
      text = texts[at];
    }
    return text && [text, offset - before];
  };
  return tokens.flatMap(({ kind, start, end }) => {
    const [from, to] = [place(start), place(end)];
    if (!from || !to) return [];
    return [[kind, new StaticRange({ startContainer: from[0], startOffset: from[1], endContainer: to[0], endOffset: to[1] })] as const];
  });
}
