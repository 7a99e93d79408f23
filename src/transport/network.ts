/** What the browser knows of the network, and of the page's being looked at. */
export interface Network {
  /** `false` only where the browser is sure that there is none. */
  isOnline(): boolean;
  /** Calls back when it is worth trying again at once: the network is back, or the page is visible again. */
  onHope(callback: () => void, signal: AbortSignal): void;
}

/** Outside a browser there is always hope, and no news. */
export const browserNetwork: Network = {
  isOnline: () => globalThis.navigator?.onLine ?? true,
  onHope(callback, signal) {
    globalThis.addEventListener?.('online', callback, { signal });
    globalThis.document?.addEventListener(
      'visibilitychange',
      () => {
        if (document.visibilityState === 'visible') callback();
      },
      { signal },
    );
  },
};
