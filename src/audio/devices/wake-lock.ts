/** Keeps the screen on until the signal, where the browser can and the page is seen. */
export function keepAwake(signal: AbortSignal): void {
  const { navigator, document } = globalThis;
  let lock: WakeLockSentinel | undefined;
  const request = async () => {
    // The browser lets go of it whenever the page is hidden.
    if (document.visibilityState !== 'visible' || (lock && !lock.released)) return;
    const requested = await navigator.wakeLock.request('screen');
    if (signal.aborted) await requested.release();
    else lock = requested;
  };
  // A battery that is low is reason enough to refuse; nobody needs to know.
  const tryIt = () => void request().catch(() => undefined);
  if (!('wakeLock' in navigator)) return;
  tryIt();
  document.addEventListener('visibilitychange', tryIt, { signal });
  signal.addEventListener('abort', () => void lock?.release().catch(() => undefined));
}
