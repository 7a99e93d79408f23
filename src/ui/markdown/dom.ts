import { create, setAttributes } from '../dom.js';
import type { InlineNode } from './inline-tree.js';

/** Gives a text node other content from some place on, touching no more of it than differs at the end. */
function setText(text: Text, wanted: string, from: number): void {
  const current = text.substringData(from, text.length);
  if (wanted === current) return;
  if (wanted.startsWith(current)) text.appendData(wanted.slice(current.length));
  else text.replaceData(from, current.length, wanted);
}

/** Complete before it comes into the page: one insertion instead of many. */
function build(node: InlineNode): ChildNode {
  return typeof node === 'string' ? document.createTextNode(node) : create(node.tag, node.attributes, ...node.children.map(build));
}

/**
 * Makes what comes after `after` into `nodes`, keeping every node that still fits, so that a selection within survives.
 * With an `offset`, `after` is a text node of which so many characters stay: text that comes next goes on in it.
 * Elements of one kind always have the same attributes, if only as `null`. Returns the node that stands for each.
 */
export function patch(parent: Node, nodes: readonly InlineNode[], after: ChildNode | null = null, offset = 0): ChildNode[] {
  let next = after ? after.nextSibling : parent.firstChild;
  if (offset) {
    if (typeof nodes[0] === 'string') next = after;
    else setText(after as Text, '', offset);
  }
  const made = nodes.map((node) => {
    const isText = typeof node === 'string';
    const fitting = next;
    if (!(isText ? next instanceof Text : (next as Element | null)?.localName === node.tag)) {
      return parent.insertBefore(build(node), next);
    }
    if (isText) setText(fitting as Text, node, fitting === after ? offset : 0);
    else {
      setAttributes(fitting as Element, node.attributes);
      patch(fitting!, node.children);
    }
    next = fitting!.nextSibling;
    return fitting!;
  });
  while (next) {
    const gone: ChildNode = next;
    next = gone.nextSibling;
    gone.remove();
  }
  return made;
}
