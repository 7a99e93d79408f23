import { fill } from '../strings/strings.js';
import { element, type InlineElement, type InlineNode, plainText, type Token } from './inline-tree.js';
import type { Target } from './links.js';
import type { Formula } from './math.js';
import type { Shared } from './options.js';

/** What links, images, code, footnotes and formulas within a text become. */

/** @returns `undefined` where the address is refused */
export function link(address: string, title: string | null, { resolve }: Shared, ...children: InlineNode[]): InlineElement | undefined {
  const href = resolve(address, 'link');
  return href === null
    ? undefined
    : element('a', { href, title, rel: 'noopener noreferrer nofollow', target: '_blank' }, ...children);
}

/** A button, since an image is only asked for when the person wants it; its text alone where the address is refused. */
export function image({ address, title }: Pick<Target, 'address' | 'title'>, alt: string, shared: Shared): InlineNode {
  const source = shared.resolve(address, 'image');
  if (source === null) return alt;
  shared.furnish();
  return element(
    'button',
    { type: 'button', class: 'image', 'data-source': source, 'data-alt': alt, 'data-title': title },
    fill(shared.strings.showImage, { alt, host: source.split('/')[2] ?? '' }),
  );
}

/** Takes for text what is a link within the text of another one: that is none of its own. @param from of the tokens */
export function unlink(tokens: Token[], from: number): void {
  for (let i = from; i < tokens.length; i++) {
    const { tag, children } = tokens[i] as Partial<InlineElement>;
    if (tag === 'a') tokens[i] = plainText(children!);
  }
}

/** @param isClosed else it has only begun */
export function codeSpan(code: string, isClosed: boolean): InlineElement {
  const shown = isClosed ? code : code.replace(/`+$/, '');
  return element('code', {}, /^ .*[^ ].* $/.test(shown) ? shown.slice(1, -1) : shown);
}

/** Opens the footnote. @param name as it is written @param label as it is known by */
export function noteMark(name: string, label: string, { strings }: Shared): InlineElement {
  return element('button', { type: 'button', class: 'note-mark', 'data-note': label, 'aria-label': fill(strings.footnote, { label: name }) }, name);
}

/** @param source as it is written, which is shown until it can be shown as a formula */
export function formula({ tex, isDisplay }: Formula, source: string): InlineElement {
  return element('span', { class: 'math', 'data-tex': tex, 'data-display': isDisplay ? 'block' : null }, source);
}
