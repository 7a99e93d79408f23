/** Character references and backslash escapes: what a source text says in a roundabout way. */

// Names and characters in turn, here and below.
const ACCENTS = 'grave\u0300acute\u0301circ\u0302tilde\u0303uml\u0308ring\u030acedil\u0327';

// What people and models do write. Accented letters are composed, see `named`.
const NAMES =
  'amp&lt<gt>quot"apos\'nbsp\xa0pound£sect§copy©laquo«reg®deg°plusmn±sup2²micro\xb5middot·raquo»frac12½times×' +
  'szlig\xdfndash–mdash—lsquo‘rsquo’ldquo“rdquo”bdquo„bull•hellip…euro€trade™larr←rarr→minus−infin∞ne≠le≤ge≥';

/** One character reference, for a sticky or a global expression. */
export const REFERENCE = '&(?:#x[\\da-f]{1,6}|#\\d{1,7}|[a-z][a-z\\d]{1,31});';

function find(name: string, table: string): string | undefined {
  return new RegExp(`(?:^|\\W)${name}(\\W)`).exec(table)?.[1];
}

function named(name: string): string | undefined {
  const accent = find(name.slice(1), ACCENTS);
  return accent ? (name[0]! + accent).normalize() : find(name, NAMES);
}

/** What `&name;` or `&#number;` stands for; an unknown name stands for itself. */
export function decodeReference(reference: string): string {
  const body = reference.slice(1, -1);
  if (body[0] !== '#') return named(body) ?? reference;
  const code = Number(body.slice(1).replace(/^x/i, '0x'));
  return code && code < 0x110000 && (code & ~0x7ff) !== 0xd800 ? String.fromCodePoint(code) : '\ufffd';
}

/** Resolves the backslash escapes and character references in an address, a title or a language. */
export function unescapeText(text: string): string {
  return text.replace(new RegExp(`\\\\([!-/:-@[-\`{-~])|${REFERENCE}`, 'gi'), (match: string, escaped?: string) =>
    escaped ?? decodeReference(match),
  );
}
