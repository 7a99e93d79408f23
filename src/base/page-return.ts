/** Calls back when the page is seen again, or comes back from where a browser kept or froze it. */
export function onPageReturn(callback: () => void, signal: AbortSignal): void {
  const onChange = (): unknown => document.visibilityState === 'visible' && callback();
  globalThis.addEventListener?.('pageshow', ({ persisted }) => persisted && callback(), { signal });
  globalThis.document?.addEventListener('visibilitychange', onChange, { signal });
  globalThis.document?.addEventListener('resume', callback, { signal });
}
