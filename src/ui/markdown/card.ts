import { css } from '../css.js';
import { create } from '../dom.js';
import type { AddressPolicy } from './addresses.js';
import { adoptStyles } from '../adopt-styles.js';
import { MarkdownStream } from './markdown-stream.js';
import type { MarkdownStrings } from './markdown-strings.js';

interface Place {
  readonly strings: MarkdownStrings;
  readonly addresses: AddressPolicy;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Of a text for a link or an image, nothing may end it. */
const escaped = (value: string): string => value.replace(/[\\[\]]/g, '\\$&').replace(/\s+/g, ' ');

/**
 * Shows a JSON object as a card: `title`, `text` (Markdown), `image` (an address, fetched at a click), `alt`, and
 * `links`, each `{ label, url }`. Its addresses go by the same rules as those of any reply.
 * @returns whether the text is such an object
 */
export function showCard(box: HTMLElement, source: string, place: Place): boolean {
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch {
    return false;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const card = value as Record<string, unknown>;
  const title = text(card['title']);
  const body = text(card['text']);
  if (!title.trim() && !body.trim()) return false;
  const links = Array.isArray(card['links']) ? (card['links'] as unknown[]) : [];
  const parts = [
    title && `### ${escaped(title)}`,
    card['image'] ? `![${escaped(text(card['alt']) || title)}](<${text(card['image'])}>)` : '',
    body,
    links
      .map((each) => (each ?? {}) as Record<string, unknown>)
      .map(({ label, url }) => `- [${escaped(text(label) || text(url))}](<${text(url)}>)`)
      .join('\n'),
  ];
  const content = create('div', { class: 'markdown' });
  const stream = new MarkdownStream(content, place);
  stream.append(parts.filter(Boolean).join('\n\n'));
  stream.end();
  box.className = 'card';
  box.setAttribute('role', 'group');
  if (title) box.setAttribute('aria-label', title);
  box.replaceChildren(content);
  adoptStyles(box, styles);
  return true;
}

const styles = css`
  .markdown .card {
    padding: 0.8em 1em;
    border: 1px solid var(--_border);
    border-radius: 12px;
  }
`;
