/** Calls back whenever this may be the last that the page is heard of: it ends, or nobody sees it any more. */
export function onPageHide(callback: () => void, signal: AbortSignal): void {
  const onChange = (): unknown => document.visibilityState === 'hidden' && callback();
  globalThis.addEventListener?.('pagehide', callback, { signal });
  globalThis.document?.addEventListener('visibilitychange', onChange, { signal });
}
