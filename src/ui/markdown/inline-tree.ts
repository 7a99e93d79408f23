import type { Attributes } from '../dom.js';

/** The tree of a text's inline content, and how it grows out of a flat row of tokens. */

export interface InlineElement {
  readonly tag: string;
  readonly attributes: Attributes;
  readonly children: InlineNode[];
}

export type InlineNode = string | InlineElement;

/** A reading of a text that may grow. */
export interface Inline {
  readonly nodes: readonly InlineNode[];
  /** How many of the nodes no further text can change, and how much of the text these are. */
  readonly settled: number;
  readonly length: number;
  /** How many marks the message has up to the end of the settled part, see `limits.ts`. */
  readonly marks: number;
  /** If the last of them is text, how much of it is settled. */
  readonly settledText: number;
}

/** A place where elements end and begin; `text` is what is left of the characters that stood there. */
export interface Mark {
  text: string;
  closes: number;
  readonly opens: InlineElement[];
}

export type Token = InlineNode | Mark;

/** Deeper elements are left out (their content is not): a browser's layout may fail on thousands of levels. */
const DEPTH = 32;

export function element(tag: string, attributes: Attributes = {}, ...children: InlineNode[]): InlineElement {
  return { tag, attributes, children };
}

function push(nodes: InlineNode[], node: InlineNode): void {
  const last = nodes.length - 1;
  if (typeof node !== 'string') nodes.push(node);
  else if (typeof nodes[last] === 'string') nodes[last] += node;
  else if (node) nodes.push(node);
}

/** @param nodes what the tree begins with */
export function buildTree(tokens: readonly Token[], nodes: InlineNode[] = []): InlineNode[] {
  const levels = [nodes];
  for (const token of tokens) {
    if (typeof token === 'string' || 'tag' in token) {
      push(levels.at(-1)!, token);
      continue;
    }
    levels.length -= token.closes;
    push(levels.at(-1)!, token.text);
    for (const opened of token.opens) {
      const parent = levels.at(-1)!;
      if (levels.length < DEPTH) parent.push(opened);
      levels.push(levels.length < DEPTH ? opened.children : parent);
    }
  }
  return nodes;
}

/** The text alone, for an image's alternative. */
export function plainText(nodes: readonly InlineNode[]): string {
  return nodes.map((node) => (typeof node === 'string' ? node : (node.attributes['data-alt'] ?? plainText(node.children)))).join('');
}
