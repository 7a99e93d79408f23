/** Styles for a lifetime, which may be over where they were loaded late. A sheet of its own for each element: WebKit keeps what media queries said of shared ones. */
export function adoptStyles(root: ShadowRoot, styles: readonly string[], signal: AbortSignal): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles.join(''));
  if (!signal.aborted) root.adoptedStyleSheets.push(sheet);
  signal.addEventListener('abort', () => {
    root.adoptedStyleSheets = root.adoptedStyleSheets.filter((each) => each !== sheet);
  });
}
