import { unescapeText } from './entities.js';

/** The syntax of links: destinations, titles, labels, definitions. */

export interface Target {
  readonly address: string;
  readonly title: string | null;
  /** Where the scan ended. */
  readonly end: number;
}

export interface Definition extends Target {
  readonly label: string;
}

/** `undefined`: this is none. `null`: the text ended before that could be told. */
export type Scan<T> = T | undefined | null;

/** Something as a pattern, and as another that also takes what may still become it. */
interface Syntax {
  readonly whole: RegExp;
  readonly begun: RegExp;
}

/** Wraps a part of a pattern at which a text may end that is not complete yet. */
type Part = (pattern: string) => string;

function syntax(build: (part: Part) => string): Syntax {
  const compile = (otherwise: string) => new RegExp(build((pattern) => `(?:${pattern}${otherwise})`), 'y');
  return { whole: compile(''), begun: compile('|$') };
}

function enclosed(part: Part, open: string, close = open, any = '[^]'): string {
  return `${open}(?:(?![${open}${close}\\\\])${any}|\\\\${part(any)})*${part(close)}`;
}

const BLANK = '[ \\t\\n]';
const PRINTABLE = '[^\\0- \\x7f]';
/** A character of a destination without brackets, parentheses aside; these may be nested so many times. */
const PLAIN = `(?![()\\\\])${PRINTABLE}|\\\\(?:${PRINTABLE}|(?!${PRINTABLE}))`;
const NESTED = 4;

function destination(part: Part): string {
  let plain = PLAIN;
  for (let depth = 0; depth < NESTED; depth++) plain = `${PLAIN}|\\((?:${plain})*${part('\\)')}`;
  return `(${enclosed(part, '<', '>', '.')}|(?!<)(?:${plain})+)`;
}

function title(part: Part): string {
  return `(${enclosed(part, '"')}|${enclosed(part, "'")}|${enclosed(part, '\\(', '\\)')})`;
}

function label(part: Part): string {
  return `(?!\\[\\s*\\])(${enclosed(part, '\\[', '\\]')})`;
}

const TARGET = syntax((part) =>
  part(`\\(${BLANK}*(?:${destination(part)}(?:${BLANK}+${title(part)})?${BLANK}*)?${part('\\)')}|\\[\\]|${label(part)}`),
);

// A bracket without its colon is shown as the link it will most likely be.
const DEFINITION = syntax(
  (part) => `${label(String)}:${BLANK}*${part(destination(part))}(?:${BLANK}+${part(title(part))})?[ \\t]*(?:\\n|$)`,
);

export function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Labels match without regard to case and to the width of blanks. */
export function normalizeLabel(label: string): string {
  return label.trim().replace(/\s+/g, ' ').toLowerCase().toUpperCase();
}

function targetOf(address = '', title: string | undefined, end: number): Target {
  return {
    // Blanks are no part of an address, and none of a host; after that they are what people write for %20.
    address: unescapeText(address.replace(/^<(.*)>$/, '$1')).replace(/\w[/?].*/s, (path) => path.replaceAll(' ', '%20')),
    title: title ? unescapeText(title.slice(1, -1)) : null,
    end,
  };
}

/** What follows a link's text: `(destination "title")`, or a `[label]`, which is empty if it is the text itself. */
export function scanTarget(text: string, at: number, final: boolean): Scan<Target & { readonly label: string | undefined }> {
  const match = matchAt(TARGET.whole, text, at);
  if (!match) return !final && matchAt(TARGET.begun, text, at) ? null : undefined;
  const label = text[at] === '[' ? (match[3]?.slice(1, -1) ?? '') : undefined;
  return { ...targetOf(match[1], match[2], at + match[0].length), label };
}

/** A link reference definition at the start of a paragraph; `final`: nothing can follow. */
export function scanDefinition(text: string, final: boolean): Scan<Definition> {
  if (!final && matchAt(DEFINITION.begun, text, 0)?.[0].length === text.length) return null;
  const match = matchAt(DEFINITION.whole, text, 0);
  if (!match || match[1]!.length > 1001) return undefined;
  return { ...targetOf(match[2], match[3], match[0].length), label: normalizeLabel(match[1]!.slice(1, -1)) };
}
