import { fill } from '../strings/strings.js';
import { webAddress } from './autolinks.js';
import { type Delimiter, delimiter, emphasis, Pairing } from './emphasis.js';
import { ESCAPED, unescapeText } from './entities.js';
import { buildTree, element, type InlineElement, type InlineNode, type Mark, plainText, type Token } from './inline-tree.js';
import { matchAt, normalizeLabel, type Scan, scanTarget, type Target } from './links.js';
import type { Shared } from './options.js';

export interface Inline {
  readonly nodes: readonly InlineNode[];
  /** How many of the nodes no further text can change, and how much of the text these are. */
  readonly settled: number;
  readonly length: number;
  /** If the last of them is text, how much of it is settled. */
  readonly settledText: number;
}

interface Bracket {
  readonly mark: Mark;
  readonly image: boolean;
  /** Where the label starts, and how many tokens and delimiters came before. */
  readonly start: number;
  readonly tokens: number;
  readonly delimiters: number;
}

/** What says something only together with what follows, when nothing does. */
const UNFINISHED = /(?:([`*_~])\1*|[ \t\n]+|[\\!]|<[^\s<>]*|&#?\w{0,31})$/y;
const LAST_BLANKS = /[ \t\n]+$/y;
const RUN = /([`*_~])\1*|[ \t\n]+/y;
const ORDINARY = /[a-z\d.+-]+|[^a-z\d \t\n\\`*_~[\]!<&]+/iy;
const ANGLE = /<(?:([a-z][a-z\d.+-]{1,31}:[^\0- <>]*)|([\w.!#$%&'*+/=?^`{|}~-]+@[a-z\d]+(?:(?:\.|-+)[a-z\d]+)*))>/iy;
const ESCAPE = new RegExp(ESCAPED, 'iy');

/** How many unfinished emphases are shown as if they were finished. */
const FORESEEN = 8;

/**
 * Reads inline content. Unless the text is `final`, what is unfinished at its end is read the way it will most likely
 * turn out (an open `**` is bold, an open link is its text) and the marks that cannot be judged yet are left out.
 * @param text what comes after a blank, or first
 * @param missed is given the labels that have not been defined
 */
export function parseInline(text: string, final: boolean, shared: Shared, missed: Set<string>): Inline {
  const tokens: Token[] = [];
  const brackets: Bracket[] = [];
  /** How many of the brackets are around a link, and so can be none. */
  let surrounding = 0;
  const pairing = new Pairing();
  // Inside a bracket nothing pairs until it is known whether that is a link: links bind more tightly.
  const delimiters: Delimiter[] = [];
  const unclosed = new Set<number>();
  let settledTokens = 0;
  let settledLength = 0;
  let at = 0;

  const characterBefore = () => [...text.slice(Math.max(0, at - 2), at)].at(-1) ?? '';
  const pairAll = (pending: readonly Delimiter[], pairs: Pairing) => {
    for (const one of pending) pairs.add(one);
  };
  const take = (token: Token, length: number): true => {
    tokens.push(token);
    at += length;
    return true;
  };

  /** A link, unless its address is refused. */
  const link = (address: string, title: string | null, ...children: InlineNode[]): InlineElement | undefined => {
    const href = shared.resolve(address, 'link');
    return href === null
      ? undefined
      : element('a', { href, title, rel: 'noopener noreferrer nofollow', target: '_blank' }, ...children);
  };

  const image = ({ address, title }: Pick<Target, 'address' | 'title'>, alt: string): InlineNode => {
    const source = shared.resolve(address, 'image');
    if (source === null) return alt;
    return element(
      'button',
      { type: 'button', class: 'image', 'data-source': source, 'data-alt': alt, 'data-title': title },
      fill(shared.strings.showImage, { alt, host: source.split('/')[2] ?? '' }),
    );
  };

  /** Turns the tokens since a bracket into a link or an image. */
  const close = (bracket: Bracket, target: Pick<Target, 'address' | 'title'>) => {
    pairAll(delimiters.splice(bracket.delimiters), new Pairing());
    bracket.mark.text = '';
    if (bracket.image) {
      tokens.push(image(target, plainText(buildTree(tokens.splice(bracket.tokens)))));
      return;
    }
    // An address within a link's text is no link of its own.
    for (let i = bracket.tokens; i < tokens.length; i++) {
      const token = tokens[i]!;
      if (typeof token !== 'string' && 'tag' in token && token.tag === 'a') tokens[i] = plainText(token.children);
    }
    const anchor = link(target.address, target.title);
    if (anchor) {
      bracket.mark.opens.push(anchor);
      tokens.push({ text: '', closes: 1, opens: [] });
    }
    surrounding = brackets.length;
  };

  /** After `]`: the link's target, and where it ends. */
  const target = (bracket: Bracket): Scan<Target> => {
    const end = at + 1;
    const found = scanTarget(text, end, final);
    if (found === null || (found && found.label === undefined)) return found;
    const label = found?.label || text.slice(bracket.start, at);
    if (label.length > 999) return undefined;
    const key = normalizeLabel(label);
    const definition = shared.definitions.get(key);
    if (!definition) missed.add(key);
    return definition && { ...definition, end: found ? found.end : end };
  };

  /** Reads what starts at `at`; `false`: it cannot be told yet what the rest of the text is. */
  const step = (): boolean => {
    if (matchAt(final ? LAST_BLANKS : UNFINISHED, text, at)) return false;
    const character = text[at]!;
    const run = matchAt(RUN, text, at)?.[0];
    if (run && character <= ' ') {
      if (!brackets.length && !pairing.openers.length) {
        settledTokens = tokens.length;
        settledLength = at;
      }
      return take(run.includes('  \n') ? element('br') : run.includes('\n') ? '\n' : run, run.length);
    }
    if (run && character === '`') {
      const { length } = run;
      const end = at + length;
      if (!unclosed.has(length)) {
        const match = matchAt(new RegExp(`(?<!\`)${run}(?!\`)`, 'g'), text, end);
        if (match || !final) {
          const code = text.slice(end, match?.index).replace(/\n/g, ' ');
          const shown = match ? code : code.replace(/`+$/, '');
          take(element('code', {}, /^ .*[^ ].* $/.test(shown) ? shown.slice(1, -1) : shown), length + code.length + length);
          return !!match;
        }
        unclosed.add(length);
      }
      return take(run, length);
    }
    if (run) {
      const [after = ''] = text.slice(at + run.length, at + run.length + 2);
      const mark = delimiter(run, characterBefore(), after);
      if (character !== '~' || run.length < 3) {
        if (brackets.length) delimiters.push(mark);
        else pairing.add(mark);
      }
      return take(mark, run.length);
    }
    if (character === '\\' && text[at + 1] === '\n') return take(element('br'), matchAt(/.\s*/y, text, at)![0].length);
    if (character === '\\' || character === '&') {
      const escaped = matchAt(ESCAPE, text, at)?.[0] ?? character;
      return take(unescapeText(escaped), escaped.length);
    }
    const opening = matchAt(/!?\[/y, text, at)?.[0];
    if (opening) {
      const mark: Mark = { text: opening, closes: 0, opens: [] };
      const start = at + opening.length;
      brackets.push({ mark, image: opening !== '[', start, tokens: tokens.length, delimiters: delimiters.length });
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
    const [angled, address, mail] = matchAt(ANGLE, text, at) ?? [];
    if (angled) return take(link(address ?? `mailto:${mail!}`, null, angled.slice(1, -1)) ?? angled, angled.length);
    const bare = /[a-z\d]/i.test(character) && !/[a-z\d]/i.test(characterBefore()) ? webAddress(text, at, brackets.length > 0) : undefined;
    const word = bare?.text ?? matchAt(ORDINARY, text, at)?.[0] ?? character;
    return take((bare && link(bare.address, null, word)) ?? word, word.length);
  };

  while (at < text.length && step());

  pairAll(delimiters, pairing);
  if (!final) {
    for (const { mark } of brackets) mark.text = '';
    for (const opener of pairing.openers.slice(0, FORESEEN)) {
      // A lone tilde means "about"; a lone asterisk between letters or digits is mostly a product.
      if (opener.text === '~' || (opener.text === '*' && opener.closer)) continue;
      opener.opens.unshift(...(opener.text.length > 2 ? [emphasis('*', 1)] : []), emphasis(opener.kind, opener.text.length));
      opener.text = '';
    }
  }
  const nodes = buildTree(tokens.slice(0, settledTokens));
  const settled = nodes.length;
  const last = nodes.at(-1);
  buildTree(tokens.slice(settledTokens), nodes);
  return { nodes, settled, length: settledLength, settledText: typeof last === 'string' ? last.length : 0 };
}
