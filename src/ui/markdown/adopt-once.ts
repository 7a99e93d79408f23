const adopted = new WeakMap<Node, Set<string>>();

/** Gives the tree that an element stands in a style sheet, once. */
export function adoptOnce(element: Element, styles: string): void {
  const root = element.getRootNode();
  if (!(root instanceof ShadowRoot)) return;
  const present = adopted.get(root) ?? new Set();
  adopted.set(root, present);
  if (present.has(styles)) return;
  present.add(styles);
  // A sheet of its own for each tree: WebKit keeps what media queries said of shared ones.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}
