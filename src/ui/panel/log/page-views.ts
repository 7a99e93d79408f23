import { create } from '../../dom.js';

/* Nodes of the page within the messages; loaded with the first of them. */

/** The places of a panel's tree that hold a node of the page, and these. */
const placed = new WeakMap<Node, Map<Element, HTMLElement>>();
let count = 0;

/**
 * Shows what a renderer of the page makes in a place within a message: in a slot of the host, so that the page's styles
 * apply. It is removed with the place.
 *
 * @param name of the renderer, for the console
 * @returns whether there was something to show
 */
export function embed(host: HTMLElement, place: Element, name: string, render: () => unknown): boolean {
  const node = callRenderer(name, render);
  if (node) show(host, place, node);
  return !!node;
}

function show(host: HTMLElement, place: Element, node: Node): void {
  const root = place.getRootNode();
  const holders = placed.get(root) ?? watch(root);
  const before = holders.get(place);
  const holder = node instanceof HTMLElement ? node : create('span', {}, node);
  if (before === holder) return;
  before?.remove();
  holder.slot = `autessa-view-${(count += 1)}`;
  host.append(holder);
  holders.set(place, holder);
  place.replaceChildren(create('slot', { name: holder.slot }));
}

function watch(root: Node): Map<Element, HTMLElement> {
  const holders = new Map<Element, HTMLElement>();
  placed.set(root, holders);
  new MutationObserver(() => {
    for (const [place, holder] of holders) {
      if (place.getRootNode() === root) continue;
      holder.remove();
      holders.delete(place);
    }
  }).observe(root, { childList: true, subtree: true });
  return holders;
}

/** Asks one of the page's renderers. What it cannot show is shown as without it, and the console says so. */
function callRenderer(name: string, render: () => unknown): Node | undefined {
  try {
    const node = render();
    if (node instanceof Node) return node;
    console.error(`<autessa-agent> renderers.${name} returned no node; what it was asked for is shown as usual. It returned:`, node);
  } catch (error) {
    console.error(`<autessa-agent> renderers.${name} threw; what it was asked for is shown as usual:`, error);
  }
  return undefined;
}
