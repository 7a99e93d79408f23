/** Character references and backslash escapes: what a source text says in a roundabout way. */

const ACCENTS: Readonly<Record<string, string>> = {
  grave: '\u0300', acute: '\u0301', circ: '\u0302', tilde: '\u0303', uml: '\u0308', ring: '\u030a', cedil: '\u0327',
  caron: '\u030c',
};

// Names and characters in turn. Accented letters are composed instead, see `named`.
const NAMES =
  'amp&lt<gt>quot"apos\'nbsp\u00a0iexcl¡cent¢pound£curren¤yen¥brvbar¦sect§copy©ordf\u00aalaquo«not¬shy\u00adreg®deg°' +
  'plusmn±sup1¹sup2²sup3³micro\u00b5para¶middot·ordm\u00baraquo»frac14¼frac12½frac34¾iquest¿AElig\u00c6times×' +
  'Oslash\u00d8szlig\u00dfaelig\u00e6divide÷oslash\u00f8OElig\u0152oelig\u0153alpha\u03b1beta\u03b2gamma\u03b3' +
  'delta\u03b4epsilon\u03b5theta\u03b8lambda\u03bbmu\u03bcpi\u03c0rho\u03c1sigma\u03c3tau\u03c4phi\u03c6omega\u03c9' +
  'Delta\u0394Sigma\u03a3Omega\u03a9ensp\u2002emsp\u2003thinsp\u2009zwnj\u200czwj\u200dndash–mdash—lsquo‘rsquo’' +
  'sbquo‚ldquo“rdquo”bdquo„dagger†Dagger‡bull•hellip…permil‰prime′Prime″lsaquo‹rsaquo›euro€trade™larr←uarr↑rarr→' +
  'darr↓harr↔lArr⇐rArr⇒hArr⇔forall∀part∂exist∃empty∅nabla∇isin∈notin∉prod∏sum∑minus−radic√infin∞and∧or∨cap∩cup∪' +
  'int∫asymp≈ne≠equiv≡le≤ge≥sub⊂sup⊃check✓star☆hearts♥';

/** One character reference, for a sticky or a global expression. */
export const REFERENCE = '&(?:#x[\\da-f]{1,6}|#\\d{1,7}|[a-z][a-z\\d]{1,31});';

function named(name: string): string | undefined {
  const accented = /^([a-z])([a-z]+)$/i.exec(name);
  const accent = accented && ACCENTS[accented[2]!];
  if (accent) return (accented[1]! + accent).normalize();
  return new RegExp(`(?:^|\\W)${name}(\\W)`).exec(NAMES)?.[1];
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
