/** How far a character of the rendered text is looked for in its source, in UTF-16 units: further than most addresses. */
const reach = 500;

const isBlank = (character: string | undefined): boolean => character !== undefined && /\s/.test(character);

/**
 * Goes along a text that was rendered from Markdown, and finds what stands at a position in the source. What is marks in
 * the source and what is buttons on the page has no counterpart, so both are compared character by character; an error
 * is over with the next word. Going on from where it was, it never looks at anything twice.
 */
export class SourceCursor {
  readonly #root: Node;
  #walker: TreeWalker;
  /** What the node that it is in says. */
  #text = '';
  #offset = 0;
  #position = 0;

  /** @param root what the source was rendered into */
  constructor(root: Node) {
    this.#root = root;
    this.#walker = walkerOf(root);
  }

  /**
   * @param position in UTF-16 units
   * @returns where on the page; `undefined` while there is nothing
   */
  moveTo(source: string, position: number): { readonly node: Text; readonly offset: number } | undefined {
    // A part that is still being written may have been put in other words.
    if (position < this.#position || !this.#root.contains(this.#walker.currentNode)) this.#restart();
    while (this.#position < position) {
      const character = this.#character();
      if (character === undefined) break;
      if (isBlank(character)) this.#offset += 1;
      else if (!this.#find(source, character, position)) break;
    }
    const node = this.#walker.currentNode;
    return node instanceof Text ? { node, offset: this.#offset } : undefined;
  }

  /** @returns whether the character stands before the position */
  #find(source: string, character: string, position: number): boolean {
    const distance = source.slice(this.#position, this.#position + reach).indexOf(character);
    if (distance >= 0 && this.#position + distance >= position) return false;
    if (distance >= 0) this.#position += distance + 1;
    this.#offset += 1;
    return true;
  }

  /** The next character on the page; `undefined` at its end. */
  #character(): string | undefined {
    const node = this.#walker.currentNode;
    if (node instanceof Text && this.#offset < node.length) {
      // Some browsers copy the text whenever it is asked for.
      if (this.#text.length !== node.length) this.#text = node.data;
      return this.#text[this.#offset];
    }
    if (!this.#walker.nextNode()) return undefined;
    this.#offset = 0;
    this.#text = '';
    return this.#character();
  }

  #restart(): void {
    this.#walker = walkerOf(this.#root);
    this.#text = '';
    this.#offset = this.#position = 0;
  }
}

/** The texts, but not those of controls. */
function walkerOf(root: Node): TreeWalker {
  return document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, (node) => {
    if (node instanceof Text) return node.length > 0 ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT;
    return (node as Element).matches('button, .code-bar, .tool') ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP;
  });
}
