import { type InlineNode, plainText } from './inline-tree.js';
import { directionOf, STRONG } from './strong-direction.js';

/**
 * The direction of one of the message's own blocks: that of its first strong character, set once. `dir="auto"` says the
 * same, but makes a browser look through the whole block again for each node that comes into it. Within another block
 * nothing has a direction of its own; a block without letters goes along with the panel.
 */
export class Direction {
  readonly #root: Element;
  #block: Element | undefined;
  #direction: string | undefined;
  #isKnown = false;

  constructor(root: Element) {
    this.#root = root;
  }

  /** Takes an element for the block, if it is one of the message's own. */
  adopt(element: Element, parent: Element): void {
    if (parent !== this.#root) return;
    this.#block = element;
    if (this.#direction) element.setAttribute('dir', this.#direction);
  }

  /** What has been read in a block of its own is to be read anew. */
  forget(parent: Element): void {
    if (parent === this.#root) this.#isKnown = false;
  }

  /**
   * Looks for the first strong character in what comes next.
   * @param settled how many of the nodes stay as they are
   */
  read(nodes: readonly InlineNode[], settled: number): void {
    if (this.#isKnown || !this.#block) return;
    const direction = directionOf(plainText(nodes));
    this.#isKnown = !!direction && STRONG.test(plainText(nodes.slice(0, settled)));
    if (direction === this.#direction) return;
    this.#direction = direction;
    if (direction) this.#block.setAttribute('dir', direction);
    else this.#block.removeAttribute('dir');
  }
}
