import { fill } from '../strings/strings.js';
import { element, type InlineElement, type InlineNode } from './inline-tree.js';
import { normalizeLabel, type Target } from './links.js';
import type { LinkDefinition, Shared } from './options.js';

/** What leads elsewhere: links, images and footnotes as elements, and what their labels stand for. */

/** @returns `undefined` where the address is refused */
export function linkTo(shared: Shared, address: string, title: string | null, ...children: InlineNode[]): InlineElement | undefined {
  const href = shared.options.addresses(address, 'link');
  return href === null
    ? undefined
    : element('a', { href, title, rel: 'noopener noreferrer nofollow', target: '_blank' }, ...children);
}

/** What an image is until it is asked for; its alternative text where the address is refused. */
export function imageOf(shared: Shared, { address, title }: Pick<Target, 'address' | 'title'>, alt: string): InlineNode {
  const source = shared.options.addresses(address, 'image');
  if (source === null) return alt;
  return element(
    'button',
    { type: 'button', class: 'image', 'data-source': source, 'data-alt': alt, 'data-title': title },
    fill(shared.options.strings.showImage, { alt, host: source.split('/')[2] ?? '' }),
  );
}

/** What a label is defined as, if it is. @param missed is given the label if it is not */
export function definitionOf(shared: Shared, label: string, missed: Set<string>): LinkDefinition | undefined {
  const key = normalizeLabel(label);
  const definition = shared.definitions.get(key);
  if (definition) definition.isUsed = true;
  else shared.miss(key, missed);
  return definition;
}

/**
 * The mark of a footnote.
 * @returns `undefined` where it is a link, as its label is defined as one; the `source` where it is not defined
 */
export function noteMark(shared: Shared, name: string, source: string, missed: Set<string>): InlineNode | undefined {
  const label = normalizeLabel(`^${name}`);
  const note = shared.notes.get(label);
  if (!note) {
    shared.miss(label, missed);
    return shared.definitions.has(label) ? undefined : source;
  }
  note.isUsed = true;
  shared.annotate();
  return element('button', { type: 'button', class: 'note-mark', 'data-note': label, 'aria-label': fill(shared.options.strings.footnote, { label: name }) }, name);
}
