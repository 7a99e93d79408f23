/**
 * Settles as the promise does, but rejects with the signal's reason as soon as that aborts.
 *
 * @param patienceMs it rejects also after so long
 */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal, patienceMs?: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort);
    // Not by `AbortSignal.timeout`, which leaves its timer behind.
    const timer = patienceMs && setTimeout(() => reject(new Error('Timeout')), patienceMs);
    // Also where nobody waits for it any more: a failure that nobody hears of is reported as uncaught.
    promise.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', onAbort);
      clearTimeout(timer);
    });
    if (signal.aborted) onAbort();
  });
}
