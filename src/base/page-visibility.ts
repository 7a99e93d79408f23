/* When a page is seen, and when not. Outside a browser nothing is ever told. */

/** Calls back whenever this may be the last that the page is heard of: it ends, or nobody sees it any more. */
export function onPageHide(callback: () => void, signal: AbortSignal): void {
  const onChange = (): unknown => document.visibilityState === 'hidden' && callback();
  globalThis.addEventListener?.('pagehide', callback, { signal });
  globalThis.document?.addEventListener('visibilitychange', onChange, { signal });
}

/** Calls back when the page is seen again, or comes back from where a browser kept or froze it. */
export function onPageReturn(callback: () => void, signal: AbortSignal): void {
  const onChange = (): unknown => document.visibilityState === 'visible' && callback();
  globalThis.addEventListener?.('pageshow', ({ persisted }) => persisted && callback(), { signal });
  globalThis.document?.addEventListener('visibilitychange', onChange, { signal });
  globalThis.document?.addEventListener('resume', callback, { signal });
}
