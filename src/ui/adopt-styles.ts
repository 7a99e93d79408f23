/** What each shadow root has been given. */
const adopted = new WeakMap<Node, readonly string[]>();

/** Gives the shadow root that a node is, or is in, styles, once. */
export function adoptStyles(node: Node, styles: string): void {
  const root = node.getRootNode();
  if (!(root instanceof ShadowRoot)) return;
  const present = adopted.get(root) ?? [];
  if (present.includes(styles)) return;
  adopted.set(root, [...present, styles]);
  addSheet(root, styles);
}

/** A style sheet belongs to one document: in another one, the browser has taken all of them from a shadow root. */
export function restoreStyles(root: ShadowRoot): void {
  for (const styles of adopted.get(root) ?? []) addSheet(root, styles);
}

function addSheet(root: ShadowRoot, styles: string): void {
  const { defaultView } = root.ownerDocument;
  // A document that is only parsed or made has no styles; what is in it goes elsewhere.
  if (!defaultView) return;
  const sheet = new defaultView.CSSStyleSheet();
  // Each sheet is of one tree, and unlike all others: WebKit keeps what media queries said of those with the same text.
  // Where a page's own tests run without a browser (jsdom), sheets may be empty.
  sheet.replaceSync?.(`${styles}/*${Math.random()}*/`);
  // Set, not pushed: what records a page (rrweb) hears of no other way.
  root.adoptedStyleSheets = [...(root.adoptedStyleSheets ?? []), sheet];
}
