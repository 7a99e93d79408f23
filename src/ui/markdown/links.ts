import { unescapeText } from './entities.js';

/** The syntax of links: destinations, titles, labels, definitions. Every scan tells "no" from "not yet". */

export interface Target {
  readonly address: string;
  readonly title: string | undefined;
  /** Where the scan ended. */
  readonly end: number;
}

export interface Definition extends Target {
  readonly label: string;
}

/** `undefined`: this is none. `null`: the text ended before that could be told. */
export type Scan<T> = T | undefined | null;

const LABEL = /\[((?:[^\\[\]]|\\[^])*)\]/y;
const TITLE = /"((?:[^"\\]|\\[^])*)"|'((?:[^'\\]|\\[^])*)'|\(((?:[^()\\]|\\[^])*)\)/y;

export function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** The first position at or after `at` that is no blank. */
function skip(text: string, at: number, pattern = /[ \t\n]*/y): number {
  return at + matchAt(pattern, text, at)![0].length;
}

/** Labels match without regard to case and to the width of blanks. */
export function normalizeLabel(label: string): string {
  return label.trim().replace(/\s+/g, ' ').toLowerCase().toUpperCase();
}

/** A label `[…]` with something in it. */
export function scanLabel(text: string, at: number): Scan<{ readonly label: string; readonly end: number }> {
  const match = matchAt(LABEL, text, at);
  if (!match) return matchAt(/\[(?:[^\\[\]]|\\[^])*\\?$/y, text, at) ? null : undefined;
  if (match[1]!.length > 999 || !match[1]!.trim()) return undefined;
  return { label: match[1]!, end: at + match[0].length };
}

function scanDestination(text: string, at: number): Scan<{ readonly address: string; readonly end: number }> {
  if (text[at] === '<') {
    const match = matchAt(/<((?:[^<>\n\\]|\\.)*)>/y, text, at);
    if (match) return { address: unescapeText(match[1]!), end: at + match[0].length };
    return matchAt(/<(?:[^<>\n\\]|\\.)*\\?$/y, text, at) ? null : undefined;
  }
  let depth = 0;
  let end = at;
  for (; end < text.length && text[end]! > ' ' && text[end] !== '\x7f'; end++) {
    if (text[end] === '\\' && /[!-/:-@[-`{-~]/.test(text[end + 1] ?? '')) end++;
    else if (text[end] === '(' && ++depth > 32) return undefined;
    else if (text[end] === ')' && --depth < 0) break;
  }
  if (depth > 0) return end === text.length ? null : undefined;
  return { address: unescapeText(text.slice(at, end)), end };
}

function scanTitle(text: string, at: number): Scan<{ readonly title: string; readonly end: number }> {
  const match = matchAt(TITLE, text, at);
  if (match) return { title: unescapeText(match[1] ?? match[2] ?? match[3]!), end: at + match[0].length };
  return matchAt(/["'(]/y, text, at) && !matchAt(/\([^]*\(/y, text, at) ? null : undefined;
}

/** What follows a link's text: `(destination "title")`. */
export function scanTarget(text: string, at: number): Scan<Target> {
  const start = skip(text, at + 1);
  if (start === text.length) return null;
  const destination = scanDestination(text, start);
  if (!destination) return destination;
  let end = skip(text, destination.end);
  let title: string | undefined;
  if (end > destination.end && text[end] !== ')' && end < text.length) {
    const scanned = scanTitle(text, end);
    if (!scanned) return scanned;
    title = scanned.title;
    end = skip(text, scanned.end);
  }
  if (end === text.length) return null;
  return text[end] === ')' ? { address: destination.address, title, end: end + 1 } : undefined;
}

/** A link reference definition at the start of a paragraph; `final`: nothing can follow. */
export function scanDefinition(text: string, final: boolean): Scan<Definition> {
  const label = scanLabel(text, 0);
  // A bracket without its colon is shown as the link it will most likely be.
  if (!label || text[label.end] !== ':') return undefined;
  const notYet = final ? undefined : null;
  const start = skip(text, label.end + 1);
  if (start === text.length) return notYet;
  const destination = scanDestination(text, start);
  if (!destination) return destination === null ? notYet : undefined;
  const blank = skip(text, destination.end, /[ \t]*/y);
  if (!final && blank === text.length) return null;
  const definition = { label: normalizeLabel(label.label), address: destination.address };
  const ended = blank === text.length || text[blank] === '\n';
  const untitled: Definition | undefined = ended ? { ...definition, title: undefined, end: blank + 1 } : undefined;
  if (destination.end === start && text[start] !== '<') return undefined;
  const from = skip(text, blank);
  if (from === text.length) return final ? untitled : null;
  const title = from > destination.end ? scanTitle(text, from) : undefined;
  if (!title) return title === null && !final ? null : untitled;
  const end = skip(text, title.end, /[ \t]*/y);
  if (end === text.length ? final : text[end] === '\n') return { ...definition, title: title.title, end: end + 1 };
  return end === text.length ? null : untitled;
}
