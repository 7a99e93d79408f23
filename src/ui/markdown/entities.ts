import { html, render } from 'lit';

/** Character references and backslash escapes: what a source text says in a roundabout way. */

/** One of either, for an expression that is sticky or global. */
export const ESCAPED = '\\\\[!-/:-@[-`{-~]|&(?:#x[\\da-f]{1,6}|#\\d{1,7}|[a-z][a-z\\d]{1,31});';

/** Also of names that are none: these stand for themselves. */
const named = new Map<string, string>();
/** No more names that are none are asked for, or kept: there are endless ones. */
const UNKNOWN = 500;
let unknown = 0;

/**
 * What `&name;` stands for: the browser knows all two thousand names. It is asked by a template, which Trusted Types let
 * through; nothing but letters and digits gets here. Of a longer name it takes what begins like a known one
 * (`&notit;` is `¬it;`), which no character is as long as.
 */
function resolveName(reference: string): string {
  const box = document.createElement('p');
  render(html(Object.assign([reference], { raw: [reference] })), box);
  const { textContent } = box;
  if (textContent.length > 2) {
    unknown += 1;
    named.set(reference, reference);
    return reference;
  }
  named.set(reference, textContent);
  return textContent;
}

/** What `\c`, `&name;` or `&#number;` stands for; an unknown name stands for itself. */
export function unescape(escaped: string): string {
  if (escaped[0] === '\\') return escaped[1]!;
  if (escaped[1] !== '#') return named.get(escaped) ?? (unknown < UNKNOWN ? resolveName(escaped) : escaped);
  const code = Number(escaped.slice(2, -1).replace(/^x/i, '0x'));
  return code && code < 0x110000 && (code & ~0x7ff) !== 0xd800 ? String.fromCodePoint(code) : '\ufffd';
}

const ALL = new RegExp(ESCAPED, 'gi');

/** Resolves the escapes and references in a text. */
export function unescapeText(text: string): string {
  return text.replace(ALL, unescape);
}
