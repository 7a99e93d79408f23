import type { InlineNode } from './inline-tree.js';

/** Elements are made one by one, never from markup: nothing here needs a Trusted Types policy or inline styles. */
export function create(tag: string, attributes: Readonly<Record<string, string>> = {}, ...children: readonly (Node | string)[]): HTMLElement {
  const created = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) created.setAttribute(name, value);
  created.append(...children);
  return created;
}

/** Gives a text node other content from some place on, touching no more of it than differs at the end. */
function setText(text: Text, wanted: string, from = 0, current = text.data): void {
  if (wanted === current) return;
  if (wanted.startsWith(current)) text.appendData(wanted.slice(current.length));
  else text.replaceData(from, current.length, wanted);
}

function matches(node: Node | null, wanted: Exclude<InlineNode, string>): node is Element {
  if (!(node instanceof Element) || node.localName !== wanted.tag) return false;
  return node.getAttributeNames().join() === Object.keys(wanted.attributes).join();
}

/**
 * Makes what comes after `after` into `nodes`, keeping every node that still fits, so that a selection within survives.
 * If `after` is a text node, of which `offset` characters stay and `shown` follows, the new text goes on in it.
 * Returns the node that stands for each.
 */
export function patch(
  parent: Node, nodes: readonly InlineNode[], after: ChildNode | null = null, offset = 0, shown = '',
): ChildNode[] {
  let next = after ? after.nextSibling : parent.firstChild;
  const made: ChildNode[] = [];
  if (after && offset) {
    const joins = typeof nodes[0] === 'string';
    setText(after as Text, joins ? (nodes[0] as string) : '', offset, shown);
    if (joins) {
      made.push(after);
      nodes = nodes.slice(1);
    }
  }
  for (const node of nodes) {
    if (typeof node === 'string') {
      if (next instanceof Text) setText(next, node);
      else next = parent.insertBefore(document.createTextNode(node), next);
    } else {
      if (matches(next, node)) {
        for (const [name, value] of Object.entries(node.attributes)) {
          if (next.getAttribute(name) !== value) next.setAttribute(name, value);
        }
      } else {
        const created = create(node.tag, node.attributes);
        if (next) next.replaceWith(created);
        else parent.appendChild(created);
        next = created;
      }
      patch(next, node.children);
    }
    made.push(next as ChildNode);
    next = (next as ChildNode).nextSibling;
  }
  while (next) {
    const gone: ChildNode = next;
    next = gone.nextSibling;
    gone.remove();
  }
  return made;
}
