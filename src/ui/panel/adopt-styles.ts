/** Styles for a lifetime. A sheet of its own for each element: WebKit keeps what media queries said of shared ones. */
export function adoptStyles(root: ShadowRoot, styles: readonly string[], signal: AbortSignal): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles.join(''));
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  signal.addEventListener('abort', () => {
    root.adoptedStyleSheets = root.adoptedStyleSheets.filter((each) => each !== sheet);
  });
  return sheet;
}
