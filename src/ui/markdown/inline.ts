import { Addresses } from './autolinks.js';
import { CodeSpans } from './code-spans.js';
import { type Delimiter, delimiter, emphasis, Pairing } from './emphasis.js';
import { ESCAPED, unescape, unescapeText } from './entities.js';
import { buildTree, element, type Inline, type Mark, plainText, type Token } from './inline-tree.js';
import { matchAt, type Scan, scanTarget, type Target } from './links.js';
import type * as Formulas from './math.js';
import type { Shared } from './options.js';
import { FORMULA, MOST_MARKS, REACH } from './limits.js';
import { definitionOf, imageOf, linkTo, noteMark } from './references.js';

type Resolved = Pick<Target, 'address' | 'title' | 'end'>;

interface Bracket {
  readonly mark: Mark;
  readonly image: boolean;
  /** Where the label starts, and how many tokens and delimiters came before. */
  readonly start: number;
  readonly tokens: number;
  readonly delimiters: number;
  /** Whether there is another bracket within, which no label may have. */
  hasBracket: boolean;
}

/** What says something only together with what follows, when nothing does. */
const UNFINISHED = /(?:([`*_~])\1*|[ \t\n]+|[\\!]|\[\^[^\s[\]]*|<(?:[^\s<>]*|[bB][rR] *\/?>?[ \t]*\n?[ \t]*)|&#?\w{0,31})$/y;
const LAST_BLANKS = /[ \t\n]+$/y;
const RUN = /([`*_~])\1*|[ \t\n]+/y;
const ORDINARY = /[a-z\d.+-]{1,999}|[^a-z\d \t\n\\`*_~[\]!<&$]{1,64}/iy;
/** More marks than any language puts on a character: a browser shapes them in the square of their number, unless a line may break there. */
const STACKED = /\p{M}{64}/uy;
const ANGLE = /<(?:([a-z][a-z\d.+-]{1,31}:[^\0- <>]*)|([\w.!#$%&'*+/=?^`{|}~-]+@[a-z\d]+(?:(?:\.|-+)[a-z\d]+)*))>/iy;
const BREAK = /<br *\/?>[ \t]*\n?[ \t]*/iy;
const NOTE = /\[\^([^\s[\]]+)\]/y;
const ESCAPE = new RegExp(ESCAPED, 'iy');
/** Characters that more than a word may begin with. */
const SPECIAL = new Set('`*_~ \t\n\\![<&$');

/** How many unfinished emphases are shown as if they were finished. */
const FORESEEN = 8;

/**
 * Reads inline content. Unless the text is `final`, what is unfinished at its end is read the way it will most likely
 * turn out (an open `**` is bold, an open link is its text) and the marks that cannot be judged yet are left out.
 * @param before the last characters before it
 * @param marks how many of the message's marks come before
 * @param missed is given the labels that have not been defined
 * @param math reads formulas; they are read when the text is complete
 */
export function parseInline(text: string, before: string, final: boolean, shared: Shared, marks: number, missed: Set<string>, math?: typeof Formulas): Inline {
  const tokens: Token[] = [];
  const brackets: Bracket[] = [];
  /** How many of the brackets are around a link, and so can be none. */
  let surrounding = 0;
  const pairing = new Pairing();
  // Inside a bracket nothing pairs until it is known whether that is a link: links bind more tightly.
  const delimiters: Delimiter[] = [];
  const codeSpans = new CodeSpans(text);
  const addresses = new Addresses(text);
  let settledTokens = 0;
  let settledMarks = marks;
  let settledLength = 0;
  let at = 0;

  const pairAll = (pending: readonly Delimiter[], pairs: Pairing) => {
    for (const one of pending) pairs.add(one);
  };
  /** The last characters before `at`, for what depends on them. */
  const context = (): string => (at < 4 ? before + text.slice(0, at) : text.slice(at - 4, at));
  const settle = () => {
    settledTokens = tokens.length;
    settledMarks = marks;
    settledLength = at;
  };
  const take = (token: Token, length: number): true => {
    tokens.push(token);
    if (typeof token !== 'string') marks += 1;
    at += length;
    return true;
  };

  /** Turns the tokens since a bracket into a link or an image. */
  const close = (bracket: Bracket, target: Resolved) => {
    pairAll(delimiters.splice(bracket.delimiters), new Pairing());
    bracket.mark.text = '';
    if (bracket.image) {
      tokens.push(imageOf(shared, target, plainText(buildTree(tokens.splice(bracket.tokens)))));
      return;
    }
    // An address within a link's text is no link of its own.
    for (let i = bracket.tokens; i < tokens.length; i++) {
      const token = tokens[i]!;
      if (typeof token !== 'string' && 'tag' in token && token.tag === 'a') tokens[i] = plainText(token.children);
    }
    const anchor = linkTo(shared, target.address, target.title);
    if (anchor) {
      bracket.mark.opens.push(anchor);
      tokens.push({ text: '', closes: 1, opens: [] });
    }
    surrounding = brackets.length;
  };

  /** After `]`: the link's target, and where it ends. */
  const target = (bracket: Bracket): Scan<Resolved> => {
    const end = at + 1;
    let found = scanTarget(text, end, final);
    // What is too far away is none.
    if ((found ? found.end : found === null ? text.length : 0) - end > REACH) found = undefined;
    if (found === null || (found && found.label === undefined)) return found;
    const hasLabel = !bracket.hasBracket && at - bracket.start < 1_000;
    const own = hasLabel ? definitionOf(shared, text.slice(bracket.start, at), missed) : undefined;
    // Two labels side by side are two sources: [1][2].
    const definition = own ?? (found?.label ? definitionOf(shared, found.label, missed) : undefined);
    return definition && { ...definition, end: own && found?.label ? end : (found?.end ?? end) };
  };

  /** Takes what is open for text, where it is too far away to be closed. */
  const abandon = () => {
    brackets.length = surrounding = 0;
    pairAll(delimiters.splice(0), pairing);
    pairing.abandon();
    settle();
  };

  const codeSpan = (run: string): boolean => {
    const { length } = run;
    const start = at + length;
    let end = codeSpans.next(length, start);
    if (end === undefined && !final) end = text.length;
    if (end === undefined || end - start > REACH) return take(run, length);
    const isClosed = codeSpans.next(length, start) === end;
    const code = text.slice(start, end).replace(/\n/g, ' ');
    const shown = isClosed ? code : code.replace(/`+$/, '');
    take(element('code', {}, /^ .*[^ ].* $/.test(shown) ? shown.slice(1, -1) : shown), length + code.length + length);
    return isClosed;
  };

  /** A word, or whatever else is only itself; an address in it is a link. */
  const word = (character: string): true => {
    const stacked = matchAt(STACKED, text, at)?.[0];
    if (stacked) {
      tokens.push(stacked);
      return take(element('wbr'), stacked.length);
    }
    const ordinary = matchAt(ORDINARY, text, at)?.[0] ?? character;
    const after = text[at + ordinary.length];
    const mayBegin = ((after === '@' || after === '_') && /^[a-z\d]/i.test(ordinary)) || /^(?:https?$|www\.)/i.test(ordinary);
    const address = mayBegin && !/[a-z\d]$/i.test(at ? text[at - 1]! : before) && addresses.at(at, brackets.length > 0);
    if (!address) return take(ordinary, ordinary.length);
    return take(linkTo(shared, address.address, null, unescapeText(address.text)) ?? unescapeText(address.text), address.text.length);
  };

  /** Reads what starts at `at`; `false`: it cannot be told yet what the rest of the text is. */
  const step = (): boolean => {
    const character = text[at]!;
    if (at - settledLength > REACH) abandon();
    if (marks >= MOST_MARKS) {
      abandon();
      const [rest] = matchAt(/[^]*[^ \t\n]/y, text, at) ?? [];
      if (rest) take(rest, rest.length);
      settle();
      return false;
    }
    if (SPECIAL.has(character)) {
      if (matchAt(final ? LAST_BLANKS : UNFINISHED, text, at)) return false;
    } else if (character !== ']') return word(character);
    const run = matchAt(RUN, text, at)?.[0];
    if (run && character <= ' ') {
      if (!brackets.length && !pairing.openers.length) settle();
      return take(run.includes('  \n') ? element('br') : run.includes('\n') ? '\n' : run, run.length);
    }
    if (run && character === '`') return codeSpan(run);
    if (run) {
      const [after = ''] = text.slice(at + run.length, at + run.length + 2);
      const mark = delimiter(run, context(), after);
      // A single tilde means "about", or "to".
      if (character !== '~' || run.length === 2) {
        if (brackets.length) delimiters.push(mark);
        else pairing.add(mark);
      }
      return take(mark, run.length);
    }
    const formula = /[\\$]/.test(character) && math?.scanFormula(text, at);
    if (formula) {
      const { tex, isDisplay, length } = formula;
      marks += FORMULA;
      return take(element('span', { class: 'math', 'data-tex': tex, 'data-display': isDisplay ? 'block' : null }, text.slice(at, at + length)), length);
    }
    if (character === '\\' && text[at + 1] === '\n') return take(element('br'), matchAt(/.\s*/y, text, at)![0].length);
    if (character === '\\' || character === '&') {
      const escaped = matchAt(ESCAPE, text, at)?.[0];
      return escaped ? take(unescape(escaped), escaped.length) : take(character, 1);
    }
    const note = brackets.length ? undefined : matchAt(NOTE, text, at);
    const noted = note && noteMark(shared, note[1]!, note[0], missed);
    if (noted) return take(noted, note[0].length);
    const opening = matchAt(/!?\[/y, text, at)?.[0];
    if (opening) {
      const mark: Mark = { text: opening, closes: 0, opens: [] };
      const start = at + opening.length;
      const around = brackets.at(-1);
      if (around) around.hasBracket = true;
      brackets.push({ mark, image: opening !== '[', start, tokens: tokens.length, delimiters: delimiters.length, hasBracket: false });
      return take(mark, opening.length);
    }
    if (character === ']') {
      const bracket = brackets.at(-1);
      const found = bracket && (bracket.image || brackets.length > surrounding) ? target(bracket) : undefined;
      if (found === null) return false;
      brackets.pop();
      surrounding = Math.min(surrounding, brackets.length);
      if (bracket && found) {
        close(bracket, found);
        at = found.end;
      } else take(']', 1);
      if (!brackets.length) pairAll(delimiters.splice(0), pairing);
      return true;
    }
    const lineBreak = matchAt(BREAK, text, at)?.[0];
    if (lineBreak) return take(element('br'), lineBreak.length);
    const [angled, address, mail] = matchAt(ANGLE, text, at) ?? [];
    if (angled) return take(linkTo(shared, address ?? `mailto:${mail!}`, null, angled.slice(1, -1)) ?? angled, angled.length);
    return word(character);
  };

  while (at < text.length && step());

  pairAll(delimiters, pairing);
  if (!final) {
    for (const { mark } of brackets) mark.text = '';
    for (const opener of pairing.openers.slice(0, FORESEEN)) {
      // A lone asterisk between letters or digits is mostly a product.
      if (opener.text === '*' && opener.closer) continue;
      opener.opens.unshift(...(opener.text.length > 2 ? [emphasis('*', 1)] : []), emphasis(opener.kind, opener.text.length));
      opener.text = '';
    }
  }
  const nodes = buildTree(tokens.slice(0, settledTokens));
  const settled = nodes.length;
  const last = nodes.at(-1);
  buildTree(tokens.slice(settledTokens), nodes);
  return { nodes, settled, length: settledLength, marks: final ? marks : settledMarks, settledText: typeof last === 'string' ? last.length : 0 };
}
