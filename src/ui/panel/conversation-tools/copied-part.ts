import { create } from '../../dom.js';

/* What is copied of replies: their structure without their looks and controls. */

const KEPT = /^(?:p|h\d|ul|ol|li|blockquote|pre|code|em|strong|del|table|thead|tbody|tr|td|th|br|hr|a|sup)$/;
const LEFT_OUT = '[hidden], .code-bar, .actions, .foot, .note-label, svg, slot, audio, details';

/** What a browser copies well by itself has none of these. */
export const STRUCTURE = 'table, ol, ul, math, .code, .note-mark, .image';

/**
 * The part of a tree that lies within a range, as elements and text that mean the same elsewhere: items say their
 * numbers, boxes and footnotes are text, and there are no buttons, labels, classes or styles.
 * @param withNames whether it is said who said what
 */
export function copiedPart(root: Element, range = wholeOf(root), withNames = false): HTMLElement {
  const copy = create('div');
  appendCopy(root, copy, { range, withNames, isVerbatim: false });
  return copy;
}

function wholeOf(root: Element): Range {
  const range = document.createRange();
  range.selectNodeContents(root);
  return range;
}

interface Kind {
  readonly range: Range;
  readonly withNames: boolean;
  /** Whether line breaks are such without an element. */
  readonly isVerbatim: boolean;
}

function appendCopy(from: Node, to: Element, kind: Kind): void {
  for (const node of from.childNodes) {
    if (!kind.range.intersectsNode(node)) continue;
    if (node instanceof Text) appendText(textWithin(node, kind.range), to, kind);
    else if (node instanceof Element) appendElement(node, to, kind);
  }
}

function appendElement(element: Element, to: Element, kind: Kind): void {
  const { localName } = element;
  if (element.matches('.visually-hidden') ? !kind.withNames : element.matches(LEFT_OUT)) return;
  if (element.matches('.note-mark')) to.append(create('sup', {}, `[${element.textContent}]`));
  else if (element instanceof HTMLImageElement) to.append(element.alt);
  else if (element.matches('.image')) to.append((element as HTMLElement).dataset['alt']!);
  else if (localName === 'button') return;
  else if (element instanceof HTMLInputElement) to.append(element.checked ? '[x]' : '[ ]');
  else if (localName === 'math') to.append(element.cloneNode(true));
  else if (KEPT.test(localName)) {
    const copy = create(localName, { dir: element.getAttribute('dir'), href: element.getAttribute('href'), value: localName === 'li' ? numberOf(element) : null });
    appendCopy(element, copy, { ...kind, isVerbatim: kind.isVerbatim || localName === 'pre' });
    // A range may only just touch what comes before or after.
    if (copy.textContent || !element.textContent) to.append(copy);
  } else if (element.matches('.message, .bubble') && !element.closest('.markdown')) {
    const block = create('div');
    appendCopy(element, block, kind);
    if (block.hasChildNodes()) to.append(block);
  } else appendCopy(element, to, kind);
}

function appendText(text: string, to: Element, { isVerbatim }: Kind): void {
  if (isVerbatim) return to.append(text);
  text.split('\n').forEach((line, index) => {
    if (index > 0) to.append(create('br'));
    if (line) to.append(line);
  });
}

function textWithin(node: Text, { startContainer, startOffset, endContainer, endOffset }: Range): string {
  return node.data.slice(node === startContainer ? startOffset : 0, node === endContainer ? endOffset : undefined);
}

/** The number that is seen before an item. */
function numberOf(item: Element): string | null {
  const list = item.parentElement;
  if (!(list instanceof HTMLOListElement)) return null;
  let number = list.start - 1;
  for (const each of list.children) {
    number = each.hasAttribute('value') ? (each as HTMLLIElement).value : number + 1;
    if (each === item) break;
  }
  return String(number);
}

/** The same as plain text: cells are parted by tabs, items begin with their bullet or number. */
export function plainTextOf(part: Node): string {
  return blocksOf(part).join('\n\n').replace(/\u00a0/g, ' ').trimEnd();
}

/** What a node's blocks are as text, and the inline content between them. */
function blocksOf(parent: Node): string[] {
  const blocks: string[] = [];
  let line = '';
  const endLine = (): void => {
    if (line.trim()) blocks.push(line.trim());
    line = '';
  };
  for (const node of parent.childNodes) {
    const block = node instanceof Element ? blockText(node) : undefined;
    if (block === undefined) line += inlineText(node);
    else {
      endLine();
      if (block) blocks.push(block);
    }
  }
  endLine();
  return blocks;
}

function blockText(element: Element): string | undefined {
  switch (element.localName) {
    case 'table':
      return [...element.querySelectorAll('tr')].map((row) => [...row.children].map((cell) => inlineText(cell).replace(/\s+/g, ' ').trim()).join('\t')).join('\n');
    case 'ul':
    case 'ol':
      return [...element.children].map(itemText).join('\n');
    case 'pre':
      return element.textContent.replace(/\n$/, '');
    case 'hr':
      return '---';
    case 'blockquote':
      return blocksOf(element).join('\n\n').replace(/^/gm, '> ');
    case 'li':
      return itemText(element);
    case 'tr':
    case 'thead':
    case 'tbody':
    case 'td':
    case 'th':
      return inlineText(element);
    default:
      return /^(?:p|div|h\d)$/.test(element.localName) ? blocksOf(element).join('\n\n') : undefined;
  }
}

function itemText(item: Element): string {
  const number = item.getAttribute('value');
  const mark = number === null ? '- ' : `${number}. `;
  return mark + blocksOf(item).join('\n').replace(/\n/g, `\n${' '.repeat(mark.length)}`);
}

function inlineText(node: Node): string {
  if (node instanceof Text) return node.data;
  if (!(node instanceof Element)) return '';
  if (node.localName === 'br') return '\n';
  if (node.localName === 'math') return node.querySelector('annotation')?.textContent ?? node.textContent;
  return [...node.childNodes].map(inlineText).join('');
}
