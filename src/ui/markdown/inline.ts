import type { AddressKind } from './addresses.js';
import { webAddress } from './autolinks.js';
import { type Delimiter, delimiter, emphasis, Pairing } from './emphasis.js';
import { decodeReference, REFERENCE } from './entities.js';
import { buildTree, element, type InlineElement, type InlineNode, type Mark, plainText, type Token } from './inline-tree.js';
import { matchAt, type Scan, scanLabel, scanTarget, type Target } from './links.js';

/** What inline content needs to know of the document around it. */
export interface InlineContext {
  /** The target of a label, if it has been defined. */
  define(label: string): Pick<Target, 'address' | 'title'> | undefined;
  resolve(address: string, kind: AddressKind): string | null;
  imageLabel(alt: string, host: string): string;
}

export interface Inline {
  /** What no further text can change, and how much of the text that is. */
  readonly settled: readonly InlineNode[];
  readonly length: number;
  /** The rest, read as well as it can be for now. */
  readonly rest: readonly InlineNode[];
}

interface Bracket {
  readonly mark: Mark;
  readonly image: boolean;
  /** Where the label starts, and how many tokens and delimiters came before. */
  readonly start: number;
  readonly tokens: number;
  readonly delimiters: number;
  active: boolean;
}

const ORDINARY = /[a-z\d.+-]+|[^a-z\d.+\- \t\n\\`*_~[\]!<&]+?(?=[a-z\d \t\n\\`*_~[\]!<&]|$)/iy;
const ANGLE_ADDRESS = /<([a-z][a-z\d.+-]{1,31}:[^\s<>\0-\x1f]*)>/iy;
const ANGLE_MAIL = /<([\w.!#$%&'*+/=?^`{|}~-]+@[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)*)>/iy;
const ENTITY = new RegExp(REFERENCE, 'iy');

/** How many unfinished emphases are shown as if they were finished. */
const FORESEEN = 8;

/**
 * Reads inline content. Unless the text is `final`, what is unfinished at its end is read the way it will most likely
 * turn out (an open `**` is bold, an open link is its text) and the marks that cannot be judged yet are left out.
 */
export function parseInline(text: string, before: string, final: boolean, context: InlineContext): Inline {
  const tokens: Token[] = [];
  const brackets: Bracket[] = [];
  const pairing = new Pairing();
  // Inside a bracket nothing pairs until it is known whether that is a link: links bind more tightly.
  let delimiters: Delimiter[] = [];
  const unclosed = new Set<number>();
  let settledTokens = 0;
  let settledLength = 0;
  let at = 0;

  const characterBefore = () => (at ? /[^]$/u.exec(text.slice(Math.max(0, at - 2), at))![0] : before);
  const pairAll = (pending: readonly Delimiter[]) => {
    for (const one of pending) pairing.add(one);
  };

  const link = (address: string, title: string | undefined, ...children: InlineNode[]): InlineElement | undefined => {
    const href = context.resolve(address, 'link');
    if (href === null) return undefined;
    return element('a', { href, rel: 'noopener noreferrer nofollow', target: '_blank', ...(title && { title }) }, ...children);
  };

  const image = (address: string, title: string | undefined, alt: string): InlineNode => {
    const source = context.resolve(address, 'image');
    if (source === null) return alt;
    return element(
      'button',
      { type: 'button', class: 'image', 'data-source': source, 'data-alt': alt, ...(title && { 'data-title': title }) },
      context.imageLabel(alt, /^\w+:\/\/([^/?#]*)/.exec(source)?.[1] ?? ''),
    );
  };

  /** Turns the tokens since a bracket into a link or an image. */
  const close = (bracket: Bracket, target: Pick<Target, 'address' | 'title'>) => {
    const inside = new Pairing();
    for (const one of delimiters.splice(bracket.delimiters)) inside.add(one);
    bracket.mark.text = '';
    if (bracket.image) {
      tokens.push(image(target.address, target.title, plainText(buildTree(tokens.splice(bracket.tokens)))));
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
    for (let i = brackets.length - 1; i >= 0 && (brackets[i]!.image || brackets[i]!.active); i--) {
      if (!brackets[i]!.image) brackets[i]!.active = false;
    }
  };

  /** After `]`: the link's target, and where it ends. */
  const target = (bracket: Bracket): Scan<Target> => {
    const next = at + 1;
    if (next === text.length && !final) return null;
    const inline = text[next] === '(' ? scanTarget(text, next) : undefined;
    if (inline || (inline === null && !final)) return inline;
    const label = text[next] === '[' ? scanLabel(text, next) : undefined;
    if (label === null && !final) return null;
    const shortcut = text.slice(bracket.start, at);
    const name = label ? label.label : /^(?:\\[^]|[^\\[\]])*$/.test(shortcut) ? shortcut : '';
    const definition = name.trim() && name.length < 1000 ? context.define(name) : undefined;
    if (!definition) return undefined;
    return { ...definition, end: label ? label.end : text.startsWith('[]', next) ? next + 2 : next };
  };

  /** Reads what starts at `at`; `false`: it cannot be told yet what the rest of the text is. */
  const step = (): boolean => {
    const character = text[at]!;
    const run = matchAt(/`+|\*+|_+|~+|[ \t\n]+/y, text, at)?.[0];
    const end = at + (run?.length ?? 1);
    const last = end === text.length && !final;
    if (run && character <= ' ') {
      if (end === text.length) return false;
      if (!brackets.length && !pairing.openers.length) {
        settledTokens = tokens.length;
        settledLength = at;
      }
      if (run.includes('  \n')) tokens.push(element('br'));
      else tokens.push(run.includes('\n') ? '\n' : run);
      at = end;
      return true;
    }
    if (run && character === '`') {
      if (last) return false;
      const length = run.length;
      if (!unclosed.has(length)) {
        const closing = /`+/g;
        closing.lastIndex = end;
        let match = closing.exec(text);
        while (match && match[0].length !== length) match = closing.exec(text);
        if (match || !final) {
          const code = text.slice(end, match ? match.index : text.length).replace(/\n/g, ' ');
          const shown = match ? code : code.replace(/`+$/, '');
          tokens.push(element('code', {}, /^ .*[^ ].* $/.test(shown) ? shown.slice(1, -1) : shown));
          if (!match) return false;
          at = match.index + length;
          return true;
        }
        unclosed.add(length);
      }
      tokens.push(run);
      at = end;
      return true;
    }
    if (run) {
      if (last) return false;
      const after = String.fromCodePoint(text.codePointAt(end) ?? 32);
      const mark = delimiter(run, characterBefore(), end < text.length ? after : '');
      tokens.push(mark);
      if (character !== '~' || run.length < 3) {
        if (brackets.length) delimiters.push(mark);
        else pairing.add(mark);
      }
      at = end;
      return true;
    }
    if (character === '\\') {
      if (last) return false;
      const escaped = text[at + 1] ?? '';
      if (escaped === '\n') {
        tokens.push(element('br'));
        at = matchAt(/\s*/y, text, at + 1)![0].length + at + 1;
        return true;
      }
      const literal = /[!-/:-@[-`{-~]/.test(escaped);
      tokens.push(literal ? escaped : '\\');
      at += literal ? 2 : 1;
      return true;
    }
    if (character === '[' || (character === '!' && text[at + 1] === '[')) {
      const mark: Mark = { text: character === '!' ? '![' : '[', closes: 0, opens: [] };
      at += mark.text.length;
      brackets.push({
        mark, image: character === '!', start: at, tokens: tokens.length, delimiters: delimiters.length, active: true,
      });
      tokens.push(mark);
      return true;
    }
    if (character === ']') {
      const bracket = brackets.pop();
      const found = bracket?.active ? target(bracket) : undefined;
      if (bracket && found === null) {
        brackets.push(bracket);
        return false;
      }
      if (bracket && found) close(bracket, found);
      else tokens.push(']');
      at = found ? found.end : end;
      if (!brackets.length) {
        pairAll(delimiters);
        delimiters = [];
      }
      return true;
    }
    if (character === '<') {
      const address = matchAt(ANGLE_ADDRESS, text, at);
      const match = address ?? matchAt(ANGLE_MAIL, text, at);
      if (!match && !final && matchAt(/<[^\s<>]*$/y, text, at)) return false;
      tokens.push((match && link((address ? '' : 'mailto:') + match[1]!, undefined, match[1]!)) ?? match?.[0] ?? '<');
      at += match ? match[0].length : 1;
      return true;
    }
    if (character === '&') {
      const reference = matchAt(ENTITY, text, at);
      if (!reference && !final && matchAt(/&#?\w{0,31}$/y, text, at)) return false;
      tokens.push(reference ? decodeReference(reference[0]) : '&');
      at += reference ? reference[0].length : 1;
      return true;
    }
    if (character === '!') {
      if (last) return false;
      tokens.push('!');
      at = end;
      return true;
    }
    const address = /[a-z\d]/i.test(character) && !/[a-z\d]/i.test(characterBefore()) ? webAddress(text, at, brackets.length > 0) : undefined;
    const word = address?.text ?? matchAt(ORDINARY, text, at)?.[0] ?? character;
    tokens.push((address && link(address.address, undefined, address.text)) ?? word);
    at += word.length;
    return true;
  };

  while (at < text.length && step());

  pairAll(delimiters);
  if (!final) {
    for (const { mark } of brackets) mark.text = '';
    for (const opener of pairing.openers.slice(0, FORESEEN)) {
      // A lone tilde means "about"; a lone asterisk between letters or digits is mostly a product.
      if (opener.text === '~' || (opener.text === '*' && opener.closer)) continue;
      opener.opens.unshift(...(opener.text.length > 2 ? [emphasis('*', 1)] : []), emphasis(opener.character, opener.text.length));
      opener.text = '';
    }
  }
  return {
    settled: buildTree(tokens.slice(0, settledTokens)),
    length: settledLength,
    rest: buildTree(tokens.slice(settledTokens)),
  };
}
