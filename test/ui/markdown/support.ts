import { addressPolicy } from '../../../src/ui/markdown/addresses.js';
import { type MarkdownOptions, MarkdownStream, type MarkdownStrings } from '../../../src/ui/markdown/markdown-stream.js';
import { english } from '../../../src/ui/strings/english.js';

interface Options extends Partial<Omit<MarkdownOptions, 'strings'>> {
  readonly strings?: Partial<MarkdownStrings>;
}

/** A message that begins with a text. */
export function start(text = '', { strings, ...options }: Options = {}) {
  const container = document.createElement('div');
  const stream = new MarkdownStream(container, { addresses: addressPolicy(), ...options, strings: { ...english, ...strings } });
  stream.append(text);
  return { container, stream };
}

/** Renders a text that comes in pieces. */
export function render(pieces: string | Iterable<string>, options?: Options): HTMLElement {
  const { container, stream } = start('', options);
  for (const piece of typeof pieces === 'string' ? [pieces] : pieces) stream.append(piece);
  stream.end();
  return container;
}

export async function fixture<T>(name: string): Promise<T> {
  const response = await fetch(new URL(`./fixtures/${name}`, import.meta.url));
  return (await response.json()) as T;
}

/** The long message of the fixtures. */
export async function longMessage(): Promise<string> {
  const { lines } = await fixture<{ lines: string[] }>('message.json');
  return lines.join('\n');
}

/** A small generator (mulberry32), so that a failure can be repeated with its seed. */
export function random(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function pick<T>(values: readonly T[], next: () => number): T {
  return values[Math.floor(next() * values.length)]!;
}

export function randomPieces(text: string, next: () => number, longest = 7): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; ) {
    const length = 1 + Math.floor(next() * longest);
    pieces.push(text.slice(at, at + length));
    at += length;
  }
  return pieces;
}

const BLOCKS = /^(?:p|h\d|ul|ol|li|blockquote|pre|hr|table|thead|tbody|tr|td|th|div|body)$/;

/** The text that a person sees, without the labels of buttons. */
export function visibleText(root: Element): string {
  let text = '';
  const walk = (node: Node) => {
    if (node instanceof Text) text += node.data;
    if (!(node instanceof HTMLElement) || node.matches('button.copy')) return;
    if (node.matches('button.image')) text += node.dataset['alt']!;
    else {
      if (BLOCKS.test(node.localName) || node.localName === 'br') text += ' ';
      node.childNodes.forEach(walk);
    }
  };
  walk(root);
  return text.replace(/\s+/g, ' ').trim();
}

/**
 * A tree as one line of HTML, so that two can be compared: blanks between blocks are dropped, attributes that the
 * specification does not know are too. What we build otherwise than the specification's HTML is translated back: a
 * tight list's paragraphs (a class says that they are tight), the frame of a code block, the button before an image.
 */
export function outline(root: Element): string {
  let html = '';
  const attributes = (element: Element, names: readonly string[]) =>
    names.map((name) => (element.hasAttribute(name) ? ` ${name}="${element.getAttribute(name)}"` : '')).join('');
  const isBlock = (node: Node | null) => node instanceof Element && (BLOCKS.test(node.localName) || node.localName === 'br');
  const unwrapped = (node: Node | null): boolean => node instanceof Element && node.matches('.tight > li > p');
  const walk = (element: Element, verbatim: boolean) => {
    for (const node of element.childNodes) {
      if (node instanceof Text) {
        let text = node.data;
        if (!verbatim) {
          const before = node.previousSibling;
          const after = node.nextSibling;
          text = text.replace(/[ \t\n]+/g, ' ');
          if (before ? isBlock(before) : isBlock(element)) text = text.replace(/^ /, '');
          if (after ? isBlock(after) : isBlock(element)) text = text.replace(/ $/, '');
        }
        html += text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
        continue;
      }
      if (!(node instanceof HTMLElement)) continue;
      const { localName } = node;
      if (node.matches('.code-bar')) continue;
      if (node.matches('div.code, div.table') || unwrapped(node)) {
        walk(node, verbatim);
        continue;
      }
      if (node.matches('button.image')) {
        const { alt, source, title } = node.dataset;
        html += `<img src="${source}" alt="${alt}"${title ? ` title="${title}"` : ''}>`;
        continue;
      }
      const language = localName === 'code' && node.className ? ` class="${node.className}"` : '';
      html += `<${localName}${language}${attributes(node, ['href', 'src', 'alt', 'title', 'start', 'type', 'checked', 'disabled'])}>`;
      if (/^(?:br|hr|img|input)$/.test(localName)) continue;
      walk(node, verbatim || localName === 'pre');
      html += `</${localName}>`;
    }
  };
  walk(root, false);
  return html;
}

/** The outline of HTML, in a document of its own where nothing is fetched or run. */
export function outlineOf(html: string): string {
  return outline(new DOMParser().parseFromString(html, 'text/html').body);
}
