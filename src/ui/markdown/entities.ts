/** Character references and backslash escapes: what a source text says in a roundabout way. */

// Names and characters in turn: what people and models do write. Letters they write as they are.
const NAMES =
  'amp&lt<gt>quot"apos\'nbsp\xa0copy©reg®trade™hellip…mdash—ndash–lsquo‘rsquo’ldquo“rdquo”laquo«raquo»larr←rarr→bull•deg°times×euro€';

/** One of either, for an expression that is sticky or global. */
export const ESCAPED = '\\\\[!-/:-@[-`{-~]|&(?:#x[\\da-f]{1,6}|#\\d{1,7}|[a-z][a-z\\d]{1,31});';

/** What `\c`, `&name;` or `&#number;` stands for; an unknown name stands for itself. */
function unescape(escaped: string): string {
  if (escaped[0] === '\\') return escaped[1]!;
  const body = escaped.slice(1, -1);
  if (body[0] !== '#') return new RegExp(`(?:^|\\W)${body}(\\W)`).exec(NAMES)?.[1] ?? escaped;
  const code = Number(body.slice(1).replace(/^x/i, '0x'));
  return code && code < 0x110000 && (code & ~0x7ff) !== 0xd800 ? String.fromCodePoint(code) : '\ufffd';
}

/** Resolves the escapes and references in a text. */
export function unescapeText(text: string): string {
  return text.replace(new RegExp(ESCAPED, 'gi'), unescape);
}
